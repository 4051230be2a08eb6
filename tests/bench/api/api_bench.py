"""./aquacis bench api: how many calls of REST a second, and how long each takes, beside a peer in Go on the same database.

One PostgreSQL with fsync on, thirteen administrations, thirty-two connections. aquacisd answers with token, row-level
security and problem details; the peer (net/http, chi, pgx; peer/main.go) with none of these. A payment is the same rows
for both, in one transaction each; aquacisd's relay also moves its events to the log meanwhile, the peer's rows go nowhere.
The two take turns, so that the machine's other work falls on both. The ratio is of the best turn of each. Below each turn
stands what it took of the processors.
"""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import uuid

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "e2e"))
from processes import Process, answers, free_port, run, wait_until  # noqa: E402
from budget import Budget, print_budget  # noqa: E402
from stack import Stack  # noqa: E402

ADMINISTRATIONS = range(11, 24)
CONTRACTS = 2_000  # of each
CONNECTIONS = 32
WITHOUT_LIMITS = """threads = {threads}
strangers_of_a_peer = 0
requests_of_a_caller = 1000000
requests_per_second = 1000000
under_way_of_a_caller = 1024
"""


def check_digit(digits):
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if at % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str((10 - total % 10) % 10)


def numbers_of(administration):
    first = (administration - ADMINISTRATIONS[0]) * CONTRACTS + 1
    for sequence in range(first, first + CONTRACTS):
        digits = f"{sequence:05d}"
        yield f"{digits}-{check_digit(digits)}"


def rows(table, columns, lines):
    return f"COPY {table} ({columns}) FROM stdin;\n" + "".join("\t".join(map(str, line)) + "\n" for line in lines) + "\\.\n"


def seed(stack, folder):
    points, contracts, accounts = [], [], []
    for administration in ADMINISTRATIONS:
        for at, number in enumerate(numbers_of(administration)):
            contract, point = uuid.uuid4(), uuid.uuid4()
            points.append((administration, point, "Av. Hidalgo", at, "Centro", "Querétaro", "76000", f"{at % 20}-A"))
            contracts.append((administration, contract, number, uuid.uuid4(), point, 1, "DOM-MEDIO", "2020-01-01", "active"))
            accounts.append((administration, contract, number, 1))
    # Only what is filled here: the statistics of an empty table would say that it stays empty, and plans are kept.
    for database, filled, text in (
            ("contracts", "service_point, contract",
             rows("service_point", "administration_id, service_point_id, street, street_number, settlement, municipality, "
                  "postal_code, zone_id", points)
             + rows("contract", "administration_id, contract_id, number, customer_id, service_point_id, use_class, tariff_code, "
                    "start_date, state", contracts)),
            ("payments", "account",
             rows("account", "administration_id, contract_id, contract_number, version", accounts))):
        script = folder / f"{database}.sql"
        script.write_text(text + f"ANALYZE {filled};\n")
        run(["psql", "-h", stack.postgres.folder, "-p", stack.postgres.port, "-U", "postgres", "-d",
             f"aquacis_{database}", "-X", "-q",
             "-v", "ON_ERROR_STOP=1", "-f", script])


def request(method, path, headers, body=""):
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: application/json", *headers]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines) + "\r\n\r\n" + body + "\0"


def write_requests(folder, tokens):
    ours, peers, payments, payments_of_peer = [], [], [], []
    for administration in ADMINISTRATIONS:
        bearer = f"Authorization: Bearer {tokens[administration]}"
        for number in list(numbers_of(administration))[::10]:
            ours.append(request("GET", f"/v1/contracts/{number}", [bearer]))
            peers.append(request("GET", f"/v1/contracts/{number}", [f"X-Administration: {administration}"]))
            body = json.dumps({"contract_number": number, "amount_centavos": 12345, "channel": "oxxo",
                               "paid_at": "2026-11-30T10:00:00-06:00"})
            payments.append(request("POST", "/v1/payments", [bearer, "Idempotency-Key: P-############"], body))
            payments_of_peer.append(request("POST", "/v1/payments", [f"X-Administration: {administration}",
                                                                    "Idempotency-Key: Q-############"], body))
    files = {}
    for name, requests in (("ours", ours), ("peer", peers), ("payments", payments), ("peer pays", payments_of_peer)):
        files[name] = folder / f"{name}.requests"
        files[name].write_text("".join(requests))
    return files


class Bench:
    def __init__(self, given):
        self.given = given
        self.bin = pathlib.Path(given.bin)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="aquacis-api-bench-"))
        self.stack = Stack(self.bin, self.folder / "out")
        self.processes = []

    def start(self):
        stack = self.stack
        stack.start_engines()
        text = stack.config.read_text().replace("[gateway]\n", "[gateway]\n" + self.given.gateway)
        stack.config.write_text(text.replace("[database]\n", f"[database]\npool_size = {self.given.pool}\n"))
        stack.make_databases()
        seed(stack, self.folder)
        stack.cloud = stack.start("aquacisd",
                                  [self.bin / "aquacisd", "--config", stack.config, "--modules=contracts,payments,gateway"])
        stack.wait_for_cloud()
        self.tokens = {administration: self.token(administration) for administration in ADMINISTRATIONS}
        self.files = write_requests(self.folder, self.tokens)

    def token(self, administration, *subject):
        return run([self.bin / "aquacisctl", "token", "--config", self.stack.config, "--administration", administration, "--key",
                    self.stack.state / "issuer/key.pem", "--scopes", "contracts.read payments.write",
                    *(["--subject", *subject] if subject else [])]).strip()

    def start_peer(self):
        program = self.folder / "peer"
        run(["go", "build", "-C", HERE / "peer", "-o", program, "."])
        self.peer_port = free_port()
        self.stack.postgres.query("aquacis_payments", "CREATE TABLE peer_outbox (LIKE outbox INCLUDING ALL)")
        words = f"{self.stack.postgres.server()} user=postgres pool_max_conns={self.given.pool}"
        self.processes.append(Process("peer", [program], self.folder / "peer.log", env={
            "CONTRACTS": f"{words} dbname=aquacis_contracts", "PAYMENTS": f"{words} dbname=aquacis_payments",
            "LISTEN": f"127.0.0.1:{self.peer_port}"}))
        wait_until(lambda: answers(self.peer_port), "the peer to listen", 20)

    def load(self, name, port):
        budget = Budget(self.stack.postgres, {"aquacisd": self.stack.cloud.pid, **{one.name: one.pid for one in self.processes}})
        out = subprocess.run([self.bin / "api_load", str(port), str(CONNECTIONS), str(self.given.seconds), self.files[name]],
                             capture_output=True, text=True, check=False)
        if out.returncode != 0:
            raise RuntimeError(out.stderr + self.stack.cloud.tail())
        if out.stderr:
            print(out.stderr, file=sys.stderr)
        figures = json.loads(out.stdout)
        print(f"{name:9} {figures['rate']:8.0f}/s  p50 {figures['p50_ms']:6.2f} ms  p99 {figures['p99_ms']:6.2f} ms  "
              f"slowest {figures['slowest_ms']:7.2f} ms  not 200: {figures['not_200']}", flush=True)
        print_budget({**budget.used(), "api_load": figures["processor_s"]}, figures["sent"])
        return figures

    def best_of(self, ours, peers):
        """The best turn of each; they take turns."""
        all_of = {ours: [], peers: []}
        for _ in range(self.given.turns):
            if not self.given.alone:
                all_of[peers].append(self.load(peers, self.peer_port))
            all_of[ours].append(self.load(ours, self.stack.ports["gateway"]))
        return [max(all_of[name], key=lambda one: one["rate"], default=None) for name in (ours, peers)]

    def run(self):
        for words, names in (("GET /v1/contracts/{number}", ("ours", "peer")), ("POST /v1/payments", ("payments", "peer pays"))):
            best, peer = self.best_of(*names)
            beside = f", {best['rate'] / peer['rate']:.2f} of the peer's rate; its p99 {peer['p99_ms']:.1f} ms" if peer else ""
            print(f"{words}: {best['rate']:.0f}/s, p99 {best['p99_ms']:.1f} ms{beside}")

    def stop(self):
        for process in self.processes:
            process.stop()
        self.stack.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(prog="./aquacis bench api")
    parser.add_argument("--bin", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=int, default=10, help="of each turn")
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--threads", type=int, default=8, help="gateway.threads")
    parser.add_argument("--pool", type=int, default=8, help="connections to PostgreSQL, of aquacisd's contexts and of the peer")
    parser.add_argument("--alone", action="store_true", help="without the peer")
    given = parser.parse_args()
    given.gateway = WITHOUT_LIMITS.format(threads=given.threads)
    bench = Bench(given)
    try:
        bench.start()
        if not bench.given.alone:
            bench.start_peer()
        bench.run()
    finally:
        bench.stop()


if __name__ == "__main__":
    main()
