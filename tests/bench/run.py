"""./aquacis bench: runs every benchmark that was built, one after the other; what each prints is its result."""
import argparse
import pathlib
import subprocess
import sys

LONGEST_S = 900  # one benchmark


def main():
    parser = argparse.ArgumentParser(prog="./aquacis bench")
    parser.add_argument("--bin", required=True, help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*", help="only those whose name holds one of these words")
    given = parser.parse_args()
    programs = sorted(pathlib.Path(given.bin).glob("*bench*"))
    programs = [p for p in programs if not given.names or any(name in p.name for name in given.names)]
    if not programs:
        sys.exit("No benchmark of that name was built.")
    failed = []
    for program in programs:
        print(f"==> {program.name}", flush=True)
        if subprocess.run([program], timeout=LONGEST_S, check=False).returncode != 0:
            failed.append(program.name)
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


main()
