"""How the code measures: the table of docs/style.md, taken again. `figures.py ROOT` prints it, `--write` puts it there.

Production is base, cloud, edge-node, sync and field-app without tests, benches and fuzzers; tests are the rest. Own scripts,
an own parser (cpp_functions.py): to be compared with itself over time, with other projects only within some per cent.
"""
import pathlib
import re
import subprocess
import sys

from cpp_functions import functions_of, tokens_of, without_words

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
PARTS = {"base", "cloud", "edge-node", "sync", "field-app"}
NOT_PRODUCTION = {"tests", "bench", "fuzz", "pacsim", "simulator"}
BEGIN, END = "<!-- figures: tests/lint/figures.py writes what is between these lines -->", "<!-- end of figures -->"


def sources():
    names = subprocess.run(["git", "-C", str(root), "ls-files", "*.cpp", "*.hpp"], capture_output=True, text=True, check=True)
    for name in names.stdout.split():
        path = pathlib.Path(name)
        if path.parts[0] in PARTS | {"tests"} and (root / path).is_file():
            yield path, (root / path).read_text()


def is_production(path):
    return path.parts[0] in PARTS and not NOT_PRODUCTION & set(path.parts)


def ranks(values):
    values = sorted(values)
    at = [values[min(len(values) - 1, int(len(values) * part))] for part in (0.5, 0.9, 0.99)] if values else [0, 0, 0]
    return " / ".join(str(value) for value in [*at, values[-1] if values else 0])


def share(part, whole):
    return f"{100 * part / max(1, whole):.1f} %"


class Measured:
    def __init__(self, files):
        self.files = files
        self.functions = [f for path, text in files for f in functions_of(str(path), text)]
        self.lines = [line for _, text in files for line in text.splitlines()]
        self.code = []
        self.tokens = self.comments = 0
        for _, text in files:
            plain = without_words(text).splitlines()
            for line, words in zip(text.splitlines(), plain):
                stripped = line.strip()
                if stripped.startswith("//"):
                    self.comments += 1
                elif stripped:
                    self.code.append(words)
            self.tokens += sum(1 for _ in tokens_of(without_words(text)))

    def rows(self):
        functions, code = self.functions, len(self.code)
        headers = [text for path, text in self.files if path.suffix == ".hpp"]
        sized = {suffix: [text.count("\n") for path, text in self.files if path.suffix == suffix]
                 for suffix in (".cpp", ".hpp")}
        hard = [f for f in functions if f.decisions >= 8]
        over = [sum(f.lines > most for f in functions) for most in (30, 70)]
        loops = sum(bool(re.match(r"\s*(for|while) \(.*\).*;\s*$", line)) for line in self.code)
        several = sum(line.count(";") > 1 and not re.match(r"\s*for\b", line) for line in self.code)
        blank = sum(not line.strip() for line in self.lines)
        long = [sum(len(line) > most for line in self.lines) for most in (100, 130)]
        said = sum(any(line.startswith("//") for line in text.splitlines()[:4]) for text in headers)
        yield "files · code lines", f"{len(self.files)} · {code:,}"
        yield "function, lines: median / p90 / p99 / max", ranks([f.lines for f in functions])
        yield "… over 30 · over 70", f"{share(over[0], len(functions))} · {over[1]}"
        yield "function, tokens", ranks([f.tokens for f in functions])
        yield ".cpp file, lines", ranks(sized[".cpp"])
        yield "header, lines", ranks(sized[".hpp"])
        deep, wide = sum(f.nesting > 3 for f in functions), sum(f.parameters > 4 for f in functions)
        yield "nesting · over 3", f"{ranks([f.nesting for f in functions])} · {share(deep, len(functions))}"
        yield "parameters · over 4", f"{ranks([f.parameters for f in functions])} · {share(wide, len(functions))}"
        yield "decisions over 10", share(sum(f.decisions > 10 for f in functions), len(functions))
        bare = sum(not f.has_comment for f in hard)
        yield "functions with 8 decisions or more · without any comment", f"{len(hard)} · {bare}"
        yield "includes a file", ranks([len(re.findall(r"^\s*#\s*include", text, re.M)) for _, text in self.files])
        yield "tokens a code line", f"{self.tokens / max(1, code):.1f}"
        yield "blank lines per 100 of code", f"{100 * blank / max(1, code):.0f}"
        yield "lines over 100 · over 130", f"{share(long[0], len(self.lines))} · {long[1]}"
        yield ("one-line loops · several statements on a line, per 1,000",
               f"{1000 * loops / code:.1f} · {1000 * several / code:.1f}")
        yield "comment share", share(self.comments, code)
        yield "headers that say in the first lines what they are for", f"{said}/{len(headers)}"
        yield "own macros", str(len({m for _, text in self.files for m in re.findall(r"^#define (\w+)", text, re.M)}))


def differing(files):
    names = [str(root / path) for path, _ in files]
    odd = 0
    for at in range(0, len(names), 40):
        done = subprocess.run(["clang-format-14", "--style=file", "--dry-run", *names[at:at + 40]],
                              capture_output=True, text=True)
        odd += len(set(re.findall(r"^(\S+?):\d+:\d+: warning", done.stderr, re.M)))
    return odd


def table():
    everything = list(sources())
    production = Measured([one for one in everything if is_production(one[0])])
    tests = Measured([one for one in everything if not is_production(one[0])])
    lines = ["| | production | tests |", "|---|---|---|"]
    lines += [f"| {name} | {ours} | {theirs} |" for (name, ours), (_, theirs) in zip(production.rows(), tests.rows())]
    lines.append(f"| files that differ from the formatter | {differing(everything)} of {len(everything)} | |")
    return "\n".join(lines)


def main():
    text = table()
    if "--write" not in sys.argv:
        print(text)
        return
    page = root / "docs/style.md"
    before, rest = page.read_text().split(BEGIN)
    page.write_text(before + BEGIN + "\n\n" + text + "\n\n" + END + rest.split(END)[1])


main()
