"""Money through faults of the running system: rights that are gone, a log that stands still, a till put back from a
copy, synchub's database lost, also when the log no longer has its beginning, a till stolen, its key lost. Each payment
that a till acknowledged is in the ledger once, and nothing that was taken is shown as owed again.
"""
import os
import pathlib
import shutil
import sys
import tempfile
import time
import unittest

import path
import proof
from processes import run, wait_until
from progress import Progress
from stack import Stack

BIN = pathlib.Path(sys.argv.pop(1))
CONTRACTS = 12


class Money(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.out = pathlib.Path(tempfile.mkdtemp(prefix="aquacis-money-"))
        cls.stack = Stack(BIN, cls.out)
        cls.progress = Progress()
        cls.addClassCleanup(cls.end)
        cls.stack.start_engines()
        # A context that fails is asked every half second instead of every fifteen: the test waits less, not the program.
        faster = "[synchub]\nlongest_decision_pause_ms = 500\n"
        cls.stack.config.write_text(cls.stack.config.read_text().replace("[synchub]\n", faster))
        cls.stack.make_databases()
        cls.stack.start_pac()
        cls.stack.start_cloud()
        cls.stack.seed(CONTRACTS, 9)
        cls.stack.start_edge()
        path.read_meters(cls.stack, cls.progress, path.PERIODS[0])
        period = path.PERIODS[0]
        cls.stack.bill(period["period"], period["last"], period["issue"], period["due"])
        path.wait_for_invoices(cls.stack, cls.progress, CONTRACTS)
        cls.cashier = cls.stack.header["cashiers"][0]
        cls.name = cls.stack.make_till(1)
        settings = cls.stack.state / cls.name / "office.toml"  # so few folios that new ones are granted all the time
        settings.write_text(settings.read_text().replace("[sync]\n", "folio_batch = 30\n[sync]\n"))
        cls.till = path.open_till(cls.stack, cls.name, cls.cashier)
        cls.contracts = [meter["contract"] for meter in cls.stack.meters]
        cls.taken = {}
        cls.notified = {}  # by banks and portals: reference -> centavos

    @classmethod
    def end(cls):
        cls.stack.stop()
        shutil.rmtree(cls.out, ignore_errors=True)

    def owner_sql(self, context, sql):
        self.stack.postgres.query(f"aquacis_{context}", sql)

    def payments_that(self, condition):
        return self.stack.postgres.number("aquacis_payments", f"SELECT count(*) FROM payment WHERE {condition}")

    def take(self, contract, amount=10_000):
        def paid():
            answer = path.pay(self.till, contract, amount)
            return False if answer.get("code") == "payments.no_folios" else path.accept(answer, "pay")
        answer = wait_until(paid, "folios to be granted", 30, every=0.2)
        self.taken[answer["folio"]] = amount
        return answer

    def check_ledger(self, suspense=0):
        path.wait_for_tills(self.stack, self.progress, [self.till])
        undecided = "SELECT count(*) FROM operation WHERE verdict IS NULL"
        wait_until(lambda: self.stack.postgres.number("aquacis_synchub", undecided) == 0, "everything to be decided", 60,
                   every=0.2)
        cloud = proof.cloud_payments(self.stack)
        for folio, amount in self.taken.items():
            self.assertEqual(cloud.get(folio), [amount], folio)
        sums = proof.ledger(self.stack)
        self.assertEqual(sums["received"], sum(self.taken.values()) + sum(self.notified.values()))
        self.assertEqual(sums["received"], sums["applied"] + sums["credited"] + sums["suspense"] + sums["returned"])
        self.assertEqual(sums["suspense"], suspense)

    def restart_till(self):
        type(self).till = self.stack.start_till(self.name)
        wait_until(lambda: self.till.ask(command="sync_status")["synchronized"], "the till to be at the feed's end", 60,
                   every=0.2)
        path.accept(self.till.ask(command="sign_in", cashier_id=self.cashier["id"], pin=self.cashier["pin"]), "sign in")

    def test_1_payments_wait_for_a_database_that_refuses(self):
        self.owner_sql("payments", "REVOKE INSERT ON payment FROM aquacis_payments_app")
        for i in range(8):
            self.take(self.contracts[i % 3], 1_000)
        time.sleep(20)  # more than twenty times that the context is asked in vain
        status = self.till.ask(command="sync_status")
        self.assertGreaterEqual(status["undecided"], 8)
        self.owner_sql("payments", "GRANT INSERT ON payment TO aquacis_payments_app")
        self.check_ledger()
        parked = self.stack.postgres.number("aquacis_synchub", "SELECT count(*) FROM operation WHERE verdict IN (3, 4)")
        self.assertEqual(parked, 0)

    def test_2_a_paid_bill_is_not_owed_again_while_the_log_stands_still(self):
        contract = self.contracts[5]
        debt = path.debts_of(self.till, contract)["owed_centavos"]
        self.assertGreater(debt, 0)
        self.stack.postgres.query("postgres", "ALTER DATABASE aquacis_eventlog ALLOW_CONNECTIONS false")
        self.stack.postgres.query("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                  " WHERE datname = 'aquacis_eventlog'")
        self.take(contract, debt)
        for _ in range(26):
            time.sleep(0.5)
            self.assertEqual(path.debts_of(self.till, contract)["owed_centavos"], 0, "the till shows what it has taken as owed")
        self.stack.postgres.query("postgres", "ALTER DATABASE aquacis_eventlog ALLOW_CONNECTIONS true")
        self.check_ledger()
        self.assertEqual(path.debts_of(self.till, contract)["owed_centavos"], 0)

    def test_3_a_till_put_back_from_a_copy_prints_no_folio_twice(self):
        path.wait_for_tills(self.stack, self.progress, [self.till])
        folder, copy = self.stack.state / self.name, self.stack.state / "copy"
        self.till.kill()
        shutil.copytree(folder, copy)
        self.restart_till()
        for i in range(5):
            self.take(self.contracts[i], 700)
        self.check_ledger()
        self.till.kill()
        shutil.rmtree(folder)
        shutil.move(copy, folder)
        self.restart_till()
        epoch = "SELECT epoch FROM sync_device"
        wait_until(lambda: proof.in_till(self.stack, self.name, epoch)[0][0] > 1, "a new epoch", 60, every=0.2)
        has_folios = "SELECT count(*) FROM folio_range WHERE next <= last"
        wait_until(lambda: proof.in_till(self.stack, self.name, has_folios)[0][0] > 0, "new folios", 60, every=0.2)
        before = set(self.taken)
        for i in range(5):
            answer = self.take(self.contracts[i], 300)
            self.assertNotIn(answer["folio"], before)
        self.check_ledger()
        self.assertEqual(self.payments_that("NOT folio_stands"), 0)

    def test_4_synchub_is_made_anew_from_tills_and_log(self):
        path.wait_for_tills(self.stack, self.progress, [self.till])
        self.stack.cloud.stop()
        self.stack.postgres.query("postgres", "DROP DATABASE aquacis_synchub WITH (FORCE)")
        self.take(self.contracts[1], 400)  # nobody is there; the till takes it all the same
        self.stack.make_databases()
        self.stack.start_cloud()
        self.take(self.contracts[2], 500)
        wait_until(lambda: "no reconoce este equipo" in self.till.ask(command="sync_status")["problem"],
                   "the till to be told", 60, every=0.2)
        self.device("adopt", "--minutes", "10")
        self.check_ledger()
        rows = "SELECT count(*) FROM feed_row WHERE kind = 'contract'"
        wait_until(lambda: self.stack.postgres.number("aquacis_synchub", rows) == CONTRACTS, "the feed from the log",
                   60, every=0.2)

    def test_5_an_operator_asks_again_and_lists_suspense(self):
        self.assertIn("asked again 0", self.stack.operate("sync", "redrive", "--code", "sync.needs_a_person"))
        self.assertEqual(self.stack.operate("suspense", "list").strip(), "")
        self.assertEqual(self.stack.operate("suspense", "requests").strip(), "")

    # -- what is put back from a backup ----------------------------------------------------------------------------

    def owed(self, contract, till=None):
        return path.debts_of(till or self.till, contract)["owed_centavos"]

    def notify(self, contract, amount, reference, channel="bank"):
        status, payment = self.stack.http("POST", "/v1/payments", {
            "contract_number": contract, "amount_centavos": amount, "channel": channel, "external_reference": reference,
            "paid_at": "2026-11-23T10:15:00-06:00"})
        self.assertEqual(status, 200, payment)
        self.notified[reference] = amount
        return payment["payment_id"]

    def test_6_payments_database_put_back_is_told_again_what_it_took_and_charges_nobody_twice(self):
        self.check_ledger()
        before = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 1))
        backup = self.stack.postgres.dump("aquacis_payments", self.out / "payments.dump")
        os.chmod(backup, 0o644)
        contract = self.contracts[6]
        self.take(contract, self.owed(contract))
        for i in range(4):
            self.take(self.contracts[7 + i], 900)
        granted = self.stack.postgres.number("aquacis_payments", "SELECT max(last) FROM folio_range")
        charged = "SELECT max(folio_number) FROM payment"
        for _ in range(80):  # until one stands under a folio that was granted after the backup
            self.take(self.contracts[7], 100)
            if proof.in_till(self.stack, self.name, charged)[0][0] > granted:
                break
        self.assertGreater(proof.in_till(self.stack, self.name, charged)[0][0], granted)
        self.notify(self.contracts[7], 1_100, "before-the-restore")
        self.check_ledger()
        sums = proof.ledger(self.stack)
        self.stack.cloud.stop()
        self.stack.postgres.restore("aquacis_payments", backup)
        self.assertLess(proof.ledger(self.stack)["received"], sums["received"], "the backup knows nothing of it")
        redrive = ("sync", "redrive", "--accepted", "--context", "payments", "--since", before)
        self.assertRegex(self.stack.operate(*redrive), r"asked again ([5-9]|[1-9]\d)")  # the turno may be among them
        self.stack.start_cloud()
        self.notify(self.contracts[7], 1_100, "before-the-restore")  # as whoever had no answer sends it again
        self.check_ledger()
        self.assertEqual(proof.ledger(self.stack), sums)
        feed_is_level = "SELECT count(*) FROM awaited_effect WHERE NOT has_arrived"
        wait_until(lambda: self.stack.postgres.number("aquacis_synchub", feed_is_level) == 0, "the feed", 60, every=0.2)
        wait_until(lambda: self.owed(contract) == 0, "the till to show it as paid", 60, every=0.2)
        self.assertRegex(self.stack.operate(*redrive), r"asked again ([5-9]|[1-9]\d)")  # the turno may be among them
        self.check_ledger()
        self.assertEqual(proof.ledger(self.stack), sums, "asked twice, taken once")
        self.assertEqual(self.payments_that("NOT folio_stands"), 0, "each stands under the folio that was printed")
        given_back = "SELECT count(*) FROM folio_range WHERE given_back"
        self.assertGreater(self.stack.postgres.number("aquacis_payments", given_back), 0)
        self.assertIn("out of balance 0", self.stack.operate("payments", "check"))
        self.take(self.contracts[8], 250)  # and the restored account still tells the till of what comes
        self.check_ledger()
        wait_until(lambda: self.stack.postgres.number("aquacis_synchub", feed_is_level) == 0, "the account in the feed", 30,
                   every=0.2)

    def test_7_synchub_put_back_from_a_backup_takes_another_name_and_the_tills_their_feed_anew(self):
        self.check_ledger()
        name = "SELECT incarnation FROM hub"
        before = self.stack.postgres.query("aquacis_synchub", name)
        backup = self.stack.postgres.dump("aquacis_synchub", self.out / "synchub.dump")
        contract = self.contracts[9]
        for amount in (600, 700, self.owed(contract) - 1_300):
            self.take(contract, amount)
        self.check_ledger()
        self.stack.cloud.stop()
        self.stack.postgres.restore("aquacis_synchub", backup)
        self.take(self.contracts[10], 800)  # nobody is there
        self.stack.start_cloud()
        self.take(self.contracts[10], 900)
        self.check_ledger()
        self.assertNotEqual(self.stack.postgres.query("aquacis_synchub", name), before)
        self.assertEqual(self.owed(contract), 0, "what was taken is not owed again")
        rows = "SELECT count(*) FROM feed_row WHERE kind = 'contract'"
        self.assertEqual(self.stack.postgres.number("aquacis_synchub", rows), CONTRACTS)
        self.assertEqual(self.payments_that("NOT folio_stands"), 0)

    # -- the ways out ----------------------------------------------------------------------------------------------

    def suspense(self, name, *what):
        return self.stack.operate("suspense", *what, subject=name)

    def test_8_money_without_a_place_leaves_by_two_persons(self):
        self.check_ledger()
        applied = proof.ledger(self.stack)["applied"]
        contract, amount = self.contracts[11], self.owed(self.contracts[11])
        self.assertGreater(amount, 300)
        payment = self.notify("99999-9", amount, "to-nobody")
        other = self.notify("99998-0", 4_200, "to-nobody-else")
        self.check_ledger(suspense=amount + 4_200)
        listed = self.suspense("ana", "list")
        self.assertIn(f"{payment}\t", listed)
        self.assertIn(f"\t{amount / 100:.2f}\t", listed)
        asked = self.suspense("ana", "assign", "--payment", payment, "--contract",
                              contract, "--reason", "dijo su número por teléfono")
        request = asked.split("\t")[0]
        self.check_ledger(suspense=amount + 4_200)
        with self.assertRaisesRegex(RuntimeError, "otra persona|misma persona|distinta"):
            self.suspense("ana", "approve", request)
        self.check_ledger(suspense=amount + 4_200)
        self.assertIn("approved", self.suspense("luis", "approve", request))
        self.check_ledger(suspense=4_200)
        self.assertEqual(proof.ledger(self.stack)["applied"], applied + amount)
        wait_until(lambda: self.owed(contract) == 0, "the till to show the debt as paid", 60, every=0.2)
        # By REST: half goes back to the payer, what is left is declined and stays.
        ana, luis = self.stack.token(subject="ana"), self.stack.token(subject="luis")
        status, back = self.stack.http("POST", f"/v1/suspense/{other}/return",
                                       {"amount_centavos": 4_000, "reason": "pagó de más"}, token=ana)
        self.assertEqual((status, back["state"], int(back["amount_centavos"])), (200, "asked", 4_000), back)
        status, requests = self.stack.http("GET", "/v1/money-requests", token=luis)
        self.assertEqual([one["request_id"] for one in requests["requests"]], [back["request_id"]])
        self.assertEqual(self.stack.http("POST", f"/v1/money-requests/{back['request_id']}/approve", {}, token=ana)[0], 403)
        status, done = self.stack.http("POST", f"/v1/money-requests/{back['request_id']}/approve", {}, token=luis)
        self.assertEqual((status, done["state"], done["asked_by"], done["decided_by"]), (200, "approved", "ana", "luis"), done)
        self.check_ledger(suspense=200)
        self.assertEqual(proof.ledger(self.stack)["returned"], 4_000)
        status, rest = self.stack.http("POST", f"/v1/suspense/{other}/assign",
                                       {"contract_number": contract, "reason": "otra vez"}, token=luis)
        self.assertEqual((status, int(rest["amount_centavos"])), (200, 200), rest)
        status, no = self.stack.http("POST", f"/v1/money-requests/{rest['request_id']}/decline", {}, token=ana)
        self.assertEqual((status, no["state"]), (200, "declined"), no)
        self.check_ledger(suspense=200)
        self.suspense("ana", "return", "--payment", other, "--reason", "no se supo de quién es")
        request = self.suspense("luis", "requests").split("\t")[0]
        self.suspense("luis", "approve", request)
        self.check_ledger()
        self.assertEqual(proof.ledger(self.stack)["returned"], 4_200)

    def test_9_a_banks_payment_is_cancelled_by_two_persons_and_owed_again(self):
        self.check_ledger()
        returned = proof.ledger(self.stack)["returned"]
        contract = self.contracts[0]
        owed = self.owed(contract)
        self.assertGreater(owed, 500)
        payment = self.notify(contract, 500, "wrong-contract", channel="portal")
        wait_until(lambda: self.owed(contract) == owed - 500, "the payment in the feed", 60, every=0.2)
        status, asked = self.stack.http(
            "POST", f"/v1/payments/{payment}/cancel", {"reason": "era de otro contrato"}, token=self.stack.token(subject="ana"))
        self.assertEqual((status, asked["kind"], asked["state"]), (200, "cancel", "asked"), asked)
        self.assertIn(asked["request_id"], self.suspense("luis", "requests"))
        with self.assertRaises(RuntimeError):
            self.suspense("ana", "approve", asked["request_id"])
        self.check_ledger()
        self.assertEqual(proof.ledger(self.stack)["returned"], returned)
        self.suspense("luis", "approve", asked["request_id"])
        self.check_ledger()
        self.assertEqual(proof.ledger(self.stack)["returned"], returned + 500)
        wait_until(lambda: self.owed(contract) == owed, "the debt to be owed again", 60, every=0.2)

    def cancel(self, till, folio):
        supervisor = next(one for one in self.stack.header["cashiers"] if one["role"] == "supervisor")
        return path.accept(till.ask(command="cancel", folio=folio, reason="era de otro contrato",
                                    authorized_by=supervisor["id"], pin=supervisor["pin"]), "cancel")

    def cancellations(self):
        return self.stack.postgres.number("aquacis_payments", "SELECT count(*) FROM payment_cancellation")

    def test_a_a_till_cancels_before_and_after_the_cloud_has_seen_the_payment_and_once_after_a_restore(self):
        self.check_ledger()
        before, returned = self.cancellations(), proof.ledger(self.stack)["returned"]
        name = self.stack.make_till(2)
        till = path.open_till(self.stack, name, self.stack.header["cashiers"][1])
        contract = self.contracts[4]
        owed = self.owed(contract, till)
        self.assertGreater(owed, 2_000)

        def take(amount):
            folio = path.accept(path.pay(till, contract, amount), "pay")["folio"]
            self.taken[folio] = amount
            return folio

        def settle(cancelled):
            path.wait_for_tills(self.stack, self.progress, [till])
            self.check_ledger()
            self.assertEqual(proof.ledger(self.stack)["returned"], returned + cancelled)
            wait_until(lambda: self.owed(contract, till) == owed, "the debt to be owed again", 60, every=0.2)
        # While nobody has heard of the payment.
        path.accept(till.ask(command="link", state="offline"), "go offline")
        self.cancel(till, take(700))
        self.assertEqual(self.owed(contract, till), owed)
        path.accept(till.ask(command="link", state="online"), "go online")
        settle(700)
        # After the feed has it.
        folio = take(800)
        path.wait_for_tills(self.stack, self.progress, [till])
        seen = "SELECT count(*) FROM awaited_effect WHERE NOT has_arrived"
        wait_until(lambda: self.stack.postgres.number("aquacis_synchub", seen) == 0, "the payment in the feed", 60, every=0.2)
        self.cancel(till, folio)
        settle(1_500)
        self.assertEqual(self.cancellations(), before + 2)
        # The till is put back to what it was before it cancelled, and its cashier cancels again.
        folio = take(400)
        path.wait_for_tills(self.stack, self.progress, [till])
        folder, copy = self.stack.state / name, self.stack.state / "copy-2"
        till.kill()
        shutil.copytree(folder, copy)
        till = self.signed_in(name)
        self.cancel(till, folio)
        settle(1_900)
        till.kill()
        shutil.rmtree(folder)
        shutil.move(copy, folder)
        till = self.signed_in(name)
        self.cancel(till, folio)
        settle(1_900)
        self.assertEqual(self.cancellations(), before + 3)
        # Three payments came and went: the drawer holds what it began with, and both ends count the same.
        path.accept(till.ask(command="close", counts=[{"denomination_centavos": 50_000, "count": 1}]), "close")
        path.wait_for_tills(self.stack, self.progress, [till])
        self.check_ledger()
        self.assertEqual(self.last_close(), [["50000", "50000", "50000"]])

    def test_c_a_till_that_was_in_1999_loses_nothing(self):
        self.check_ledger()
        name, years = self.stack.make_till(3), 27 * 365 * 86_400
        cashier = self.stack.header["cashiers"][1]
        till = self.stack.start_till(name, clock_offset_s=-years)
        wait_until(lambda: till.ask(command="sync_status")["synchronized"], f"{name} to have the register", 120, every=0.3)
        path.accept(till.ask(command="sign_in", cashier_id=cashier["id"], pin=cashier["pin"]), "sign in")
        path.accept(till.ask(command="open", float_centavos=50_000), "open the till")
        path.accept(till.ask(command="link", state="offline"), "go offline")
        for i in range(3):
            answer = path.accept(path.pay(till, self.contracts[i], 10_000), "pay")
            self.taken[answer["folio"]] = 10_000
        till.kill()
        till = self.signed_in(name, cashier)  # somebody set the clock
        path.wait_for_tills(self.stack, self.progress, [till])
        self.check_ledger()
        self.assertEqual(self.payments_that("taken_at_raw_us IS NOT NULL"), 3)
        path.accept(till.ask(command="close", counts=[{"denomination_centavos": 10_000, "count": 8}]), "close")
        path.wait_for_tills(self.stack, self.progress, [till])
        self.check_ledger()
        self.assertEqual(self.last_close(), [["80000", "80000", "80000"]])

    def last_close(self):
        return self.stack.postgres.query("aquacis_payments",
                                         "SELECT counted_centavos, device_expected_centavos, server_expected_centavos"
                                         " FROM cash_close ORDER BY closed_at DESC LIMIT 1")

    def signed_in(self, name, cashier=None):
        cashier = cashier or self.stack.header["cashiers"][1]
        till = self.stack.start_till(name)
        wait_until(lambda: till.ask(command="sync_status")["synchronized"], f"{name} to be at the feed's end", 60, every=0.2)
        path.accept(till.ask(command="sign_in", cashier_id=cashier["id"], pin=cashier["pin"]), "sign in")
        return till

    def age_the_log(self, days):
        """As if its events had been appended that long ago, and everybody had read them."""
        self.stack.postgres.query("aquacis_eventlog", f"SELECT make_log_segment(7, current_date - {days}, 1)")
        self.stack.postgres.query("aquacis_eventlog",
                                  f"SELECT make_log_segment(30, date_trunc('week', now() - interval '{days} days')::date, 7)")
        self.stack.postgres.query("aquacis_eventlog", f"UPDATE log_event SET appended_at = now() - interval '{days} days'")
        self.stack.postgres.query("aquacis_eventlog", "UPDATE log_group SET read_to = 1000000000")
        self.stack.postgres.query("aquacis_eventlog", "SELECT drop_log_segments(100)")
        self.assertEqual(self.stack.postgres.number("aquacis_eventlog", "SELECT count(*) FROM log_event"), 0)

    def feed_rows(self):
        return {kind: int(count) for kind, count in self.stack.postgres.query(
            "aquacis_synchub", "SELECT kind, count(*) FROM feed_row GROUP BY kind")}

    def test_b_a_lost_synchub_is_made_anew_although_the_log_keeps_only_weeks(self):
        path.wait_for_tills(self.stack, self.progress, [self.till])
        before, shown = self.feed_rows(), [self.owed(contract) for contract in self.contracts]
        debts = "SELECT sum(total_centavos) FROM debt"
        owed, stamped = self.stack.postgres.number("aquacis_payments", debts), proof.cfdi_stamped(self.stack)
        self.stack.cloud.stop()
        self.age_the_log(60)
        self.stack.postgres.query("postgres", "DROP DATABASE aquacis_synchub WITH (FORCE)")
        self.stack.make_databases()
        self.stack.start_cloud()

        def stopped():
            said = self.stack.operate("log", "status", "--modules", "synchub")
            return said.count("STOPPED: what it has not read was dropped") >= len(before)
        wait_until(stopped, "synchub's consumers to refuse to begin in the middle", 90)
        self.device("adopt", "--minutes", "10")
        self.assertEqual(self.feed_rows(), {})
        self.assertIn("synchub: ", self.stack.operate("feed", "rebuild"))
        wait_until(lambda: self.feed_rows() == before, f"{before} in the feed again", 120)
        wait_until(lambda: self.till.ask(command="sync_status")["synchronized"], "the till to have it all", 120)
        wait_until(lambda: [self.owed(contract) for contract in self.contracts] == shown,
                   f"the till to show {shown} again, nothing counted twice", 60, every=0.5)
        self.take(self.contracts[7], 600)
        self.check_ledger()
        self.assertEqual(self.stack.postgres.number("aquacis_payments", debts), owed, "no bill became a second debt")
        self.assertEqual(proof.cfdi_stamped(self.stack), stamped, "nor a second tax document")

    def ready(self):
        port = self.stack.ports["telemetry"]
        return run(["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", f"http://127.0.0.1:{port}/ready"], check=False)

    def test_d_a_log_put_back_from_a_backup_loses_no_bill_and_doubles_none(self):
        self.check_ledger()
        debts = "SELECT count(*), count(DISTINCT invoice_id), sum(total_centavos) FROM debt"
        bills = "SELECT count(*), count(*), sum(total_centavos) FROM invoice"
        number, second = self.stack.postgres.number, path.PERIODS[1]
        backup = self.stack.postgres.dump("aquacis_eventlog", self.out / "eventlog.dump")
        os.chmod(backup, 0o644)
        path.read_meters(self.stack, self.progress, second)
        self.stack.bill(second["period"], second["last"], second["issue"], second["due"])
        wait_until(lambda: number("aquacis_payments", "SELECT count(*) FROM debt") > CONTRACTS, "the first debts", 60, every=0.01)
        self.stack.postgres.restore("aquacis_eventlog", backup)
        wait_until(lambda: self.ready() == "503", "the consumers to stop instead of skipping what comes", 60, every=0.2)
        self.assertIn("STOPPED", self.stack.operate("log", "status"))
        self.take(self.contracts[1], 700)
        self.stack.operate("log", "resume")
        wait_until(lambda: self.ready() == "200", "the consumers to go on", 60, every=0.2)
        path.wait_for_invoices(self.stack, self.progress, 2 * CONTRACTS)
        path.wait_for_stamps(self.stack, self.progress, 2 * CONTRACTS)
        query = self.stack.postgres.query
        self.assertEqual(query("aquacis_payments", debts), query("aquacis_billing", bills))
        stamped = "SELECT count(*) FROM cfdi WHERE state = 'stamped'"
        self.assertEqual(number("aquacis_fiscal", stamped), 2 * CONTRACTS)
        self.take(self.contracts[2], 900)
        self.check_ledger()

    def test_5b_a_stolen_till_is_locked_out_and_what_it_took_comes_when_it_was_found(self):
        path.wait_for_tills(self.stack, self.progress, [self.till])
        device = self.device("list").split("\t")[0]
        self.device("revoke", "--device", device)
        problem = lambda: self.till.ask(command="sync_status")["problem"]
        wait_until(lambda: "dado de baja" in problem(), "the till to be locked out", 60, every=0.2)
        before = proof.ledger(self.stack)["received"]
        self.take(self.contracts[3], 600)
        time.sleep(3)  # it tries again meanwhile
        self.assertIn("dado de baja", problem())
        self.assertEqual(proof.ledger(self.stack)["received"], before)
        self.till.kill()
        self.stack.enroll_till(self.name, "--device", device)
        self.restart_till()
        self.check_ledger()
        self.assertIn("enrolled", self.device("show", "--device", device).split("\t"))

    def test_5c_a_till_whose_key_file_is_lost_goes_on_with_the_offices_recovery_key(self):
        folder, plain = self.stack.state / self.name, self.stack.state / "plain.db"
        self.till.ask(command="link", state="offline")
        self.take(self.contracts[4], 800)  # nobody has it but this file
        self.till.kill()
        (folder / "office.key").unlink()
        run([self.stack.bin / "aquacis-till", "--config", folder / "office.toml", "--data", folder, "export",
             "--out", plain, "--recovery-key", self.stack.state / "recovery/recovery.key"],
            env={"QT_QPA_PLATFORM": "offscreen"})
        for end in ("", "-wal", "-shm"):
            (folder / f"office.db{end}").unlink(missing_ok=True)
        shutil.move(plain, folder / "office.db")
        till = self.stack.start_till(self.name)
        wait_until(lambda: till.ask(command="sync_status")["synchronized"], "the till to be at the feed's end", 60,
                   every=0.2)
        type(self).till = till
        path.sign_in(till, self.cashier)  # the people come anew: their PINs are checked with the new key
        self.check_ledger()

    def device(self, *words):
        return self.stack.operate("device", *words)


if __name__ == "__main__":
    unittest.main(verbosity=2)
