"""How much a year of 500,000 contracts takes: rows as the programs write them, in a PostgreSQL of its own.

    tests/bench/feed_size.py [CONTRACTS]      20,000 by default, told as 500,000

Bodies are real messages (protoc encodes them), tables and indexes are the migrations' own. What grows with the years stands
apart from what does not. Office PCs hold the feed's rows a second time.
"""
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/e2e"))
from engines import Postgres  # noqa: E402

WHOLE = 500_000
MONTHS = 12
UUID = "01936f5e-8c1a-7d3e-9a44-2f0c6b1d8e75"
CONTRACT = f"""contract_id: "{UUID}" number: "1184512-7" customer_name: "María Guadalupe Hernández Rodríguez"
street: "Prolongación Corregidora Norte" street_number: "1184-B" settlement: "Jardines de la Hacienda" municipality: "Querétaro"
zone_id: "QRO-14-B" use_class: "domestic" tariff_code: "DOM-MEDIO" meter_label: "KAM 64107712" meter_serial: "64107712" state: "active" """
DEBT = f"""debts {{ invoice_id: "{UUID}" number: "QRO-2026-10-1184512" contract_id: "{UUID}" period: "2026-10" due_date: "2026-11-20"
total_centavos: 67444 remaining_centavos: 67444 consumed_litres: 21000 issued_centavos: 67444 }} """
ACCOUNT = f"""account {{ contract_id: "{UUID}" contract_number: "1184512-7" {DEBT} owed_centavos: 67444 }} version: 24
as_of_us: 1796000000000000 """
LINE = """lines { concept: "agua" description: "Agua, bloque 1 de 0 a 10 metros cúbicos" quantity: "10" unit_price: "15.20"
amount_centavos: 15200 tax_rate: "0.160000" tax_centavos: 2432 note: "(86.40 + 402.30) × 0.10 = 48.870, redondeado a centavos." } """


def encode(kind, text, proto):
    return subprocess.run(["protoc", "-I", ROOT / "proto", f"--encode={kind}", ROOT / "proto" / proto], input=text.encode(),
                          capture_output=True, check=True).stdout


def size_of_an_invoice():
    """Of the demo's invoice: eight lines, its reading's note and its tariff's digest; the fields' names may change."""
    return 1_500


def fill(postgres, contracts):
    contract = len(encode("aquacis.sync.v1.ContractRow", CONTRACT, "aquacis/sync/v1/feed.proto"))
    account = len(encode("aquacis.sync.v1.AccountRow", ACCOUNT, "aquacis/sync/v1/feed.proto"))
    print(f"bodies: contract {contract}, account {account}, invoice {size_of_an_invoice()} bytes")
    rows = [("contract", contract, 1), ("account", account, 1), ("invoice", size_of_an_invoice(), MONTHS)]
    postgres.query("synchub", "INSERT INTO feed_partition VALUES ('admin/11', 11)")
    position = 0
    for kind, size, each in rows:
        # Incompressible to the byte: what a row takes is its body's size, not what TOAST makes of zeros.
        postgres.query("synchub", f"""
            INSERT INTO feed_row (partition, kind, id, administration_id, body, hash, position, version)
            SELECT 'admin/11', '{kind}', gen_random_uuid()::text, 11,
                   (SELECT string_agg(uuid_send(gen_random_uuid()), '') FROM generate_series(1, {size} / 16 + (n - n)::int)),
                   n, {position} + n, 1
            FROM generate_series(1, {contracts} * {each}) AS n""")
        position += contracts * each
        told(postgres, f"feed_row with {each} {kind} a contract", contracts, "feed_row")


def told(postgres, what, contracts, table):
    size = postgres.number("synchub", f"SELECT pg_total_relation_size('{table}')")
    print(f"{what}: {size / contracts:,.0f} bytes a contract, {size / contracts * WHOLE / 1e9:.2f} GB of {WHOLE:,} contracts")


def main():
    contracts = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as logs:
        postgres = Postgres(pathlib.Path(logs))
        try:
            postgres.query("postgres", "CREATE DATABASE synchub")
            for step in sorted((ROOT / "cloud/synchub/migrations").glob("*.up.sql")):
                postgres.query("synchub", step.read_text())
            fill(postgres, contracts)
        finally:
            postgres.stop()


if __name__ == "__main__":
    main()
