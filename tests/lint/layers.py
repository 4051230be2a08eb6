"""Keeps the layers: who may include whom, where SQL and floating point may stand, and what the tree must never say.

Each rule prints file:line and the rule it breaks. Run by ctest; by hand: tests/lint/layers.py ROOT
"""
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(sys.argv[1]).resolve()
CONTEXTS = re.search(r"set\(AQUACIS_CONTEXTS ([^)]*)\)", (root / "cloud/CMakeLists.txt").read_text())[1].split()
CLOUD = {*CONTEXTS, "platform", "aquacisd", "aquacisctl", "CMakeLists.txt"}  # a folder that is in no list is an error
TOP = {"CMakeLists.txt", "CMakePresets.json", "README.md", "aquacis", "base", "cloud", "edge-node", "field-app", "sync",
       "proto", "installers", "deploy", "terraform", "tests", "docs", ".ci"}
# What a room of a context must not include: the way back.
ARROWS = {"domain": {"store", "wire", "service", "events"}, "store": {"wire", "service", "events"},
          "wire": {"store", "service", "events"}, "service": {"events"}}
# What the till has in common with the next field app: these rooms include each other and none of the till's.
SHARED_ROOMS = {("field-app", "node"), ("field-app", "ui")}
# Arrows back that still stand: a list that only gets shorter.
STILL_BACK = {
}
found = []


def report(path, line, rule):
    found.append(f"{path}:{line}: {rule}")


def tracked():
    names = subprocess.run(["git", "-C", str(root), "ls-files"], capture_output=True, text=True, check=True).stdout
    return [pathlib.Path(name) for name in names.splitlines() if (root / name).is_file()]


def includes(text):
    for number, line in enumerate(text.splitlines(), start=1):
        match = re.match(r'\s*#include\s+["<]([^">]+)[">]', line)
        if match:
            yield number, match[1]


def context_of(path):
    return path.parts[1] if len(path.parts) > 2 and path.parts[0] == "cloud" and path.parts[1] in CONTEXTS else None


def check_includes(path, text):
    context = context_of(path)
    room = path.parts[2] if context and len(path.parts) > 3 else None
    for number, target in includes(text):
        if path.parts[0] == "base" and target.startswith(("cloud/", "edge-node/", "sync/", "field-app/", "aquacis/")):
            report(path, number, "base/ includes nothing of the parts that stand on it")
        if room == "domain" and not (target.startswith(("base/", f"cloud/{context}/domain/")) or "/" not in target):
            report(path, number, "domain/ is pure: base/ and its own values only")
        if room == "domain" and target in ("iostream", "fstream", "thread", "mutex", "filesystem"):
            report(path, number, "domain/ does no I/O and has no threads")
        if context and target.startswith("cloud/") and room != "tests":
            other = target.split("/")[1]
            if other in CONTEXTS and other != context:
                report(path, number, f"contexts speak by event or stub, they do not include each other ({other})")
        if context and "pqxx" in target and room not in ("store", "tests"):
            report(path, number, "store/ is the only user of libpqxx in a context")
        if (target.endswith((".pb.h", ".grpc.pb.h")) and path.parts[0] == "cloud" and context
                and room not in ("wire", "service", "events", "tests", "pacsim", None) and context not in ("gateway",)):
            report(path, number, "generated headers belong to wire/, service/ and events/")
        if context and room in ARROWS and target.startswith(f"cloud/{context}/"):
            to = target.split("/")[2]
            if to in ARROWS[room] and (str(path), to) not in STILL_BACK:
                report(path, number, f"arrows: events -> service -> store, wire -> domain; {room}/ does not include {to}/")
        is_of_the_till = target.startswith("field-app/") and tuple(target.split("/")[:2]) not in SHARED_ROOMS
        if path.parts[:2] in SHARED_ROOMS and is_of_the_till:
            report(path, number, "what every field app stands on knows no app: field-app/node and field-app/ui")
        if path.parts[:2] == ("edge-node", "decode") and target.startswith(
                ("aquacis/", "edge-node/gateway", "edge-node/spool", "edge-node/uplink")):
            report(path, number, "decode/ knows neither the wire to the cloud nor the daemon")


# Folders that still include each other: a list that only gets shorter.
STILL_ROUND = [
    {"field-app/core", "field-app/core/store"},
]


def check_cycles(files):
    """No two folders include each other, over however many others: strongly connected parts have one folder."""
    arrows = {}
    for path in files:
        if path.suffix in (".cpp", ".hpp") and "tests" not in path.parts:
            for _, target in includes((root / path).read_text(errors="replace")):
                if (root / target).is_file() and pathlib.Path(target).parent != path.parent:
                    arrows.setdefault(str(path.parent), set()).add(str(pathlib.Path(target).parent))

    def reached(start):
        seen, waiting = set(), [start]
        while waiting:
            for folder in arrows.get(waiting.pop(), ()):
                if folder not in seen:
                    seen.add(folder)
                    waiting.append(folder)
        return seen

    reach = {folder: reached(folder) for folder in arrows}
    for folder in sorted(reach):
        ring = {other for other in reach[folder] if folder in reach.get(other, ())} | {folder}
        if folder in reach[folder] and folder == min(ring) and not any(ring <= known for known in STILL_ROUND):
            report(folder, 1, f"folders include each other in a ring: {', '.join(sorted(ring))}")


# The number of an incident in a log, and the one place that makes what main hands on.
RANDOM_AT = {"base/uuid.cpp", "cloud/platform/calls/guard.cpp"}


def check_clocks(path, number, code):
    """Outside base/time.hpp nobody asks the wall clock but for the deadline of a call, which gRPC wants so."""
    if {"tests", "bench", "fuzz"} & set(path.parts):
        return
    is_deadline = re.search(r"set_deadline|Shutdown|WaitForConnected", code)
    if "system_clock::now" in code and str(path) != "base/time.hpp" and not is_deadline:
        report(path, number, "time is passed in: Clock")
    if "random_device" in code and str(path) not in RANDOM_AT:
        report(path, number, "randomness is passed in: RandomBits")


def check_text(path, text):
    domain = context_of(path) and len(path.parts) > 3 and path.parts[2] == "domain"
    for number, line in enumerate(text.splitlines(), start=1):
        code = line.split("//")[0]
        if domain and re.search(r"\b(double|float)\b", code):
            report(path, number, "no floating point in a domain: Decimal, Money, Volume")
        if domain and "system_clock" in code:
            report(path, number, "time is passed in")
        check_clocks(path, number, code)
        check_events(path, number, code)
        if re.search(r'"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM)\s', code) and not {"tests", "bench"} & set(path.parts):
            report(path, number, "SQL lives in .sql files")


# Raw readings go to the log without an outbox, and their identity is the event's.
EVENTS_BY_HAND = {"cloud/ingest/service/record_batches.cpp"}


def check_events(path, number, code):
    """One way to say and to hear: publish() and subscribe<Message>() take topic, key and aggregate from the proto."""
    if not context_of(path) or "tests" in path.parts or str(path) in EVENTS_BY_HAND:
        return
    if re.search(r"\b(make_event|insert_outbox|event_of)\(|\.topic = \"", code):
        report(path, number, "events are made by publish() and taken by subscribe<Message>()")


# A feed takes another name when its database was lost or restored: PostgreSQL's own, in the statement that finds it out.
DRAWS_LOTS = {"cloud/synchub/store/inbox.sql", "cloud/synchub/migrations/0001_synchub.up.sql"}


def check_sql(path, text):
    """Time is passed in, to a statement too; and from a notification to its commit all other such commits wait."""
    context = context_of(path)
    for number, line in enumerate(text.splitlines(), start=1):
        code = line.split("--")[0]
        if context and context != "platform" and "store" in path.parts and re.search(r"\bnow\(\)", code):
            report(path, number, "time is passed in, to a statement too")
        if context and re.search(r"\b(gen_random_uuid|random|clock_timestamp)\(", code) and str(path) not in DRAWS_LOTS:
            report(path, number, "randomness and time are passed in, to a statement too")
        if path.name != "event_log.sql" and re.search(r"\b(pg_)?notify\b", code, re.I):
            report(path, number, "only the log's bell rings, after its append")


def check_shape(path, text):
    lines = text.count("\n")
    if path.suffix in (".cpp", ".hpp", ".qml", ".py") and lines > 600:
        report(path, lines, "a file stays under 600 lines")


def check_tree(files):
    for name in sorted({file.parts[1] for file in files if file.parts[0] == "cloud"} - CLOUD):
        report(f"cloud/{name}", 1, "a context stands in the list of cloud/CMakeLists.txt")
    for name in sorted({file.parts[0] for file in files}):
        if name not in TOP and not name.startswith("."):
            report(name, 1, "only the agreed names stand at the top level")
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|(?<![\w.$}])/(home|root|work)/")
    for file in files:
        if file.suffix in (".png", ".pdf", ".jpg", ".gz", ".zst") or file.parts[:2] == ("tests", "lint"):
            continue
        text = (root / file).read_text(errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            if words.search(line.replace("XXXX", "").replace("XAXX", "").replace("XEXX", "")):
                report(file, number, "an unfinished mark or a path of one machine")


def main():
    files = tracked()
    check_tree(files)
    check_cycles(files)
    for path in files:
        if path.suffix not in (".cpp", ".hpp", ".qml", ".py", ".sql"):
            continue
        text = (root / path).read_text(errors="replace")
        check_shape(path, text)
        if path.suffix == ".sql":
            check_sql(path, text)
        if path.suffix in (".cpp", ".hpp"):
            check_includes(path, text)
            check_text(path, text)
    print("\n".join(found) if found else f"layers: {len(files)} files, nothing to say")
    sys.exit(1 if found else 0)


main()
