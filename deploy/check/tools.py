"""Tools that a step needs and Debian does not have: fetched once, and only what their pinned sum allows."""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = pathlib.Path(os.environ.get("AQUACIS_TOOLS", pathlib.Path.home() / ".cache/aquacis/tools"))
PINNED = tomllib.loads((HERE / "tools.toml").read_text())
LONGEST_S = 600


class Missing(Exception):
    """A tool that cannot be had here; its text is why the step is skipped."""


def have(name):
    """Puts the tool into the cache folder, if it is not there in the pinned version. Fetches nothing when it is."""
    pin = PINNED["deb"].get(name)
    if pin is None:
        if shutil.which(name) is None:
            raise Missing(f"{name} is not installed (installers/deploy-check-packages.txt)")
        return
    stamp = FOLDER / f".{name}.pin"
    if stamp.exists() and stamp.read_text() == json.dumps(pin) and (FOLDER / name).exists():
        return
    if os.environ.get("AQUACIS_FETCH") == "no":
        raise Missing(f"{name} is not in {FOLDER}, and --no-fetch was said")
    FOLDER.mkdir(parents=True, exist_ok=True)
    print(f"    fetching {name} {pin['version']} (once)", flush=True)
    fetch_deb(name, pin)
    stamp.write_text(json.dumps(pin))


def run(command, name, **more):
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_S, **more)
    if done.returncode != 0:
        raise Missing(f"{name}: {' '.join(map(str, command[:3]))}: {last_line(done.stderr or done.stdout)}")
    return done.stdout


def last_line(text):
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip()[:200] if lines else "no words"


def fetch_deb(name, pin):
    """One program out of a Debian package that would otherwise install and start a server."""
    with tempfile.TemporaryDirectory() as place:
        os.chmod(place, 0o755)  # apt fetches as a user of its own
        run(["apt-get", "download", f"{pin['package']}={pin['version']}"], name, cwd=place)
        package = next(pathlib.Path(place).glob("*.deb"))
        if hashlib.sha256(package.read_bytes()).hexdigest() != pin["sha256"]:
            raise RuntimeError(f"{package.name} is not what is pinned: do not use it")
        run(["dpkg-deb", "-x", package, f"{place}/files"], name)
        shutil.copy(pathlib.Path(place) / "files" / pin["file"], FOLDER / name)
