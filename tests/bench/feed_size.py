"""How much a year of 500,000 contracts takes at the server end of sync.

Rows as the programs write them, in a PostgreSQL of its own:

    tests/bench/feed_size.py [CONTRACTS]      5,000 by default, told as 500,000

Bodies are real messages (protoc encodes them), tables and indexes are the migrations' own. The feed's rows an office
PC holds a second time; they do not grow with the years. What nodes sent does, until its days are over: it is measured as
a year of it and as what stays, and the statements that take it away are timed as they are.
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/e2e"))
from engines import Postgres  # noqa: E402

WHOLE = 500_000
MONTHS = 12
KEPT_DAYS = 90       # synchub.operation_days
OUTCOME_DAYS = 400   # operations.outcome_days
DEVICES = 40
PAGE = 5_000
UUID = "01936f5e-8c1a-7d3e-9a44-2f0c6b1d8e75"
CONTRACT = f"""contract_id: "{UUID}" number: "1184512-7" customer_name: "María Guadalupe Hernández Rodríguez"
street: "Prolongación Corregidora Norte" street_number: "1184-B" settlement: "Jardines de la Hacienda"
municipality: "Querétaro" zone_id: "QRO-14-B" use_class: "domestic" tariff_code: "DOM-MEDIO"
meter_label: "KAM 64107712" meter_serial: "64107712"
state: "active" """
ACCOUNT = f"""account {{ contract_id: "{UUID}" contract_number: "1184512-7" owed_centavos: 67444
debts {{ invoice_id: "{UUID}"
number: "QRO-2026-10-1184512" contract_id: "{UUID}" period: "2026-10" due_date: "2026-11-20" total_centavos: 67444
remaining_centavos: 67444 consumed_litres: 21000 issued_centavos: 67444 }} }} version: 24 as_of_us: 1796000000000000 """
LINE = """lines { kind: "water" description: "Agua, bloque 2" quantity: "10" unit: "m3" unit_price: "22.45"
amount_centavos: 22450 tax_rate: "0.160000" tax_centavos: 782
explanation: "(86.40 + 402.30) × 0.10 = 48.870, redondeado a centavos al final de la línea." } """
INVOICE = f"""invoice_id: "{UUID}" number: "QRO-2026-10-1184512-7" contract_id: "{UUID}" contract_number: "1184512-7"
customer_id: "{UUID}" period: "2026-10" issue_date: "2026-10-31" due_date: "2026-11-20" consumed_litres: 21000
{LINE * 7}
subtotal_centavos: 65724 tax_centavos: 1720 total_centavos: 67444 tariff: "DOM-MEDIO@3" state: "issued"
tariff_sha256: "{'9f' * 32}"
reading_note: "Lectura 1,284 m³ el 28 sep y 1,305 m³ el 29 oct, por radio, KAM 6410 7712. Validada sin observaciones."
use_class: "domestic" revision: 1 """
PAYMENT = f"""payment_id: "{UUID}" session_id: "{UUID}" contract_id: "{UUID}" folio: "QRO-C03-004512" folio_number: 4512
series: "QRO-C03" tenders {{ method: "cash" amount_centavos: 70000 }}
tenders {{ method: "cash" amount_centavos: -2556 }}
applications {{ invoice_id: "{UUID}" contract_id: "{UUID}" amount_centavos: 67444 }} taken_at_us: 1796000000000000 """


def size_of(kind, text, proto):
    encoded = subprocess.run(["protoc", "-I", ROOT / "proto", f"--encode={kind}", ROOT / "proto" / proto],
                             input=text.encode(), capture_output=True, check=True)
    return len(encoded.stdout)


def bill_row():
    months = "".join(f'months {{ period: "2026-{month:02}" litres: 21000 }} ' for month in range(13))
    head = f'invoice_id: "{UUID}" contract_id: "{UUID}" period: "2026-10" consumed_litres: 21000 '
    return (size_of("aquacis.sync.v1.InvoiceRow", head + months, "aquacis/sync/v1/feed.proto")
            + size_of("aquacis.billing.v1.Invoice", INVOICE, "aquacis/billing/v1/billing.proto") + 3)


def body(size):
    """As many bytes that nothing compresses."""
    return f"(SELECT string_agg(uuid_send(gen_random_uuid()), '') FROM generate_series(1, {size} / 16 + (n - n)::int))"


class Measuring:
    def __init__(self, postgres, contracts):
        self.postgres, self.contracts = postgres, contracts

    def fill(self, sql, database="synchub"):
        self.postgres.query(database, sql)

    def told(self, what, *tables, database="synchub"):
        size = sum(self.postgres.number(database, f"SELECT pg_total_relation_size('{table}')") for table in tables)
        each = size / self.contracts
        print(f"{what}: {each:,.0f} bytes a contract, {each * WHOLE / 1e9:.2f} GB", flush=True)


def statement(file, name):
    text = (ROOT / file).read_text() + "\n-- name: end"
    return re.search(rf"-- name: {name}\n(.*?);?\s*(?=-- name: )", text, re.DOTALL).group(1)


def sent(at, operations, payment):
    """Operations of the last days, spread over the tills, settled, seen and answered; the newest of each stays."""
    days = operations / (at.contracts * MONTHS / 365)
    at.fill(f"""TRUNCATE device, operation, awaited_effect, device_seen CASCADE;
                INSERT INTO device (device_id, administration_id, epoch, program_version, acknowledged_seq, answered_epoch,
                    answered_seq)
                SELECT md5(n::text)::uuid, 11, 1, '1', {operations}, 1, {operations} FROM generate_series(1, {DEVICES}) AS n;
                INSERT INTO operation (device_id, epoch, seq, administration_id, type, version, body, deps, hlc_wall_us,
                    hlc_counter, actor, previous_hash, hash, act_hash, created_at_us, received_at, verdict, decided_at)
                SELECT md5((1 + n % {DEVICES})::text)::uuid, 1, n, 11, 'payments.payment.take', 1, {body(payment)}, '{{}}', n, 0,
                    'c-0007', {body(32)}, {body(32)}, {body(32)}, n, at, 1, at
                FROM generate_series(1, {operations}) AS n,
                    LATERAL (SELECT now() - {days} * interval '1 day' * (1 - n / {operations}.0) AS at) AS aged;
                INSERT INTO awaited_effect SELECT device_id, 1, seq, 'account/' || gen_random_uuid(), 11, true FROM operation;
                INSERT INTO device_seen SELECT device_id, 1, seq, 11, seq FROM operation""")


def forget(at):
    """The statements of the task itself, page by page."""
    settings = "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off;"
    wanted = {"forget_operations": f"(timestamptz, timestamptz, int) (now() - interval '{KEPT_DAYS} days', now(), {PAGE})",
              "forget_awaited": f"(int) ({PAGE})", "forget_seen": f"(int, int) (10, {PAGE})"}
    for name, types_and_values in wanted.items():
        types, values = types_and_values.split(") (")
        table = {"forget_operations": "operation", "forget_awaited": "awaited_effect", "forget_seen": "device_seen"}[name]
        prepare = f"{settings} PREPARE page {types}) AS {statement('cloud/synchub/store/inbox.sql', name)};"
        before = left = at.postgres.number("synchub", f"SELECT count(*) FROM {table}")
        began = time.monotonic()
        while True:
            at.fill(f"{prepare} EXECUTE page ({values};")
            now = at.postgres.number("synchub", f"SELECT count(*) FROM {table}")
            if left - now < PAGE:
                left = now
                break
            left = now
        print(f"{table}: {before - left:,} of {before:,} rows went in {time.monotonic() - began:.1f} s", flush=True)


def outcomes(at, days):
    rows = int(at.contracts * MONTHS * days / 365)
    at.fill(f"""TRUNCATE operation_outcome;
                INSERT INTO operation_outcome (administration_id, device_id, epoch, seq, fingerprint, type, verdict, code, field,
                    reason, remedy, effects, decided_at)
                SELECT 11, md5((n % {DEVICES})::text)::uuid, 1, n, encode(sha256(n::text::bytea), 'hex'),
                    'payments.payment.take', 'accepted', '', '', '', '', ARRAY['account/' || gen_random_uuid()], now()
                FROM generate_series(1, {rows}) AS n""", "payments")
    at.told(f"outcomes of {days} days in their context", "operation_outcome", database="payments")


def readings(at):
    """A month of them, a day and meter, told as a year."""
    at.fill(f"""INSERT INTO reading (administration_id, meter_id, taken_at_us, counter, payload_hash, litres, suspect, remark,
                    gateway)
                SELECT 11, md5(meter::text)::uuid, 1796000000000000 + day * 86400000000, day, meter * day, 21000 + day, false, '',
                    'QRO-GW-0147'
                FROM generate_series(1, 30) AS day, generate_series(1, {at.contracts}) AS meter""", "metering")
    size = at.postgres.number("metering", "SELECT pg_total_relation_size('reading')") / at.contracts / 30 * 365
    print(f"readings of a year, one a meter and day: {size:,.0f} bytes a contract, {size * WHOLE / 1e9:.2f} GB", flush=True)


def measure(postgres, contracts):
    at = Measuring(postgres, contracts)
    bodies = {"contract": size_of("aquacis.sync.v1.ContractRow", CONTRACT, "aquacis/sync/v1/feed.proto"),
              "account": size_of("aquacis.sync.v1.AccountRow", ACCOUNT, "aquacis/sync/v1/feed.proto"),
              "invoice": bill_row()}
    payment = size_of("aquacis.payments.v1.TakePayment", PAYMENT, "aquacis/payments/v1/payments.proto")
    print(f"bodies in bytes: {bodies}, a payment's operation {payment}")
    at.fill("INSERT INTO feed_partition VALUES ('admin/11', 11)")
    for place, (kind, size) in enumerate(bodies.items()):
        at.fill(f"""INSERT INTO feed_row (partition, kind, id, administration_id, body, hash, position, version)
                    SELECT 'admin/11', '{kind}', gen_random_uuid()::text, 11, {body(size)}, n,
                           {place * contracts} + n, 1
                    FROM generate_series(1, {contracts}) AS n""")
    at.told("the feed, which does not grow with the years", "feed_row")
    at.fill(f"""INSERT INTO contract_view SELECT gen_random_uuid()::text, 11, gen_random_uuid()::text, '1184512-7',
                    'Prolongación Corregidora Norte', '1184-B', 'Jardines de la Hacienda', 'Querétaro', 'QRO-14-B',
                    'domestic',                     'DOM-MEDIO', 'active' FROM generate_series(1, {contracts});
                INSERT INTO customer_view SELECT customer_id, 11, 'María Guadalupe Hernández Rodríguez'
                FROM contract_view;
                INSERT INTO meter_view SELECT contract_id, 11, 'KAM', '64107712', '2024-01-01' FROM contract_view""")
    at.told("the parts of contract rows, likewise", "contract_view", "customer_view", "meter_view")
    year = contracts * MONTHS
    sent(at, year, payment)
    at.told("operations of a year, a payment a month at a till", "operation", "awaited_effect", "device_seen")
    forget(at)
    sent(at, int(year * KEPT_DAYS / 365), payment)
    forget(at)
    for table in ("awaited_effect", "device_seen"):  # as vacuum leaves them, by and by
        at.fill(f"VACUUM FULL {table}")
    at.told(f"what stays of them, {KEPT_DAYS} days", "operation", "awaited_effect", "device_seen")
    outcomes(at, 365)
    outcomes(at, OUTCOME_DAYS)
    readings(at)


def main():
    contracts = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    with tempfile.TemporaryDirectory() as logs:
        postgres = Postgres(pathlib.Path(logs))
        try:
            for database in ("synchub", "payments", "metering"):
                postgres.query("postgres", f"CREATE DATABASE {database}")
                for folder in ("platform", database):
                    for step in sorted((ROOT / f"cloud/{folder}/migrations").glob("*.up.sql")):
                        postgres.query(database, step.read_text())
            print(f"{contracts:,} contracts, told as {WHOLE:,}")
            measure(postgres, contracts)
        finally:
            postgres.stop()


if __name__ == "__main__":
    main()
