"""./aquacis bench doors: how long an ordinary call waits while somebody else misuses the REST port, with its default limits."""
import argparse
import collections
import http.client
import multiprocessing
import selectors
import socket
import sys
import threading
import time
import types

from api_bench import Bench, numbers_of

LONGEST_S = 0.2  # that an ordinary call may take beside any of them
CALLS = 40
MISUSE_S = 8


class Misuse:
    """Goes on in a process of its own until it is ended: who asks ordinarily shares the machine with it, not the interpreter."""

    def __init__(self, port):
        self.port = port
        self.over = multiprocessing.Event()
        self.acts = []

    def __enter__(self):
        self.process = multiprocessing.Process(target=self.run)
        self.process.start()
        time.sleep(2)
        return self

    def run(self):
        threads = [threading.Thread(target=act) for act in self.acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def __exit__(self, *_):
        self.over.set()
        self.process.join()


class Sockets(Misuse):
    """So many that never say a whole request; who is closed comes again."""

    def __init__(self, port, count, first=b""):
        super().__init__(port)
        self.count, self.first = count, first
        self.acts = [self.hold]

    def hold(self):
        waiting = selectors.DefaultSelector()
        held = 0
        while not self.over.is_set():
            while held < self.count and not self.over.is_set():
                one = socket.create_connection(("127.0.0.1", self.port))
                one.setblocking(False)
                try:
                    one.send(self.first)
                except OSError:
                    pass
                waiting.register(one, selectors.EVENT_READ)
                held += 1
            for key, _ in waiting.select(0.05):
                waiting.unregister(key.fileobj)
                key.fileobj.close()
                held -= 1
        for key in list(waiting.get_map().values()):
            key.fileobj.close()


class BadBodies(Misuse):
    """A body that is costly to read, from nobody, again and again."""

    def __init__(self, port, count, headers):
        super().__init__(port)
        self.headers = headers
        self.acts = [self.ask] * count

    def ask(self):
        body = b'{"invoice_ids": [' + b'"",' * 349_000
        while not self.over.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                connection.request("POST", "/v1/payments", body, self.headers)
                connection.getresponse().read()
            except OSError:
                pass
            finally:
                connection.close()


class WrongTokens(Misuse):
    """Programs that go on and on with a token that is not good, each on a connection that it opens again when it is closed."""

    def __init__(self, port, count, path, token, address="127.0.0.1"):
        super().__init__(port)
        self.request = f"GET {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
        self.address = address
        self.acts = [self.ask] * count

    def ask(self):
        while not self.over.is_set():
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=20, source_address=(self.address, 0)) as one:
                    while not self.over.is_set():
                        one.sendall(self.request)
                        if not one.recv(16_384):
                            break
            except OSError:
                pass


def forged(token):
    """The claims of a good token, and a signature of the right length that is not theirs: the costliest to refuse."""
    head, claims, signature = token.split(".")
    return f"{head}.{claims}.{signature[8:]}{signature[:8]}"


def ordinary_calls(port, token, path):
    took, lost = [], collections.Counter()
    for _ in range(CALLS):
        begun = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
            status = connection.getresponse().status
            if status == 200:
                took.append(time.monotonic() - begun)
            else:
                lost[f"status {status}"] += 1
        except OSError as fault:
            lost[type(fault).__name__] += 1
        finally:
            connection.close()
        time.sleep(MISUSE_S / CALLS)
    took.sort()
    if not took:
        return f"all lost {dict(lost)}", False
    why = f" {dict(lost)}" if lost else ""
    told = f"median {took[len(took) // 2] * 1e3:7.1f} ms  slowest {took[-1] * 1e3:8.1f} ms  lost {CALLS - len(took)}{why}"
    return told, not lost and took[-1] <= LONGEST_S


def main():
    parser = argparse.ArgumentParser(prog="./aquacis bench doors")
    parser.add_argument("--bin", required=True, help=argparse.SUPPRESS)
    bench = Bench(types.SimpleNamespace(bin=parser.parse_args().bin, pool=8, gateway=""))
    try:
        bench.start()
        port, token, path = bench.stack.ports["gateway"], bench.tokens[11], f"/v1/contracts/{next(iter(numbers_of(11)))}"
        head = b"POST /v1/payments HTTP/1.1\r\nHost: a\r\nX-Never: "
        # A token that is seen for the first time beside each misuse: nothing is remembered of it.
        fresh = iter([bench.token(11, f"reader-{number}") for number in range(8)])
        print(f"{'nothing else':38}", ordinary_calls(port, token, path)[0], flush=True)
        missed = []
        for words, misuse in (
                ("beside 2,000 silent sockets", Sockets(port, 2_000)),
                ("beside 600 heads that never end", Sockets(port, 600, head)),
                ("beside 64 with bad bodies, no token", BadBodies(port, 64, {})),
                ("beside 64 with bad bodies, wrong token", BadBodies(port, 64, {"Authorization": "Bearer nonsense"})),
                ("beside 64 with bad bodies, good token", BadBodies(port, 64, {"Authorization": f"Bearer {bench.tokens[12]}"})),
                ("beside 64 with nonsense for a token", WrongTokens(port, 64, path, "nonsense")),
                ("beside 64 with a forged token", WrongTokens(port, 64, path, forged(token))),
                ("beside 64 of another address with it", WrongTokens(port, 64, path, forged(token), "127.0.0.2"))):
            with misuse:
                told, is_good = ordinary_calls(port, next(fresh), path)
            print(f"{words:38}", told, flush=True)
            missed += [] if is_good else [words]
    finally:
        bench.stop()
    sys.exit(f"a call was lost, or took longer than {LONGEST_S * 1e3:.0f} ms: {', '.join(missed)}" if missed else 0)


main()
