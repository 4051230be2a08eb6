"""What the operator is told, held against the programs: every metric that a rule, a runbook or docs/faults.md names is one
that aquacisd writes, every alert has a runbook, and every command there exists in aquacisctl with its options.

    told_test.py BIN      needs aquacisctl, and no fetched tool
"""
import functools
import itertools
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(sys.argv.pop())
RULES = (ROOT / "deploy/observability/rules.yaml").read_text()
RUNBOOKS = ROOT / "deploy/observability/runbooks"
FAULTS = ROOT / "docs/faults.md"
ALERTS = re.findall(r"^ *- alert: (\w+)", RULES, re.M)
# What Prometheus adds to a histogram's name.
SUFFIXES = ("_bucket", "_sum", "_count")


def names_in(text):
    """Metrics of ours in an expression; recordings have colons and are made here."""
    return {re.sub(f"({'|'.join(SUFFIXES)})$", "", name) for name in re.findall(r"\baquacis_[a-z_]+\b(?!:)", text)}


@functools.lru_cache
def help_of(words):
    done = subprocess.run([BIN / "aquacisctl", *words, "--help"], capture_output=True, text=True, timeout=30)
    return done.stdout


class Told(unittest.TestCase):
    def test_every_alert_has_a_runbook_and_every_runbook_an_alert(self):
        self.assertGreater(len(ALERTS), 10)
        self.assertEqual(sorted(ALERTS), sorted(file.stem for file in RUNBOOKS.glob("*.md")))
        for alert in ALERTS:
            self.assertIn(f"runbook: runbooks/{alert}.md", RULES)
            text = (RUNBOOKS / f"{alert}.md").read_text()
            self.assertTrue(text.startswith(f"# {alert}\n"), alert)
            self.assertIn("**Mended when**", text, alert)
            self.assertLess(len(text.splitlines()), 40, f"{alert}: nobody reads more at three in the morning")

    def test_every_command_exists(self):
        groups = set(re.findall(r"(?m)^  ([a-z-]+) ", help_of(()).split("Subcommands:")[-1]))
        self.assertGreater(len(groups), 15)
        asked = {}  # (words) -> (options, the file that says it)
        for file in sorted([*RUNBOOKS.glob("*.md"), FAULTS]):
            for said in re.findall(r"`([^`\n]+)`", file.read_text()):
                said = said.removeprefix("aquacisctl ")
                words = tuple(itertools.takewhile(re.compile(r"[a-z][a-z-]*$").match, said.split()))
                if words and words[0] in groups and said.split()[0] == words[0]:
                    asked.setdefault(words, []).append((re.findall(r"--[a-z-]+", said), file.name))
        self.assertGreater(len(asked), 40)
        for words, places in sorted(asked.items()):
            below = help_of(words[:-1])
            self.assertRegex(below, rf"(?m)^  {words[-1]}\s", f"aquacisctl {' '.join(words)}, of {places}")
            for options, file in places:
                for option in options:
                    self.assertRegex(help_of(words), rf"{option}\b", f"{file}: aquacisctl {' '.join(words)}")

    def test_every_link_leads_somewhere(self):
        for file in sorted([*RUNBOOKS.glob("*.md"), FAULTS]):
            for target in re.findall(r"\]\(([^)#]+)\)", file.read_text()):
                self.assertTrue((file.parent / target).exists(), f"{file.name}: {target}")


class Exported(unittest.TestCase):
    def test_every_metric_of_a_rule_or_runbook_is_one_that_aquacisd_writes(self):
        written = set()
        for file in (ROOT / "cloud").rglob("*.cpp"):
            if "tests" not in file.parts:
                written |= set(re.findall(r'"(aquacis_[a-z_]+)"', file.read_text()))
        named = names_in(RULES)
        for file in [*RUNBOOKS.glob("*.md"), FAULTS]:
            named |= names_in(file.read_text())
        self.assertGreater(len(named), 10)
        self.assertEqual(set(), named - written)


if __name__ == "__main__":
    unittest.main()
