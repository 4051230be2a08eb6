"""Two gateways hear the same meters, and one of them loses the broker for a while: the cloud holds each reading once,
none missing, counted in SQL against what the simulator says it sent."""
import pathlib
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
import unittest

import proof
from processes import free_port, run, wait_until
from relay import Relay
from stack import ADMINISTRATION, Stack

BIN = pathlib.Path(sys.argv.pop(1))
CONTRACTS = 50
SECOND = "QRO-GW-0148"
FIRST_DAYS, DAYS_APART, LAST_DAYS = ("2026-09-01", "2026-09-05"), ("2026-09-06", "2026-09-20"), ("2026-09-21", "2026-09-30")
DAYS = 30


class TwoGateways(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.out = pathlib.Path(tempfile.mkdtemp(prefix="aquacis-two-"))
        cls.stack = Stack(BIN, cls.out)
        cls.addClassCleanup(cls.end)
        cls.stack.start_engines()
        cls.stack.make_databases()
        cls.stack.start_pac()
        cls.stack.start_cloud()
        cls.stack.seed(CONTRACTS, 11)
        cls.relay = Relay(cls.stack.broker.port)
        cls.radios = {cls.stack.gateway_id: free_port(), SECOND: free_port()}
        ways = {cls.stack.gateway_id: cls.stack.broker.port, SECOND: cls.relay.port}
        for gateway, radio in cls.radios.items():
            config = cls.stack.write_edge_config(gateway, radio)
            cls.stack.enroll_edge(gateway, ways[gateway])
            cls.stack.start(f"aquacis-edge-{gateway}", [BIN / "aquacis-edge", "run", "--config", config])

    @classmethod
    def end(cls):
        if hasattr(cls, "relay"):
            cls.relay.close()
        cls.stack.stop()
        shutil.rmtree(cls.out, ignore_errors=True)

    def transmit(self, days, *gateways):
        """The same air, heard by each of these gateways. Says how many telegrams it was."""
        def speak(gateway):
            run([BIN / "aquacis-metersim", "run", "--register", self.stack.register, "--from", days[0], "--to", days[1],
                 "--listen", f"127.0.0.1:{self.radios[gateway]}"], log=self.out / "metersim.log")
        speakers = [threading.Thread(target=speak, args=(gateway,)) for gateway in gateways or self.radios]
        for speaker in speakers:
            speaker.start()
        for speaker in speakers:
            speaker.join()

    def waiting(self, gateway):
        file = self.stack.edge_folder(gateway) / "spool.db"
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
            return db.execute("SELECT count(*) FROM readings").fetchone()[0]

    def gateway_counts(self, gateway):
        rows = self.stack.postgres.query("aquacis_ingest", "SELECT recorded, duplicates, quarantined FROM gateway"
                                         f" WHERE administration_id = {ADMINISTRATION} AND gateway_id = '{gateway}'")
        return tuple(int(value) for value in rows[0])

    def wait_heard(self, gateway, count):
        wait_until(lambda: sum(self.gateway_counts(gateway)) >= count,
                   f"{count} readings of {gateway} to be in the cloud", 90, every=0.3)

    def test_1_both_there(self):
        self.transmit(FIRST_DAYS)
        for gateway in self.radios:
            self.wait_heard(gateway, CONTRACTS * 5)

    def test_2_one_loses_the_broker(self):
        self.relay.cut()
        self.transmit(DAYS_APART)
        # Some days the second one alone hears: what only it has must arrive too.
        self.transmit(LAST_DAYS, SECOND)
        self.wait_heard(self.stack.gateway_id, CONTRACTS * 20)
        wait_until(lambda: self.waiting(SECOND) == CONTRACTS * 25, "the second gateway to keep what it heard", 60)
        time.sleep(1)
        self.assertEqual(sum(self.gateway_counts(SECOND)), CONTRACTS * 5, "nothing came by a way that was cut")

    def test_3_it_returns_and_each_reading_is_there_once(self):
        self.relay.join()
        wait_until(lambda: self.waiting(SECOND) == 0, "the second gateway's spool to be empty", 120, every=0.3)
        wait_until(lambda: proof.readings_judged(self.stack) >= CONTRACTS * DAYS,
                   f"{CONTRACTS * DAYS} readings to be judged", 90, every=0.3)
        time.sleep(2)  # one too many would come now
        number = self.stack.postgres.number
        self.assertEqual(number("aquacis_metering", "SELECT count(*) FROM reading"), CONTRACTS * DAYS)
        per_day = ("SELECT count(*) FROM (SELECT meter_id, (taken_at_us - 6 * 3600000000) / 86400000000 AS day, count(*) "
                   "AS times FROM reading"
                   " GROUP BY 1, 2) AS days WHERE times = 1")
        self.assertEqual(number("aquacis_metering", per_day), CONTRACTS * DAYS, "each meter has each day's reading once")
        self.assertEqual(number("aquacis_metering", "SELECT count(*) FROM reading_refused"), 0)
        self.assertEqual(number("aquacis_ingest", "SELECT sum(recorded) FROM gateway"), CONTRACTS * DAYS,
                         "in the event log, each once")
        self.assertEqual(number("aquacis_ingest", "SELECT count(*) FROM quarantine"), 0)
        first, second = self.gateway_counts(self.stack.gateway_id), self.gateway_counts(SECOND)
        self.assertEqual((sum(first), sum(second)), (CONTRACTS * 20, CONTRACTS * DAYS))
        self.assertEqual(first[1] + second[1], CONTRACTS * 20, "what both heard was known again")
        self.assertGreaterEqual(second[0], CONTRACTS * 10, "what it alone heard")
        for gateway in self.radios:
            self.assertEqual(self.waiting(gateway), 0)

    def test_4_a_revoked_ones_certificate_is_on_the_brokers_list(self):
        def listed():
            text = run(["openssl", "crl", "-in", self.stack.revocations, "-noout", "-text", "-CAfile", self.stack.authority.ca],
                       log=self.out / "openssl.log")
            return text.count("Serial Number:")
        wait_until(self.stack.revocations.exists, "the list", 20)
        self.assertEqual(listed(), 0)
        self.stack.operate("gateway", "revoke", "--gateway", SECOND)
        wait_until(lambda: listed() == 1, "the revoked certificate to be on the list", 30, every=0.5)


if __name__ == "__main__":
    unittest.main(verbosity=2)
