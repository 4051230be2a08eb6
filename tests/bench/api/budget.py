"""Where the processors' time goes: microseconds of each program, and of each part of PostgreSQL, for one call."""
import os
import pathlib

TICKS = os.sysconf("SC_CLK_TCK")
# The session that moves a database's outbox holds this lock (try_to_relay).
SESSIONS = """SELECT a.pid, CASE WHEN EXISTS (SELECT 1 FROM pg_locks l WHERE l.pid = a.pid
                                                       AND l.locktype = 'advisory' AND l.objid = 7221902)
                         THEN 'relay of ' ELSE '' END || a.datname FROM pg_stat_activity a WHERE a.datname IS NOT NULL"""


def fields_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None


def seconds_of(pid, of_ended_children=False):
    fields = fields_of(pid)
    at = 13 if of_ended_children else 11
    return (int(fields[at]) + int(fields[at + 1])) / TICKS if fields else 0.0


def children_of(parent):
    for entry in os.listdir("/proc"):
        fields = fields_of(entry) if entry.isdigit() else None
        if fields and int(fields[1]) == parent:
            yield int(entry)


def title_of(pid):
    return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().removeprefix("postgres: ").strip()


class Budget:
    """Time that was used between the making and used()."""

    def __init__(self, postgres, programs):
        self.postgres = postgres
        self.programs = programs  # name -> pid
        self.begun = self.look()

    def look(self):
        seen = {pid: (name, seconds_of(pid)) for name, pid in self.programs.items()}
        sessions = {int(pid): name for pid, name in self.postgres.query("postgres", SESSIONS)}
        for pid in children_of(self.postgres.process.pid):
            try:
                name = sessions.get(pid) or title_of(pid)
            except OSError:
                continue
            seen[pid] = ("PostgreSQL: " + name, seconds_of(pid))
        # A peer that is left by its clients closes its sessions.
        seen["ended"] = ("PostgreSQL: sessions that ended", seconds_of(self.postgres.process.pid, of_ended_children=True))
        return seen

    def used(self):
        parts = {}
        for pid, (name, now) in self.look().items():
            parts[name] = parts.get(name, 0.0) + now - self.begun.get(pid, (name, 0.0))[1]
        return parts


def print_budget(parts, calls, least_us=2):
    shares = sorted(((seconds / calls * 1e6, name) for name, seconds in parts.items()), reverse=True)
    words = "; ".join(f"{name} {share:.0f}" for share, name in shares if share >= least_us)
    print(f"          processor, us a call: {sum(share for share, _ in shares):.0f} ({words})", flush=True)
