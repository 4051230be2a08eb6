"""./aquacis bench: runs every benchmark, one after the other; what each prints is its result."""
import argparse
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
LONGEST_S = 900  # one benchmark


def main():
    parser = argparse.ArgumentParser(prog="./aquacis bench")
    parser.add_argument("--bin", required=True, help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*", help="only those whose name holds one of these words")
    given = parser.parse_args()
    programs = sorted([*pathlib.Path(given.bin).glob("*bench*"), *HERE.glob("*/*_bench.py")])
    programs = [p for p in programs if not given.names or any(name in p.name for name in given.names)]
    if not programs:
        sys.exit("No benchmark of that name was built.")
    failed = []
    for program in programs:
        print(f"==> {program.name}", flush=True)
        command = [sys.executable, "-u", program, "--bin", given.bin] if program.suffix == ".py" else [program]
        if subprocess.run(command, timeout=LONGEST_S, check=False).returncode != 0:
            failed.append(program.name)
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


main()
