"""The path itself, from a radio telegram to a paid bill, over a Stack: the demo prints it, the end-to-end tests assert on it."""
import re
import time

import proof
from processes import wait_until

STALLED = 45  # seconds without a reading: something stands still

PERIODS = ({"period": "2026-09", "first": "2026-09-01", "last": "2026-09-30", "issue": "2026-10-01", "due": "2026-10-20"},
           {"period": "2026-10", "first": "2026-10-01", "last": "2026-10-31", "issue": "2026-11-01", "due": "2026-11-30"})


def read_meters(stack, progress, period, extra=()):
    """Telegrams out on the air, then wait until metering has judged each one. Returns what was sent."""
    already = proof.readings_judged(stack)
    sent = stack.transmit(period["first"], period["last"], *extra)
    goal = already + sent["telegrams"]
    moved = {"count": already, "at": time.monotonic()}

    def judged():
        for process in stack.processes:
            process.sample()
        if not stack.edge.running():
            raise RuntimeError(f"aquacis-edge ended:\n{stack.edge.tail()}")
        if not stack.cloud.running():
            raise RuntimeError(f"aquacisd ended:\n{stack.cloud.tail()}")
        count = proof.readings_judged(stack)
        if count != moved["count"]:
            moved.update(count=count, at=time.monotonic())
        if time.monotonic() - moved["at"] > STALLED:
            raise TimeoutError(f"no reading arrived for {STALLED} s; {goal - count:,} are missing")
        progress.count(f"{count - already:,} of {sent['telegrams']:,} readings in the cloud")
        return count >= goal
    wait_until(judged, f"{sent['telegrams']} readings in the cloud", 600, every=0.5)
    return sent


def wait_for_invoices(stack, progress, invoices):
    """Until payments knows each bill as a debt, and each has its stamped CFDI."""
    def debts():
        progress.count(f"{proof.debts(stack):,} of {invoices:,} bills are debts")
        return proof.debts(stack) >= invoices
    wait_until(debts, f"{invoices} debts", 300, every=0.5)


def wait_for_stamps(stack, progress, invoices):
    def stamped():
        done = proof.cfdi_stamped(stack)
        progress.count(f"{done:,} of {invoices:,} CFDI stamped")
        return done >= invoices
    wait_until(stamped, f"{invoices} stamped CFDI", 600, every=0.5)


def accept(answer, doing):
    if not answer.get("ok"):
        raise RuntimeError(f"{doing}: {answer}")
    return answer


def sign_in(till, cashier):
    """The people come after the welcome, beside the register."""
    def known():
        answer = till.ask(command="sign_in", cashier_id=cashier["id"], pin=cashier["pin"])
        return False if answer.get("code") == "office.unknown_cashier" else accept(answer, "sign in")
    wait_until(known, f"{cashier['id']} to be known at the till", 30, every=0.2)


def open_till(stack, name, cashier, online_first=True):
    till = stack.start_till(name)
    if online_first:
        wait_until(lambda: till.ask(command="sync_status")["synchronized"], f"{name} to have the register", 120, every=0.3)
    sign_in(till, cashier)
    accept(till.ask(command="open", float_centavos=50_000), "open the till")
    return till


def debts_of(till, contract_number):
    return accept(till.ask(command="account", contract_number=contract_number), "account")


def pay(till, contract_number, amount, received=None):
    received = received if received is not None else -(-amount // 10_000) * 10_000
    return till.ask(command="pay", contract_number=contract_number, amount_centavos=amount, received_centavos=received)


def wait_for_tills(stack, progress, tills):
    def drained():
        states = [till.ask(command="sync_status") for till in tills]
        progress.count(", ".join(f"{till.name}: {state['pending']} to send, {state['undecided']} to be decided"
                                 for till, state in zip(tills, states)))
        # Sent is durable on the server; decided is in the owning context's ledger, and that is what is counted next.
        return all(state["synchronized"] and state["undecided"] == 0 for state in states)
    wait_until(drained, "the tills' operations to be sent and decided", 120, every=0.3)


def real_telegrams(stack, root):
    """Real meters' telegrams as a file for the simulator to mix in, when they are there: strangers to the register."""
    source = root.parent / "shared/data/wmbus/water_telegrams.txt"
    if not source.exists():
        return ()
    found = [part for line in source.read_text().splitlines() if line.startswith("telegram=")
             for part in line.removeprefix("telegram=").replace("_", "").split(",")]
    whole = re.compile(r"(?:[0-9A-Fa-f]{2})+")  # a radio sends whole telegrams
    found = [part for part in found if whole.fullmatch(part) and int(part[:2], 16) + 1 == len(part) // 2]
    file = stack.state / "real_telegrams.txt"
    file.write_text("\n".join(found) + "\n")
    return ("--mix", str(file))
