"""Money through faults of the running system: rights that are gone, a log that stands still, a till put back from a copy,
synchub's database lost, also when the log no longer has its beginning. Each payment that a till acknowledged is in the
ledger once, and nothing that was taken is shown as owed again.

"""
import pathlib
import shutil
import sys
import tempfile
import time
import unittest

import path
import proof
from processes import wait_until
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
        cls.till = path.open_till(cls.stack, cls.name, cls.cashier)
        cls.contracts = [meter["contract"] for meter in cls.stack.meters]
        cls.taken = {}

    @classmethod
    def end(cls):
        cls.stack.stop()
        shutil.rmtree(cls.out, ignore_errors=True)

    def owner_sql(self, context, sql):
        self.stack.postgres.query(f"aquacis_{context}", sql)

    def take(self, contract, amount=10_000):
        answer = path.accept(path.pay(self.till, contract, amount), "pay")
        self.taken[answer["folio"]] = amount
        return answer

    def check_ledger(self):
        path.wait_for_tills(self.stack, self.progress, [self.till])
        cloud = proof.cloud_payments(self.stack)
        for folio, amount in self.taken.items():
            self.assertEqual(cloud.get(folio), [amount], folio)
        self.assertEqual(proof.ledger(self.stack)["received"], sum(self.taken.values()))
        self.assertEqual(proof.ledger(self.stack)["suspense"], 0)

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
        self.stack.postgres.query("postgres",
                                  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                                  "'aquacis_eventlog'")
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
        self.assertEqual(self.stack.postgres.number("aquacis_payments", "SELECT count(*) FROM payment WHERE NOT folio_stands"), 0)

    def adopt_till(self):
        """By a hub that was made anew and knows no device."""
        wait_until(lambda: "no reconoce este equipo" in self.till.ask(command="sync_status")["problem"],
                   "the till to be told", 60, every=0.2)
        token_file = self.stack.secret_file("token", self.stack.token())
        self.stack.ctl("device", "adopt", "--config", self.stack.config, "--token-file", token_file, "--minutes", "10")

    def test_4_synchub_is_made_anew_from_tills_and_log(self):
        path.wait_for_tills(self.stack, self.progress, [self.till])
        self.stack.cloud.stop()
        self.stack.postgres.query("postgres", "DROP DATABASE aquacis_synchub WITH (FORCE)")
        self.take(self.contracts[1], 400)  # nobody is there; the till takes it all the same
        self.stack.make_databases()
        self.stack.start_cloud()
        self.take(self.contracts[2], 500)
        self.adopt_till()
        self.check_ledger()
        rows = "SELECT count(*) FROM feed_row WHERE kind = 'contract'"
        wait_until(lambda: self.stack.postgres.number("aquacis_synchub", rows) == CONTRACTS, "the feed from the log",
                   60, every=0.2)

    def test_5_an_operator_asks_again_and_lists_suspense(self):
        said = self.stack.ctl("sync", "redrive", "--config", self.stack.config, "--code", "sync.needs_a_person")
        self.assertIn("asked again 0", said)
        token_file = self.stack.secret_file("token", self.stack.token())
        self.assertEqual(self.stack.ctl("suspense", "list", "--config", self.stack.config, "--token-file",
                                        token_file).strip(), "")
        requests = self.stack.ctl("suspense", "requests", "--config", self.stack.config, "--token-file", token_file)
        self.assertEqual(requests.strip(), "")

    def age_the_log(self, days):
        """As if its events had been appended that long ago, and everybody had read them."""
        for sql in (f"SELECT make_log_segment(7, current_date - {days}, 1)",
                    f"SELECT make_log_segment(30, date_trunc('week', now() - interval '{days} days')::date, 7)",
                    f"UPDATE log_event SET appended_at = now() - interval '{days} days'",
                    "UPDATE log_group SET read_to = 1000000000", "SELECT drop_log_segments(100)"):
            self.stack.postgres.query("aquacis_eventlog", sql)
        self.assertEqual(self.stack.postgres.number("aquacis_eventlog", "SELECT count(*) FROM log_event"), 0)

    def feed_rows(self):
        return {kind: int(count) for kind, count in self.stack.postgres.query(
            "aquacis_synchub", "SELECT kind, count(*) FROM feed_row GROUP BY kind")}

    def test_6_a_lost_synchub_is_made_anew_although_the_log_keeps_only_weeks(self):
        path.wait_for_tills(self.stack, self.progress, [self.till])
        before = self.feed_rows()
        debts = "SELECT sum(total_centavos) FROM debt"
        owed, stamped = self.stack.postgres.number("aquacis_payments", debts), proof.cfdi_stamped(self.stack)
        self.stack.cloud.stop()
        self.age_the_log(60)
        self.stack.postgres.query("postgres", "DROP DATABASE aquacis_synchub WITH (FORCE)")
        self.stack.make_databases()
        self.stack.start_cloud()

        def stopped():
            said = self.stack.ctl("log", "status", "--config", self.stack.config, "--modules", "synchub")
            return said.count("STOPPED: what it has not read was dropped") >= len(before)
        wait_until(stopped, "synchub's consumers to refuse to begin in the middle", 90)
        self.assertEqual(self.feed_rows(), {})
        self.assertIn("synchub: ", self.stack.ctl("feed", "rebuild", "--config", self.stack.config))
        wait_until(lambda: self.feed_rows() == before, f"{before} in the feed again", 120)
        self.adopt_till()
        wait_until(lambda: self.till.ask(command="sync_status")["synchronized"], "the till to have it all", 120)
        for contract in self.contracts:
            path.debts_of(self.till, contract)
        self.take(self.contracts[7], 600)
        self.check_ledger()
        self.assertEqual(self.stack.postgres.number("aquacis_payments", debts), owed, "no bill became a second debt")
        self.assertEqual(proof.cfdi_stamped(self.stack), stamped, "nor a second tax document")


if __name__ == "__main__":
    unittest.main(verbosity=2)
