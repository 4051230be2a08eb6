"""The engines that the demo and the tests start for themselves: a private PostgreSQL and a private Mosquitto."""
import os
import pathlib
import pwd
import shutil
import signal
import tempfile

from processes import Process, answers, free_port, run, wait_until

ROOT = pathlib.Path(__file__).resolve().parents[2]
POSTGRES = pathlib.Path("/usr/lib/postgresql/15/bin")


def unprivileged_user():
    """PostgreSQL refuses to run as root: Debian's own user for it, then."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("no unprivileged user (postgres or nobody) to run PostgreSQL as")


class Postgres:
    """A cluster in a folder of its own, reached over a unix socket alone. The folder is short and in
    /tmp: a socket's path holds 107 characters."""

    def __init__(self, logs, tied=True):
        self.logs = logs
        self.tied = tied
        self.user = unprivileged_user()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="aquacis-pg-"))
        self.port = 5432
        if self.user:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        as_user = [
    "setpriv",
    f"--reuid={self.user.pw_uid}",
    f"--regid={self.user.pw_gid}",
     "--init-groups"] if self.user else []
        run([*as_user, POSTGRES / "initdb", "-D", self.folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-instructions"], log=logs / "postgres.log")
        self.start()

    def start(self):
        # fsync stays on: the demo's claims about SIGKILL and power are made on a durable database.
        settings = {"listen_addresses": "", "unix_socket_directories": self.folder, "shared_buffers": "256MB",
                    "max_connections": "120", "max_wal_size": "2GB", "wal_compression": "on", "log_min_messages": "warning",
                    "synchronous_commit": "on", "jit": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.process = Process("postgres", [POSTGRES / "postgres", "-D", self.folder / "data", *options],
                               self.logs / "postgres.log", user=self.user, tied=self.tied)
        wait_until(self.ready, "PostgreSQL to take connections", 30)

    def ready(self):
        if not self.process.running():
            raise RuntimeError(f"PostgreSQL did not start:\n{self.process.tail()}")
        try:
            return self.query("postgres", "SELECT 1") == [["1"]]
        except RuntimeError:
            return False

    def server(self):
        return f"host={self.folder} port={self.port}"

    def query(self, database, sql):
        """Rows of texts, asked by psql as the superuser: the independent look at what the programs wrote."""
        out = run(["psql", "-h", self.folder, "-p", self.port, "-U", "postgres",
                   "-d", database, "-X", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", sql])
        return [line.split("\t") for line in out.splitlines()]

    def number(self, database, sql):
        rows = self.query(database, sql)
        return int(rows[0][0] or 0) if rows else 0

    def dump(self, database, file):
        run([POSTGRES / "pg_dump", "-h", self.folder, "-p", self.port, "-U", "postgres", "-Fc", "-f", file, database])
        return file

    def restore(self, database, file):
        """As it was when it was dumped; what came since is gone."""
        self.query("postgres", f"DROP DATABASE {database} WITH (FORCE)")
        run([POSTGRES / "pg_restore", "-h", self.folder, "-p", self.port,
            "-U", "postgres", "--exit-on-error", "-C", "-d", "postgres", file])

    def stop(self):
        self.process.stop(signal.SIGINT, seconds=30)
        shutil.rmtree(self.folder, ignore_errors=True)


class Mosquitto:
    """TLS 1.3, a certificate from every client; its name is who it is, and it may write only under its own topics."""

    def __init__(self, folder, logs, authority, revocations, tied=True):
        self.revocations = revocations
        self.folder = folder
        self.logs = logs
        self.tied = tied
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        certificate, key = authority.issue("broker", "localhost")
        acl = folder / "acl"
        shutil.copy(ROOT / "deploy/mosquitto/aquacis.acl", acl)
        acl.chmod(0o600)
        run_as = "user root\n" if os.geteuid() == 0 else ""
        self.config = folder / "mosquitto.conf"
        self.config.write_text(
            f"{run_as}per_listener_settings false\nlistener {self.port} 127.0.0.1\nallow_anonymous false\n"
            f"cafile {authority.ca}\ncertfile {certificate}\nkeyfile {key}\ntls_version tlsv1.3\n"
            f"require_certificate true\nuse_identity_as_username true\nuse_username_as_clientid true\nacl_file {acl}\n"
            f"crlfile {revocations}\n"
            f"persistence true\npersistence_location {folder}/\nautosave_interval 5\n"
            "max_queued_messages 10000\nmax_inflight_messages 64\nmessage_size_limit 1048576\nlog_type warning\nlog_type error\n")
        self.start()

    def start(self):
        program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
        self.process = Process("mosquitto", [program, "-c", self.config], self.logs / "mosquitto.log", tied=self.tied)
        wait_until(lambda: self.process.running() and answers(self.port), "Mosquitto to listen", 15)
        # As the unit aquacis-revocations.path does where there is systemd; it ends with the broker.
        watch = ('last=; while kill -0 "$1" 2>/dev/null; do now=$(stat -c %Y.%i "$2"); '
                 '[ "$now" = "$last" ] || { last=$now; kill -HUP "$1"; }; sleep 1; done')
        self.watch = Process("revocations", ["sh", "-c", watch, "sh", self.process.pid, self.revocations],
                             self.logs / "mosquitto.log",
                             tied=self.tied)

    def stop(self):
        self.watch.stop()
        self.process.stop()
