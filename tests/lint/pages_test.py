"""Follows docs/add-a-context.md, add-an-rpc.md and add-an-event.md literally, in a copy of the tree.

A block that names a file is that file, a diff is applied, a sh block is run. What comes out is held against the lints and
the layout, and counted: how many files and central lines it takes. With a preset it is built and its tests are run, which
takes some minutes where the compiler's cache is cold: tests/lint/pages_test.py ROOT release
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

root = pathlib.Path(sys.argv[1]).resolve()
preset = sys.argv[2] if len(sys.argv) > 2 else None
PAGES = ["add-a-context.md", "add-an-rpc.md", "add-an-event.md"]
MOST_CENTRAL_LINES = 2  # of a new context, in files that were there before
MOST_FILES = 5          # of an RPC, and of an event, without their tests
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.M | re.S)


def run(*command, **more):
    done = subprocess.run(command, cwd=tree, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout[-6000:]}\nended with {done.returncode}")
    return done.stdout


def scratch():
    """As deep as the tree itself: the compiler's cache knows what it made there."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="aquacis-pages-"))
    at = folder
    while len(at.parts) < len(root.parts):
        at = at / "tree"
    return folder, at


def copy_tree():
    names = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard"],
                           capture_output=True, text=True, check=True)
    for name in names.stdout.splitlines():
        if (root / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, tree / name)
    run("git", "init", "-q")
    commit()


def commit():
    run("git", "add", "-A")
    run("git", "-c", "user.name=pages", "-c", "user.email=pages@localhost", "commit", "-qm", "Follow a page")


def follow(page):
    for kind, name, content in BLOCK.findall((tree / "docs" / page).read_text()):
        if name:
            path = tree / name
            if path.exists():
                sys.exit(f"{page}: {name} is there already")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        elif kind == "sh":
            run("bash", "-euo", "pipefail", "-c", content)
        elif kind == "diff":
            run("git", "apply", "-", input=content)


def changed():
    """Lines changed of each file since the page began, and which of the files are new."""
    run("git", "add", "-A")
    lines = {}
    for line in run("git", "diff", "--cached", "--numstat", "HEAD").splitlines():
        added, removed, name = line.split("\t")
        lines[name] = int(added) + int(removed)
    new = set(run("git", "diff", "--cached", "--name-only", "--diff-filter=A", "HEAD").splitlines())
    return lines, new


def check_size(page):
    lines, new = changed()
    if page == PAGES[0]:
        central = sum(count for name, count in lines.items() if name not in new) // 2  # a changed line is one out, one in
        print(f"{page}: {len(new)} new files, {central} central line(s)")
        if central > MOST_CENTRAL_LINES:
            sys.exit(f"a context touches {central} central lines; at most {MOST_CENTRAL_LINES}")
        return
    files = [name for name in lines if "/tests/" not in name]
    print(f"{page}: {len(files)} files and {len(lines) - len(files)} test(s)")
    if len(files) > MOST_FILES:
        sys.exit(f"{page} touches {len(files)} files; at most {MOST_FILES}: {', '.join(files)}")


def check_form():
    run(sys.executable, "tests/lint/layers.py", ".")
    written = [str(path) for path in (tree / "cloud/hydrants").rglob("*.[ch]pp")]
    run("clang-format-14", "--dry-run", "-Werror", "--style=file", *written)


def build_and_test():
    began = time.monotonic()
    run("cmake", "--preset", preset)
    print(f"configured in {time.monotonic() - began:.0f} s", flush=True)
    build = tree / "build" / preset
    began = time.monotonic()
    run("ninja", "-C", build, "hydrants_domain_test", "hydrants_test")
    print(f"built in {time.monotonic() - began:.0f} s", flush=True)
    print(run("ctest", "--test-dir", build, "-R", "^hydrants_", "--no-tests=error", "--output-on-failure").splitlines()[-3])
    registered = (build / "embedded/cloud/aquacisd/every_module.hpp").read_text()
    if "hydrants::module()" not in registered:
        sys.exit("aquacisd does not register the new context")


folder, tree = scratch()
try:
    tree.mkdir(parents=True, exist_ok=True)
    os.environ.pop("GIT_DIR", None)
    copy_tree()
    for each in PAGES:
        follow(each)
        check_size(each)
        commit()
    check_form()
    if preset:
        build_and_test()
finally:
    shutil.rmtree(folder, ignore_errors=True)
