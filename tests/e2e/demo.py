"""./aquacis demo: from a radio telegram to a paid bill, in one command. What it prints is what happened; its exit status tells."""
import argparse
import json
import pathlib
import random
import shutil
import signal
import sys
import time

import papers
import path
import proof
from progress import Progress
from stack import Stack

ROOT = pathlib.Path(__file__).resolve().parents[2]
MARK = ".aquacis-demo"  # only a folder that carries it is emptied


def arguments():
    parser = argparse.ArgumentParser(prog="./aquacis demo")
    parser.add_argument("--bin", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--contracts", type=int, default=5000, help="how many contracts the register has (50 to 50000)")
    parser.add_argument("--seed", type=int, default=2026, help="the same seed makes the same register")
    parser.add_argument("--out", default=str(ROOT / "build/demo"), help="where papers, logs and summary.json go")
    parser.add_argument("--keep", action="store_true", help="leave everything up and print the addresses")
    given = parser.parse_args()
    if not 50 <= given.contracts <= 50_000:
        parser.error("--contracts takes 50 to 50000")
    return given


def prepare(out):
    out = pathlib.Path(out)
    if (out / "kept.json").exists():
        sys.exit(f"A demo that was kept is still there ({out}/kept.json): end it with ./aquacis down first.")
    if out.exists() and any(out.iterdir()):
        if not (out / MARK).exists():
            sys.exit(f"--out {out} holds other files: name an empty folder, so that nothing of yours is removed.")
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).touch()
    return out


def tills_take_payments(stack, progress, chance):
    """Two tills go offline and take payments, two of them for the same bill; one is killed while it takes one."""
    cashiers = stack.header["cashiers"]
    first, second = stack.make_till(1), stack.make_till(2)
    one, two = path.open_till(stack, first, cashiers[0]), path.open_till(stack, second, cashiers[1])
    for till in (one, two):
        path.accept(till.ask(command="link", state="offline"), "go offline")
    progress.say("     two tills have the register and are offline now")

    contracts = [meter["contract"] for meter in stack.meters]
    chosen = chance.sample(contracts, min(80, len(contracts) // 2))
    acknowledged = {}

    def take(till, number, label):
        account = path.debts_of(till, number)
        owed = account["owed_centavos"]
        if owed == 0:
            return None
        answer = path.accept(path.pay(till, number, owed), f"pay {number}")
        acknowledged[answer["folio"]] = owed
        return answer

    for index, number in enumerate(chosen):
        take(one if index % 2 == 0 else two, number, "bill")
        progress.count(f"{len(acknowledged)} payments taken offline")

    shared = next(n for n in contracts if n not in chosen and path.debts_of(one, n)["owed_centavos"] > 0)
    take(one, shared, "the same bill")
    take(two, shared, "the same bill")
    progress.say(f"     contract {shared} paid its bills at both tills, neither knowing of the other")

    victim = next(n for n in contracts if n not in chosen and n != shared and path.debts_of(two, n)["owed_centavos"] > 0)
    owed = path.debts_of(two, victim)["owed_centavos"]
    two.send(command="pay", contract_number=victim, amount_centavos=owed, received_centavos=owed)
    time.sleep(chance.uniform(0, 0.004))
    two.kill()
    before = proof.device_ledger(stack, second)
    progress.say(f"     {second} was killed with SIGKILL while it took a payment; its file holds {before[0]} payments")
    two = stack.start_till(second)
    path.accept(two.ask(command="sign_in", cashier_id=cashiers[1]["id"], pin=cashiers[1]["pin"]), "sign in again")
    after_kill = path.debts_of(two, victim)["owed_centavos"]
    if after_kill not in (0, owed):
        raise RuntimeError(f"a payment was half taken: {after_kill} of {owed} centavos remain on the device")
    if after_kill:
        take(two, victim, "again")
    path.accept(one.ask(command="link", state="online"), "go online")
    path.wait_for_tills(stack, progress, [one, two])
    return one, two, acknowledged, shared


def run(given, out, progress):
    chance = random.Random(given.seed)
    stack = Stack(given.bin, out, tied=not given.keep)
    try:
        with progress.step("engines", "Starting PostgreSQL, Mosquitto, the PAC simulator and aquacisd, on free ports"):
            stack.start_engines()
            stack.make_databases()
            stack.start_pac()
            stack.start_cloud()
            idle_kib = stack.cloud.resident_kib()
        with progress.step("seed", f"Making the register of one administration: {given.contracts:,} contracts, seed {given.seed}"):
            stack.seed(given.contracts, given.seed)
        stack.start_edge()
        sent, runs = {}, []
        for period in path.PERIODS:
            with progress.step("telegrams", f"Meter radios, {period['period']}: one telegram a meter and day, to the gateway and over MQTT"):
                counts = path.read_meters(stack, progress, period)
                sent = {key: sent.get(key, 0) + value for key, value in counts.items() if isinstance(value, int)}
            with progress.step("billing", f"Billing {period['period']}"):
                runs.append(stack.bill(period["period"], period["last"], period["issue"], period["due"]))
                progress.say(f"     {runs[-1]['invoices']:,} bills, {proof.pesos(runs[-1]['billed_centavos'])}, {runs[-1]['parked']} parked")
        invoices = sum(entry["invoices"] for entry in runs)
        with progress.step("debts", "Bills become debts"):
            path.wait_for_invoices(stack, progress, invoices)
        with progress.step("cfdi", "CFDI 4.0: sealed here, stamped by the PAC simulator that checks the seal"):
            path.wait_for_stamps(stack, progress, invoices)
        with progress.step("tills", "Two tills take payments without a link, then synchronize"):
            one, two, acknowledged, shared = tills_take_payments(stack, progress, chance)
        with progress.step("papers", "Papers: invoice, receipt, tax document, the office window"):
            papers.leave(stack, out, one, next(iter(acknowledged)), shared)
        summary = proof.summary(stack, given.contracts, sent, acknowledged, runs)
        summary["aquacisd_idle_kib"] = idle_kib
        summary["peak_rss_kib"] = stack.peaks()
        summary["seconds"] = progress.seconds
        faults = proof.faults(stack, summary, acknowledged)
        (out / "summary.json").write_text(json.dumps(summary, indent=2, ensure_ascii=False) + "\n")
        proof.tell(summary, faults, out, progress)
        for till in (one, two):
            till.ask(command="quit")
        if given.keep and not faults:
            keep(stack, out, progress)
        return 1 if faults else 0
    finally:
        if not (out / "kept.json").exists():
            stack.stop()


def keep(stack, out, progress):
    kept = stack.description()
    (out / "kept.json").write_text(json.dumps(kept, indent=2) + "\n")
    progress.say("\nEverything stays up:")
    for name, address in kept["addresses"].items():
        progress.say(f"  {name:10} {address}")
    progress.say("  ./aquacis office opens the till's window on it, ./aquacis down ends it.")


def main():
    given = arguments()
    out = prepare(given.out)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(run(given, out, Progress()))
    except KeyboardInterrupt:
        print("\nEnded by Ctrl-C; everything that was started is stopped.")
        sys.exit(130)
    except (RuntimeError, TimeoutError, EOFError) as fault:
        print(f"\nThe demo failed: {fault}\nThe logs are in {out}/logs.", file=sys.stderr)
        sys.exit(1)


main()
