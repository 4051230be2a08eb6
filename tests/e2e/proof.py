"""The proof that nothing was lost or counted twice: sums asked in SQL of each database and each till's file, not of the code
that made them."""
import pathlib
import sqlite3
import tempfile

from processes import run

DEVICE_LEDGER = "SELECT count(*), coalesce(sum(amount_centavos), 0) FROM payment"
RECEIPTS = ("SELECT count(*), coalesce(sum(amount_centavos), 0) FROM payment"
            " WHERE EXISTS (SELECT 1 FROM print_job WHERE print_job.payment_id = payment.payment_id AND copy_number = 0)")


def pesos(centavos):
    return f"${centavos // 100:,}.{centavos % 100:02d}"


def readings_judged(stack):
    """Of the register's own meters: recorded, or refused for another reason than that nobody knows the meter."""
    return stack.postgres.number("aquacis_metering", "SELECT (SELECT count(*) FROM reading)"
                                 " + (SELECT count(*) FROM reading_refused WHERE reason <> 'unknown_meter')")


def debts(stack):
    return stack.postgres.number("aquacis_payments", "SELECT count(*) FROM debt")


def cfdi_stamped(stack):
    return stack.postgres.number("aquacis_fiscal", "SELECT count(*) FROM cfdi WHERE state = 'stamped'")


def an_invoice(stack, contract):
    return stack.postgres.query("aquacis_billing",
                                "SELECT invoice_id FROM invoice JOIN contract USING (administration_id, contract_id)"
                                f" WHERE contract.number = '{contract}' ORDER BY period DESC LIMIT 1")[0][0]


def till_copy(stack, name, folder):
    """The till's own file is encrypted: a plain copy of it, made by the till's program and looked into in SQL."""
    copy = folder / "office.db"
    copy.unlink(missing_ok=True)
    run([stack.bin / "aquacis-till", "--config", stack.state / name / "office.toml", "--data", stack.state / name,
         "export", "--out", copy],
        env={"QT_QPA_PLATFORM": "offscreen"})
    return copy


def in_till(stack, name, sql):
    with tempfile.TemporaryDirectory(dir=stack.state) as folder:
        with sqlite3.connect(till_copy(stack, name, pathlib.Path(folder))) as db:
            return db.execute(sql).fetchall()


def device_ledger(stack, name):
    return in_till(stack, name, DEVICE_LEDGER)[0]


def cloud_payments(stack):
    """folio -> the amounts under it; a folio twice is a payment counted twice."""
    found = {}
    for folio, amount in stack.postgres.query("aquacis_payments",
                                              "SELECT folio, amount_centavos FROM payment WHERE channel = 'till'"):
        found.setdefault(folio, []).append(int(amount))
    return found


def ledger(stack):
    rows = stack.postgres.query("aquacis_payments", "SELECT kind, sum(amount_centavos) FROM ledger_entry GROUP BY kind")
    sums = {kind: int(amount) for kind, amount in rows}
    return {kind: sums.get(kind, 0) for kind in ("received", "applied", "credited", "suspense", "returned")}


def summary(stack, contracts, sent, acknowledged, runs):
    number = stack.postgres.number
    refused = stack.postgres.query("aquacis_metering",
                                   "SELECT reason, count(*) FROM reading_refused GROUP BY reason ORDER BY reason")
    cloud = ledger(stack)
    return {
        "contracts": number("aquacis_contracts", "SELECT count(*) FROM contract"),
        "telegrams_sent": sent["telegrams"] + sent["mixed"],
        "telegrams_real": sent["mixed"],
        "telegrams_decoded": number("aquacis_ingest", "SELECT sum(recorded + duplicates) FROM gateway"),
        "events_logged": number("aquacis_eventlog", "SELECT sum(last_offset) FROM log_head"),
        "readings_recorded": number("aquacis_metering", "SELECT count(*) FROM reading"),
        "readings_refused": {reason: int(count) for reason, count in refused},
        "invoices": number("aquacis_billing", "SELECT count(*) FROM invoice WHERE state = 'issued'"),
        "billed_centavos": number("aquacis_billing", "SELECT sum(total_centavos) FROM invoice WHERE state = 'issued'"),
        "debts_centavos": number("aquacis_payments", "SELECT sum(total_centavos) FROM debt"),
        "cfdi_stamped": cfdi_stamped(stack),
        "cfdi_centavos": number("aquacis_fiscal", "SELECT sum(total_centavos) FROM cfdi WHERE state = 'stamped'"),
        "payments_acknowledged": len(acknowledged),
        "payments_in_cloud": number("aquacis_payments", "SELECT count(*) FROM payment"),
        "device_ledger_centavos": sum(device_ledger(stack, name)[1] for name in stack.tills),
        "cloud_ledger_centavos": cloud["received"],
        "receipts_centavos": sum(in_till(stack, name, RECEIPTS)[0][1] for name in stack.tills),
        "credit_centavos": cloud["credited"],
        "suspense_centavos": cloud["suspense"],
        "ledger": cloud,
        "parked": sum(run["parked"] for run in runs),
    }


def faults(stack, told, acknowledged):
    """Each thing that does not hold, in words; empty when everything does."""
    found = []

    def must(holds, words):
        if not holds:
            found.append(words)

    cloud = cloud_payments(stack)
    for folio, amount in acknowledged.items():
        must(cloud.get(folio) == [amount],
             f"payment {folio} of {pesos(amount)} was acknowledged; the cloud has {cloud.get(folio)}")
    must(told["device_ledger_centavos"] == told["cloud_ledger_centavos"], "the tills' ledgers and the cloud's differ")
    must(told["device_ledger_centavos"] == told["receipts_centavos"], "the tills' ledgers and their receipts differ")
    sums = told["ledger"]
    must(
    sums["received"] == sums["applied"] +
    sums["credited"] +
    sums["suspense"] +
    sums["returned"],
     "the cloud's ledger does not conserve money")
    must(told["billed_centavos"] == told["debts_centavos"], "bills and debts differ")
    must(told["billed_centavos"] == told["cfdi_centavos"] and told["invoices"] == told["cfdi_stamped"],
         "bills and stamped CFDI differ")
    must(told["readings_recorded"] + sum(told["readings_refused"].values()) == told["telegrams_decoded"],
         "readings recorded and refused are not those that came in")
    overpaid = stack.postgres.number("aquacis_payments",
                                     "SELECT count(*) FROM debt WHERE total_centavos < (SELECT "
                                     "coalesce(sum(amount_centavos), 0)"
                                     " FROM ledger_entry WHERE ledger_entry.invoice_id = debt.invoice_id)")
    must(overpaid == 0, f"{overpaid} debts were paid beyond what they owe")
    for context in stack.contexts:
        dead = stack.postgres.number(f"aquacis_{context}", "SELECT count(*) FROM dead_letter")
        must(dead == 0, f"{dead} dead letters in {context}: aquacisctl dlq list --context {context}")
    return found


def tell(told, found, out, progress):
    say = progress.say
    say("\nWhat happened")
    refused = ", ".join(f"{count:,} {reason}" for reason, count in told["readings_refused"].items()) or "none"
    for words, value in (
            ("contracts", f"{told['contracts']:,}"),
            ("telegrams sent / decoded",
             f"{told['telegrams_sent']:,} / {told['telegrams_decoded']:,}   of the sent {told['telegrams_real']:,} from "
             f"real meters"),
            ("readings recorded", f"{told['readings_recorded']:,}   refused: {refused}"),
            ("events in the log", f"{told['events_logged']:,}"),
            ("bills", f"{told['invoices']:,}   {pesos(told['billed_centavos'])}   stamped CFDI {told['cfdi_stamped']:,}"),
            ("payments acknowledged", f"{told['payments_acknowledged']:,}   in the cloud {told['payments_in_cloud']:,}")):
        say(f"  {words:26} {value}")
    say("\nMoney, by independent sums in SQL")
    for words, key in (("tills' ledgers", "device_ledger_centavos"), ("receipts", "receipts_centavos"),
                       ("cloud's ledger", "cloud_ledger_centavos"),
                       ("  of it customers' credit", "credit_centavos"), ("  of it to be cleared up", "suspense_centavos")):
        say(f"  {words:26} {pesos(told[key]):>16}")
    say("\nTime and memory")
    say("  " + ", ".join(f"{step} {seconds} s" for step, seconds in told["seconds"].items()))
    say(f"  aquacisd idle {told['aquacisd_idle_kib'] // 1024} MiB; peaks: "
        + ", ".join(f"{name} {kib // 1024} MiB" for name, kib in told["peak_rss_kib"].items()))
    say(f"\nPapers and logs are in {out}")
    if found:
        say("\nWHAT DOES NOT HOLD")
        for words in found:
            say(f"  - {words}")
    else:
        say("\nNothing was lost and nothing was counted twice.")
