#!/usr/bin/python3
"""./aquacis deploy-check: every file that an operator receives, judged by the strictest tool that can be had offline.

A step is a program of its own. It ends with 0 (proved), 77 (skipped: its last line says why) or anything else (failed).
"""
import argparse
import dataclasses
import os
import pathlib
import subprocess
import sys
import time

import tools

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77
LONGEST_STEP = 900  # seconds


@dataclasses.dataclass
class Step:
    name: str
    proves: str
    command: list
    needs: tuple = ()


@dataclasses.dataclass
class Outcome:
    step: Step
    result: str
    seconds: float
    words: str


def steps(bin_folder):
    python = ["/usr/bin/python3", "-u"]
    return [
        Step("scripts", "the shell scripts of installers and deploy", ["bash", "deploy/check/scripts.sh"], ("shellcheck",)),
        Step("rules", "alerts: each fires on its fault and stays silent otherwise",
             ["bash", "deploy/observability/rules.sh"], ("promtool",)),
        Step("told", "alert, runbook and command: each exists, and aquacisd has each metric",
             [*python, "deploy/check/told_test.py", bin_folder]),
    ]


def run_step(step, environment, logs):
    log = logs / f"{step.name}.log"
    began = time.monotonic()
    try:
        for need in step.needs:
            tools.have(need)
        with open(log, "w") as out:
            status = subprocess.run(step.command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT,
                                    timeout=LONGEST_STEP).returncode
        last = tools.last_line(log.read_text(errors="replace"))
        result = {0: "proved", SKIPPED: "skipped"}.get(status, "FAILED")
    except tools.Missing as missing:
        result, last = "skipped", str(missing)
    except (RuntimeError, OSError, subprocess.TimeoutExpired) as fault:
        result, last = "FAILED", str(fault)
    if result == "FAILED" and log.exists():
        sys.stdout.write("".join(log.read_text(errors="replace").splitlines(keepends=True)[-40:]))
    return Outcome(step, result, time.monotonic() - began, last)


def print_table(outcomes):
    width = max(len(outcome.step.name) for outcome in outcomes)
    print(f"\n{'part'.ljust(width)}  result   seconds  what was proved, or why not")
    for outcome in outcomes:
        words = outcome.step.proves if outcome.result == "proved" else outcome.words
        print(f"{outcome.step.name.ljust(width)}  {outcome.result:<7}  {outcome.seconds:7.1f}  {words}")


def main():
    parser = argparse.ArgumentParser(prog="./aquacis deploy-check", description=__doc__)
    parser.add_argument("--bin", default="build/release/bin", help="where the programs are")
    parser.add_argument("--only", action="append", default=[], help="these parts alone; may be given again")
    parser.add_argument("--no-fetch", action="store_true", help="use the tools that are there, fetch none")
    parser.add_argument("--list", action="store_true", help="name the parts")
    options = parser.parse_args()

    parts = steps(str(pathlib.Path(options.bin).resolve()))
    if options.list:
        for step in parts:
            print(f"{step.name:<12} {step.proves}")
        return 0
    unknown = set(options.only) - {step.name for step in parts}
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}; --list names them")

    logs = ROOT / "build/deploy-check"
    logs.mkdir(parents=True, exist_ok=True)
    if options.no_fetch:
        os.environ["AQUACIS_FETCH"] = "no"
    environment = {**os.environ, "PATH": f"{tools.FOLDER}:{os.environ['PATH']}",
                   "AQUACIS_BIN": str(pathlib.Path(options.bin).resolve())}
    outcomes = []
    for step in parts:
        if options.only and step.name not in options.only:
            continue
        print(f"==> {step.name}: {step.proves}", flush=True)
        outcomes.append(run_step(step, environment, logs))
    print_table(outcomes)
    print(f"What each part printed is in {logs.relative_to(ROOT)}/")
    return 1 if any(outcome.result == "FAILED" for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
