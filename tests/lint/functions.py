"""What a reader meets in a page: how long functions and lines are, and whether a hard one says what it decides.

Run by ctest; by hand: tests/lint/functions.py ROOT. The lists of what still stands only get shorter: whoever mends one takes
it out, and one that is mended and still listed is reported too.
"""
import pathlib
import re
import subprocess
import sys

from cpp_functions import functions_of

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
LONGEST_FUNCTION = 70
LONGEST_LINE = 130
LONGEST_QML_LINE = 120  # no formatter lays QML out, so nothing runs over by a word
HARD = 8  # decisions: branches, && and ||
IN_LINES = {".py": LONGEST_LINE, ".cmake": LONGEST_LINE, ".qml": LONGEST_QML_LINE}
LONG_LINES_STAND = {"field-app/office/screens/ExplainSheet.qml"}  # a list that only gets shorter
listed = pathlib.Path(__file__).with_name("functions_that_stand.txt")
found = []


def tracked():
    names = subprocess.run(["git", "-C", str(root), "ls-files"], capture_output=True, text=True, check=True).stdout
    return [pathlib.Path(name) for name in names.splitlines() if (root / name).is_file()]


def is_test(path):
    return bool({"tests", "bench", "fuzz"} & set(pathlib.Path(path).parts))


def says_in_header(function, headers):
    """Its declaration in the header of the same name has the sentence."""
    name = function.name.split("::")[-1]
    lines = headers.get(function.path[:-4] + ".hpp", [])
    for at, line in enumerate(lines):
        if not re.search(r"\b" + re.escape(name) + r"\(", line) or line.lstrip().startswith("//"):
            continue
        if "//" in line:
            return True
        above = at - 1
        while above >= 0 and lines[above].strip() and not lines[above].rstrip().endswith((";", "{", "}", ":")):
            if lines[above].lstrip().startswith("//"):
                return True
            above -= 1
    return False


def check_functions(files):
    headers = {str(path): (root / path).read_text().splitlines() for path in files if path.suffix == ".hpp"}
    bare, long = set(), set()
    for path in files:
        if path.suffix not in (".cpp", ".hpp"):
            continue
        for function in functions_of(str(path), (root / path).read_text()):
            place = f"{path} {function.name}"
            if function.lines > LONGEST_FUNCTION:
                long.add(place)
            if function.decisions >= HARD and not is_test(path) and not function.has_comment:
                if not says_in_header(function, headers):
                    bare.add(place)
    return {"bare": bare, "long": long}


def check_lines(files):
    for path in files:
        most = LONGEST_LINE if path.name == "CMakeLists.txt" else IN_LINES.get(path.suffix)
        if most is None:
            continue
        long = [(number, len(line)) for number, line in
                enumerate((root / path).read_text(errors="replace").splitlines(), start=1) if len(line) > most]
        if str(path) in LONG_LINES_STAND:
            if not long:
                found.append(f"{path}: its long lines are mended; take it out of the list")
            continue
        found.extend(f"{path}:{number}: a line of {length}; {most} at most" for number, length in long)


def main():
    files = tracked()
    check_lines(files)
    now = check_functions(files)
    stands = {"bare": set(), "long": set()}
    for line in listed.read_text().splitlines() if listed.exists() else []:
        if line and not line.startswith("#"):
            kind, place = line.split(" ", 1)
            stands[kind].add(place)
    words = {"bare": f"has {HARD} or more decisions and no sentence above it that says what it decides",
             "long": f"is longer than {LONGEST_FUNCTION} lines"}
    if "--list" in sys.argv:
        for kind in words:
            print("\n".join(f"{kind} {place}" for place in sorted(now[kind])))
        return
    for kind, says in words.items():
        found.extend(f"{place}: {says}" for place in sorted(now[kind] - stands[kind]))
        found.extend(f"{place}: is mended; take it out of {listed.name}" for place in sorted(stands[kind] - now[kind]))
    print("\n".join(found) if found else f"functions: {len(files)} files, nothing new to say; "
          f"{sum(len(places) for places in stands.values())} still stand")
    sys.exit(1 if found else 0)


main()
