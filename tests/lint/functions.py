"""What a reader meets in a page: how long functions and lines are, and whether a hard one says what it decides.

Run by ctest; by hand: tests/lint/functions.py ROOT.
"""
import pathlib
import re
import subprocess
import sys

from cpp_functions import functions_of

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
LONGEST_FUNCTION = 70
# No formatter lays QML and SQL out, so nothing runs over by a word.
LONGEST_LINE = {".py": 130, ".cmake": 130, ".cpp": 120, ".hpp": 120, ".sql": 120, ".qml": 120}
LONG_LINES_STAND = {"field-app/office/screens/ExplainSheet.qml"}  # a list that only gets shorter
HARD = 8  # decisions: branches, && and ||
ONE_LINE = re.compile(r"-- (tenant|grants) ")  # a migration's rule, which is read as one line
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
    for path in files:
        if path.suffix not in (".cpp", ".hpp"):
            continue
        for function in functions_of(str(path), (root / path).read_text()):
            place = f"{path}:{function.line}: {function.name}"
            if function.lines > LONGEST_FUNCTION:
                found.append(f"{place} is longer than {LONGEST_FUNCTION} lines")
            if function.decisions >= HARD and not is_test(path) and not function.has_comment:
                if not says_in_header(function, headers):
                    found.append(f"{place} has {HARD} or more decisions and no sentence above it that says what it decides")


def check_lines(files):
    for path in files:
        most = LONGEST_LINE.get(".cmake" if path.name == "CMakeLists.txt" else path.suffix)
        if most is None:
            continue
        long = [(number, len(line)) for number, line in
                enumerate((root / path).read_text(errors="replace").splitlines(), start=1)
                if len(line) > most and not ONE_LINE.match(line)]
        if str(path) in LONG_LINES_STAND:
            if not long:
                found.append(f"{path}: its long lines are mended; take it out of the list")
            continue
        found.extend(f"{path}:{number}: a line of {length}; {most} at most" for number, length in long)


def main():
    files = tracked()
    check_lines(files)
    check_functions(files)
    print("\n".join(found) if found else f"functions: {len(files)} files, nothing to say")
    sys.exit(1 if found else 0)


main()
