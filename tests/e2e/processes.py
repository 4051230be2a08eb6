"""Programs that a demo or a test starts: each logged to its own file, each ended by the one that started it."""
import ctypes
import json
import os
import pathlib
import signal
import socket
import subprocess
import time

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL("libc.so.6", use_errno=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, what, seconds, every=0.1):
    """The condition's first true value. Says what it waited for when the time is over."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(every)


def answers(port):
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Process:
    def __init__(self, name, command, log, user=None, env=None, pipes=False, tied=True):
        self.name = name
        self.log = pathlib.Path(log)
        self.peak_kib = 0
        parent = os.getpid()

        def prepare():
            os.setsid()  # a Ctrl-C reaches the demo alone, which then ends its programs in order
            if user is not None:
                os.setgid(user.pw_gid)
                os.initgroups(user.pw_name, user.pw_gid)
                os.setuid(user.pw_uid)
            if tied:
                libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
                if os.getppid() != parent:
                    os._exit(1)

        with open(self.log, "ab") as out:
            self.popen = subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.PIPE if pipes else subprocess.DEVNULL,
                stdout=subprocess.PIPE if pipes else out, stderr=out, env={**os.environ, **(env or {})},
                preexec_fn=prepare, text=pipes, bufsize=1 if pipes else -1)

    @property
    def pid(self):
        return self.popen.pid

    def running(self):
        self.sample()
        return self.popen.poll() is None

    def sample(self):
        """The peak of the resident memory so far, from the kernel's own count."""
        try:
            for line in pathlib.Path(f"/proc/{self.pid}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    self.peak_kib = max(self.peak_kib, int(line.split()[1]))
        except OSError:
            pass
        return self.peak_kib

    def resident_kib(self):
        for line in pathlib.Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        return 0

    def kill(self):
        self.sample()
        self.popen.kill()
        self.popen.wait()

    def stop(self, with_signal=signal.SIGTERM, seconds=15):
        self.sample()
        if self.popen.poll() is None:
            self.popen.send_signal(with_signal)
            try:
                self.popen.wait(seconds)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()
        for stream in (self.popen.stdin, self.popen.stdout):
            if stream:
                stream.close()

    def tail(self, lines=15):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""


class Conversation(Process):
    """A program that answers a JSON line to each JSON line: the till without a window."""

    def __init__(self, name, command, log, **more):
        super().__init__(name, command, log, pipes=True, **more)

    def send(self, **command):
        self.popen.stdin.write(json.dumps(command) + "\n")
        self.popen.stdin.flush()

    def receive(self):
        line = self.popen.stdout.readline()
        if not line:
            raise EOFError(f"{self.name} ended without an answer:\n{self.tail()}")
        return json.loads(line)

    def ask(self, **command):
        self.send(**command)
        return self.receive()


def run(command, log=None, check=True, env=None, seconds=600, typed=None):
    """A program that ends by itself; its standard output. `typed` is what a person would type."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env={**os.environ, **(env or {})}, timeout=seconds, input=typed)
    if log:
        with open(log, "a") as out:
            out.write(f"$ {' '.join(str(part) for part in command)}\n{done.stdout}{done.stderr}")
    if check and done.returncode != 0:
        raise RuntimeError(f"{pathlib.Path(str(command[0])).name} ended with status {done.returncode}:\n"
                           f"{(done.stderr or done.stdout)[-2000:]}")
    return done.stdout
