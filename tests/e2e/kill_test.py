"""Gateway, till and cloud killed with SIGKILL at random moments while work goes on: nothing lost, nothing twice.

The seed is printed; AQUACIS_SEED=n runs that one again.
"""
import os
import pathlib
import random
import shutil
import sys
import tempfile
import threading
import time
import unittest

import path
import proof
from processes import wait_until
from progress import Progress
from stack import Stack

BIN = pathlib.Path(sys.argv.pop(1))
CONTRACTS = 50
KILLS = 10


class Kills(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        seed = int(os.environ.get("AQUACIS_SEED", random.SystemRandom().randrange(1, 1_000_000)))
        print(f"seed {seed}")
        cls.chance = random.Random(seed)
        cls.out = pathlib.Path(tempfile.mkdtemp(prefix="aquacis-kill-"))
        cls.stack = Stack(BIN, cls.out)
        cls.progress = Progress()
        cls.addClassCleanup(cls.end)
        cls.stack.start_engines()
        cls.stack.make_databases()
        cls.stack.start_pac()
        cls.stack.start_cloud()
        cls.stack.seed(CONTRACTS, 9)
        cls.stack.start_edge()

    @classmethod
    def end(cls):
        cls.stack.stop()
        shutil.rmtree(cls.out, ignore_errors=True)

    def kill_cloud(self):
        self.stack.cloud.kill()
        self.stack.start_cloud()

    def kill_edge(self):
        self.stack.edge.kill()
        self.stack.restart_edge()

    def test_1_readings_survive_kills_of_gateway_and_cloud(self):
        # The radio speaks once, so only what the gateway had made durable is promised: the kills begin after the air was heard.
        for index, period in enumerate(path.PERIODS):
            sent = self.stack.transmit(period["first"], period["last"])
            self.assertGreater(sent["telegrams"], 0)
            time.sleep(0.5)  # the spool commits every 50 ms
            for _ in range(KILLS // len(path.PERIODS)):
                for kill in self.chance.sample((self.kill_edge, self.kill_cloud), 2):
                    time.sleep(self.chance.uniform(0, 0.4))
                    kill()
            goal = CONTRACTS * (30 if index == 0 else 61)
            wait_until(lambda: proof.readings_judged(self.stack) >= goal, f"{goal} readings in the cloud", 90, every=0.3)
        number = self.stack.postgres.number
        self.assertEqual(number("aquacis_metering", "SELECT count(*) FROM reading"), CONTRACTS * 61)
        twice = ("SELECT count(*) FROM (SELECT 1 FROM reading GROUP BY meter_id, taken_at_us / 86400000000"
                 " HAVING count(*) > 1) AS twice")
        self.assertEqual(number("aquacis_metering", twice), 0)

    def test_2_a_billing_run_survives_kills_of_the_cloud(self):
        for period in path.PERIODS:
            killer = threading.Timer(self.chance.uniform(0.05, 0.3), self.stack.cloud.kill)
            killer.start()
            try:
                self.stack.bill(period["period"], period["last"], period["issue"], period["due"])
            except RuntimeError:
                pass  # the operator's tool lost its server; it is asked again below
            killer.join()
            self.stack.start_cloud()
            told = self.stack.bill(period["period"], period["last"], period["issue"], period["due"])
            self.assertEqual((told["invoices"], told["parked"]), (CONTRACTS, 0))
        path.wait_for_invoices(self.stack, self.progress, 2 * CONTRACTS)
        path.wait_for_stamps(self.stack, self.progress, 2 * CONTRACTS)
        number = self.stack.postgres.number
        self.assertEqual(number("aquacis_billing", "SELECT count(*) FROM invoice"), 2 * CONTRACTS)
        self.assertEqual(number("aquacis_fiscal", "SELECT count(DISTINCT uuid) FROM cfdi WHERE state = 'stamped'"), 2 * CONTRACTS)

    def test_3_payments_survive_kills_of_the_till_and_the_cloud(self):
        cashier = self.stack.header["cashiers"][0]
        name = self.stack.make_till(1)
        till = path.open_till(self.stack, name, cashier)
        acknowledged = {}
        contracts = [meter["contract"] for meter in self.stack.meters]
        for kill in range(KILLS):
            for _ in range(4):
                number = self.chance.choice(contracts)
                answer = path.pay(till, number, 10_000)
                if answer.get("ok"):
                    acknowledged[answer["folio"]] = 10_000
            till.send(command="pay", contract_number=self.chance.choice(contracts), amount_centavos=10_000,
                      received_centavos=10_000)
            time.sleep(self.chance.uniform(0, 0.01))
            till.kill()
            if kill % 2 == 0:
                self.kill_cloud()
            till = self.stack.start_till(name)
            path.accept(till.ask(command="sign_in", cashier_id=cashier["id"], pin=cashier["pin"]), "sign in again")
        path.wait_for_tills(self.stack, self.progress, [till])
        self.assertGreater(len(acknowledged), KILLS)
        count, total = proof.device_ledger(self.stack, name)
        self.assertLessEqual(count, len(acknowledged) + KILLS)
        cloud = proof.cloud_payments(self.stack)
        for folio, amount in acknowledged.items():
            self.assertEqual(cloud.get(folio), [amount], folio)
        sums = proof.ledger(self.stack)
        self.assertEqual(sums["received"], total)
        self.assertEqual(sums["received"], sums["applied"] + sums["credited"] + sums["suspense"])
        self.assertEqual(len(cloud), count)


if __name__ == "__main__":
    unittest.main(verbosity=2)
