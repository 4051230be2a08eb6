"""AquaCIS on this machine, for a demo or a test: engines, certificates, settings, aquacisd, a gateway, tills.

Everything stands in two folders: `out` keeps what a person looks at afterwards (logs, papers), `state` what the programs need
while they run; stop() removes `state`.
"""
import json
import os
import pathlib
import secrets
import shutil
import tempfile

from certificates import Authority
from engines import Mosquitto, Postgres
from processes import Conversation, Process, free_port, run, wait_until

ADMINISTRATION = 11  # Querétaro
ISSUER_RFC = "EKU9003173C9"  # SAT's own test taxpayer
TESTS = pathlib.Path(__file__).resolve().parent.parent
OPERATOR_SCOPES = (
    "customers.write customers.read contracts.write contracts.read metering.write metering.read billing.write "
    "billing.read billing.reverse billing.approve payments.write payments.read payments.suspense payments.cancel "
    "payments.approve fiscal.read fiscal.write ingest.write ingest.read devices.admin staff.admin")


class Stack:
    def __init__(self, bin_folder, out, tied=True):
        self.bin = pathlib.Path(bin_folder)
        self.out = pathlib.Path(out)
        self.tied = tied
        self.logs = self.out / "logs"
        self.logs.mkdir(parents=True, exist_ok=True)
        self.state = pathlib.Path(tempfile.mkdtemp(prefix="aquacis-"))
        self.ports = {name: free_port() for name in ("grpc", "gateway", "telemetry", "pac", "radio", "edge_page")}
        listed = [line.split() for line in run([self.bin / "aquacisd", "--list"]).splitlines()]
        self.contexts = [name for name, *has in listed if has]  # those with a database of their own
        self.processes = []
        self.tills = {}
        self.gateway_id = "QRO-GW-0147"
        self.revocations = self.state / "revocations.pem"

    # -- engines and secrets ---------------------------------------------------------------------------------------

    def start_engines(self):
        self.authority = Authority(self.state / "certs")
        for name, common_name in (("cloud", "cloud:aquacisd"), ("ingest", "aquacis-ingest"), ("operator", "operator:demo")):
            self.authority.issue(name, common_name)
        self.postgres = Postgres(self.logs, tied=self.tied)
        self.authority.revoke_nobody(self.revocations)
        self.broker = Mosquitto(self.state / "broker", self.logs, self.authority, self.revocations, tied=self.tied)
        self.make_secrets()
        self.write_cloud_config()

    def secret_file(self, name, content):
        path = self.state / name
        path.write_text(content)
        path.chmod(0o600)
        return path

    def make_secrets(self):
        self.secret_file("internal_secret", secrets.token_hex(32))
        self.secret_file("client_secret", secrets.token_hex(32))
        self.secret_file("personal_data.keys", f"1 {secrets.token_hex(32)}\nindex {secrets.token_hex(32)}\n")
        run([self.bin / "aquacisctl", "demo-keys", "--out", self.state / "issuer"], log=self.logs / "aquacisctl.log")
        run([self.bin / "aquacisctl", "ca", "recovery", "--out", self.state / "recovery", "--name", "AquaCIS demo recovery"],
            log=self.logs / "aquacisctl.log")
        run(["bash", TESTS / "support/make_csd.sh", self.state / "csd", ISSUER_RFC, "ESCUELA KEMPER URGATE"],
            log=self.logs / "csd.log")

    def certs(self, name):
        folder = self.state / "certs"
        return f'ca = "{folder}/ca.crt"\ncert = "{folder}/{name}.crt"\nkey = "{folder}/{name}.key"\n'

    def node_certs(self, name):
        return self.certs(name).replace("cert =", "certificate =")

    def write_cloud_config(self):
        csd = self.state / "csd"
        self.config = self.state / "aquacisd.toml"
        self.config.write_text(f"""
[demo]
enabled = true
[grpc]
listen = "127.0.0.1:{self.ports['grpc']}"
{self.certs('cloud')}
[client]
target = "localhost:{self.ports['grpc']}"
{self.certs('operator')}
[database]
server = "{self.postgres.server()}"
prefix = "aquacis_"
[eventlog]
partitions = 4
[auth]
issuer = "http://127.0.0.1:{self.ports['gateway']}"
audience = "aquacis"
jwks_file = "{self.state}/issuer/jwks.json"
internal_secret_file = "{self.state}/internal_secret"
[personal_data]
keys_file = "{self.state}/personal_data.keys"
[telemetry]
listen = "127.0.0.1:{self.ports['telemetry']}"
[gateway]
listen = "127.0.0.1:{self.ports['gateway']}"
[gateway.demo]
key_file = "{self.state}/issuer/key.pem"
client_id = "demo"
client_secret_file = "{self.state}/client_secret"
[ingest]
server = "ssl://localhost:{self.broker.port}"
device_ca = "{self.authority.ca}"
device_ca_key_file = "{self.authority.folder}/ca.key"
revocation_list = "{self.revocations}"
{self.node_certs('ingest')}
[billing]
number_prefix = "QRO"
[fiscal]
csd_certificate = "{csd}/csd.cer"
csd_key = "{csd}/csd.key"
csd_password_file = "{csd}/csd.password"
issuer_rfc = "{ISSUER_RFC}"
issuer_name = "ESCUELA KEMPER URGATE"
issuer_regime = "601"
place_of_issue = "76000"
pac = "http://127.0.0.1:{self.ports['pac']}"
[synchub]
device_ca = "{self.authority.ca}"
device_ca_key_file = "{self.authority.folder}/ca.key"
recovery_certificate = "{self.state}/recovery/recovery.crt"
""")

    # -- the cloud -------------------------------------------------------------------------------------------------

    def ctl(self, *arguments, **more):
        return run([self.bin / "aquacisctl", *arguments], log=self.logs / "aquacisctl.log", **more)

    def operate(self, *words, subject="operator"):
        """An operator's command, with the settings and a token of this person's."""
        token_file = self.secret_file(f"token-{subject}", self.token(subject=subject))
        return self.ctl(*words, env={"AQUACIS_CONFIG": str(self.config), "AQUACIS_TOKEN_FILE": str(token_file)})

    def token(self, scopes=OPERATOR_SCOPES, **more):
        extra = [part for name, value in more.items() for part in (f"--{name.replace('_', '-')}", str(value))]
        return run([self.bin / "aquacisctl", "token", "--config", self.config, "--administration", ADMINISTRATION,
                    "--key", self.state / "issuer/key.pem", "--scopes", scopes, *extra]).strip()

    def http(self, method, target, body=None, token=None, headers=()):
        """The REST port's status and JSON; token=False: none."""
        command = ["curl", "-s", "-X", method, "-w", "\n%{http_code}", f"http://127.0.0.1:{self.ports['gateway']}{target}"]
        if token is not False:
            command += ["-H", f"Authorization: Bearer {token or self.token()}"]
        for header in headers:
            command += ["-H", header]
        if body is not None:
            command += ["-H", "Content-Type: application/json", "-d", body if isinstance(body, str) else json.dumps(body)]
        text, status = run(command).rsplit("\n", 1)
        return int(status), json.loads(text) if text else {}

    def make_databases(self):
        self.ctl("db", "init", "--config", self.config, "--admin", f"{self.postgres.server()} user=postgres dbname=postgres")

    def start(self, name, command, **more):
        process = Process(name, command, self.logs / f"{name}.log", tied=self.tied, **more)
        self.processes.append(process)
        return process

    def start_pac(self):
        self.pac = self.start("pacsim", [self.bin / "aquacis-pacsim", "--listen", f"127.0.0.1:{self.ports['pac']}"])

    def start_cloud(self):
        self.cloud = self.start("aquacisd", [self.bin / "aquacisd", "--config", self.config, "--modules=all"])
        self.wait_for_cloud()

    def wait_for_cloud(self):
        def healthy():
            if not self.cloud.running():
                raise RuntimeError(f"aquacisd ended:\n{self.cloud.tail()}")
            try:
                run(["curl", "-sf", "--max-time", "5", f"http://127.0.0.1:{self.ports['gateway']}/health"])
                return True
            except RuntimeError:
                return False
        wait_until(healthy, "aquacisd to be ready", 60)

    def seed(self, contracts, seed):
        self.register = self.state / "register.jsonl"
        self.operate("seed", "--administration", ADMINISTRATION, "--contracts", contracts, "--seed", seed,
                     "--out", self.register)
        with open(self.register) as lines:
            self.header = json.loads(next(lines))
            self.meters = [json.loads(line) for line in lines]

    def bill(self, period, cut, issue, due):
        return json.loads(self.operate("bill", "--all-zones", "--yes", "--period", period, "--cut", cut,
                                       "--issue", issue, "--due", due))

    # -- the gateway and its radio ---------------------------------------------------------------------------------

    def edge_folder(self, gateway=None):
        return self.state / ("edge" if gateway in (None, self.gateway_id) else gateway)

    def write_edge_config(self, gateway=None, radio=None):
        """Without arguments: the one gateway of most tests."""
        folder = self.edge_folder(gateway)
        folder.mkdir(exist_ok=True)
        run([self.bin / "aquacis-metersim", "keys", "--register", self.register, "--out", folder / "keys.toml"])
        (folder / "keys.toml").chmod(0o600)
        config = folder / "edge.toml"
        config.write_text(f"""
[gateway]
identity_file = "{folder}/identity/identity.toml"
zone = "Querétaro"
state_folder = "{folder}"
keys_file = "{folder}/keys.toml"
[[receiver]]
name = "techo"
kind = "rtl-wmbus"
connect = "127.0.0.1:{radio or self.ports['radio']}"
trust_line_time = true
[spool]  # these radios speak once: what was heard must be durable at once; and the tests look into the file
readable_by_others = true
billing_wait_ms = 50
interval_wait_ms = 50
""")
        return config

    def enroll_edge(self, gateway=None, server_port=None):
        """As an installer does: a one-time code from the office, typed at the gateway. `server_port`: another way
        to the broker."""
        self.code = self.operate("gateway", "invite", "--gateway", gateway or self.gateway_id).strip()
        identity = self.edge_folder(gateway) / "identity"
        self.enroll(self.code, identity)
        if server_port:
            file = identity / "identity.toml"
            file.write_text(file.read_text().replace(f":{self.broker.port}", f":{server_port}"))

    def enroll(self, code, folder):
        return run([self.bin / "aquacis-edge", "enroll", "--server", f"http://127.0.0.1:{self.ports['gateway']}",
                    "--folder", folder],
                   log=self.logs / "enroll.log", typed=code + "\n")

    def start_edge(self):
        self.edge_config = self.write_edge_config()
        self.enroll_edge()
        self.restart_edge()

    def restart_edge(self):
        self.edge = self.start("aquacis-edge", [self.bin / "aquacis-edge", "run", "--config", self.edge_config])

    def transmit(self, first, last, *extra):
        """The meters' radios over these days, heard by the receiver; what was sent, by count."""
        out = run([self.bin / "aquacis-metersim", "run", "--register", self.register, "--from", first, "--to", last,
                   "--listen", f"127.0.0.1:{self.ports['radio']}", *extra], log=self.logs / "metersim.log")
        return json.loads(out.strip().splitlines()[-1])

    # -- tills -----------------------------------------------------------------------------------------------------

    def enroll_till(self, name, *invited_as):
        token_file = self.secret_file("token", self.token())
        code = run([self.bin / "aquacisctl", "device", "invite", "--config", self.config, "--token-file", token_file,
                    "--name", name, "--office", "Centro", *invited_as]).strip()  # a secret: not into a log
        run([self.bin / "aquacis-till", "enroll", "--again", "--server", f"http://127.0.0.1:{self.ports['gateway']}",
             "--identity", self.state / name / "identity.pem"], log=self.logs / "enroll.log", typed=code + "\n")

    def make_till(self, number):
        """As a technician does: a one-time code from the office, typed at the machine."""
        name = f"caja-{number}"
        folder = self.state / name
        folder.mkdir(mode=0o700)
        self.enroll_till(name)
        (folder / "office.toml").write_text(f"""
[device]
identity = "{folder}/identity.pem"
[till]
administration_name = "Querétaro"
name = "Caja {number:02d}"
office = "Centro"
series = "QRO-C{number:02d}"
[sync]
server = "localhost:{self.ports['grpc']}"
""")
        return name

    def start_till(self, name, online=True, clock_offset_s=0):
        folder = self.state / name
        command = [self.bin / "aquacis-till", "--config", folder / "office.toml", "--data", folder, "run",
                   "--clock-offset-s", clock_offset_s]
        till = Conversation(name, command if online else [*command, "--offline"], self.logs / f"{name}.log", tied=self.tied,
                            env={"QT_QPA_PLATFORM": "offscreen"})
        self.processes.append(till)
        self.tills[name] = till
        return till

    # -- the end ---------------------------------------------------------------------------------------------------

    def peaks(self):
        peaks = {}
        for process in [*self.processes, self.postgres.process, self.broker.process]:
            peaks[process.name] = max(peaks.get(process.name, 0), process.sample())
        return peaks

    def description(self):
        """What `down` and `office` need of a stack that was left up."""
        everything = [*self.processes, self.postgres.process, self.broker.process]
        return {"state": str(self.state), "postgres_folder": str(self.postgres.folder),
                "programs": [{"name": p.name, "pid": p.pid} for p in everything if p.popen.poll() is None],
                "addresses": {"rest": f"http://127.0.0.1:{self.ports['gateway']}",
                              "openapi": f"http://127.0.0.1:{self.ports['gateway']}/openapi.json",
                              "grpc": f"localhost:{self.ports['grpc']}",
                              "metrics": f"http://127.0.0.1:{self.ports['telemetry']}/metrics",
                              "mqtt": f"ssl://localhost:{self.broker.port}", "postgres": self.postgres.server()}}

    def stop(self):
        for process in reversed(self.processes):
            process.stop()
        for engine in ("broker", "postgres"):
            if hasattr(self, engine):
                getattr(self, engine).stop()
        shutil.rmtree(self.state, ignore_errors=True)
