"""./aquacis office and ./aquacis down, on a demo that was left up with --keep."""
import argparse
import json
import os
import pathlib
import shutil
import signal
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def command_line(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def still_ours(program, kept):
    """A number may have been given to another program since: only one that names the demo's folders is ended."""
    words = command_line(program["pid"])
    return kept["state"] in words or kept["postgres_folder"] in words or program["name"] in words


def down(kept, file):
    for with_signal in (signal.SIGTERM, signal.SIGKILL):
        alive = [program for program in reversed(kept["programs"]) if still_ours(program, kept)]
        for program in alive:
            os.kill(program["pid"], signal.SIGINT if program["name"] == "postgres" and with_signal == signal.SIGTERM
                    else with_signal)
        end = time.monotonic() + 15
        while any(still_ours(program, kept) for program in alive) and time.monotonic() < end:
            time.sleep(0.1)
    for folder in (kept["state"], kept["postgres_folder"]):
        shutil.rmtree(folder, ignore_errors=True)
    file.unlink()
    print("The demo is down.")


def office(kept, bin_folder):
    folder = pathlib.Path(kept["state"]) / "caja-1"
    with open(pathlib.Path(kept["state"]) / "register.jsonl", encoding="utf-8") as register:
        for person in json.loads(register.readline())["cashiers"]:
            print(f"{person['name']} ({person.get('role', 'cashier')}): PIN {person['pin']}")
    os.execv(bin_folder / "aquacis-office", ["aquacis-office", "--config", str(folder / "office.toml"), "--data", str(folder)])


def main():
    parser = argparse.ArgumentParser(prog="./aquacis")
    parser.add_argument("command", choices=["office", "down"])
    parser.add_argument("--out", default=str(ROOT / "build/demo"))
    parser.add_argument("--bin", default=str(ROOT / "build/release/bin"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    file = pathlib.Path(given.out) / "kept.json"
    if not file.exists():
        sys.exit("No demo was left up: run ./aquacis demo --keep first.")
    kept = json.loads(file.read_text())
    if given.command == "down":
        down(kept, file)
    else:
        office(kept, pathlib.Path(given.bin))


main()
