"""./aquacis demo: from a radio telegram to a paid bill, in one command. What it prints is what happened, and its
exit status tells.
"""
import argparse
import json
import pathlib
import random
import shutil
import signal
import sys

import demo_tills
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
        with progress.step("seed", f"Making the register of one administration: {given.contracts:,} contracts, seed "
                           f"{given.seed}"):
            stack.seed(given.contracts, given.seed)
        stack.start_edge()
        sent, runs = {}, []
        for period in path.PERIODS:
            with progress.step("telegrams",
                               f"Meter radios, {period['period']}: one telegram a meter and day, to the gateway and over "
                               f"MQTT"):
                mixed = path.real_telegrams(stack, ROOT) if period is path.PERIODS[-1] else ()
                counts = path.read_meters(stack, progress, period, mixed)
                sent = {key: sent.get(key, 0) + value for key, value in counts.items() if isinstance(value, int)}
            with progress.step("billing", f"Billing {period['period']}"):
                runs.append(stack.bill(period["period"], period["last"], period["issue"], period["due"]))
                progress.say(f"     {runs[-1]['invoices']:,} bills, {proof.pesos(runs[-1]['billed_centavos'])}, "
                             f"{runs[-1]['parked']} parked")
        invoices = sum(entry["invoices"] for entry in runs)
        with progress.step("debts", "Bills become debts"):
            path.wait_for_invoices(stack, progress, invoices)
        with progress.step("cfdi", "CFDI 4.0: sealed here, stamped by the PAC simulator that checks the seal"):
            path.wait_for_stamps(stack, progress, invoices)
        with progress.step("tills", "Two tills take payments without a link, then synchronize"):
            one, two, acknowledged, shared = demo_tills.take_payments(stack, progress, chance)
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
