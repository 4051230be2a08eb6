"""A browser without a window, steered over the WebDriver protocol (plain HTTP and JSON, W3C) by chromedriver."""
import base64
import json
import pathlib
import shutil
import tempfile
import urllib.error
import urllib.request

from processes import Process, answers, free_port, wait_until

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the protocol's own name for a reference to an element


def missing():
    """The name of what is not installed, or nothing."""
    return next((name for name in ("chromium", "chromedriver") if not shutil.which(name)), None)


class Browser:
    def __init__(self, folder, size=(1280, 800)):
        self.port = free_port()
        self.profile = tempfile.mkdtemp(prefix="aquacis-browser-", dir=folder)
        self.driver = Process("chromedriver", [shutil.which("chromedriver"), f"--port={self.port}"],
                              pathlib.Path(folder) / "chromedriver.log")
        self.session = None
        try:
            wait_until(lambda: self.driver.running() and answers(self.port), "chromedriver to listen", 20)
            options = {"binary": shutil.which("chromium"),
                       "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                                "--disable-background-networking", "--hide-scrollbars",
                                f"--window-size={size[0]},{size[1]}", f"--user-data-dir={self.profile}",
                                "--lang=es-MX"]}
            made = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
                "browserName": "chrome", "acceptInsecureCerts": True, "goog:chromeOptions": options,
                "goog:loggingPrefs": {"performance": "ALL", "browser": "ALL"}}}})
            self.session = f"/session/{made['sessionId']}"
        except Exception:
            self.stop()
            raise

    def call(self, method, path, body=None):
        data = json.dumps(body if body is not None else {}).encode() if method == "POST" else None
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=data, method=method,
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as fault:
            value = json.load(fault)["value"]
            raise RuntimeError(f"{method} {path}: {value['error']}: {value['message']}") from None

    def open(self, url):
        self.call("POST", f"{self.session}/url", {"url": url})

    def script(self, text, *arguments):
        return self.call("POST", f"{self.session}/execute/sync", {"script": text, "args": list(arguments)})

    def find(self, css):
        return self.call("POST", f"{self.session}/element", {"using": "css selector", "value": css})[ELEMENT]

    def click(self, css):
        self.call("POST", f"{self.session}/element/{self.find(css)}/click")

    def write(self, css, text):
        element = self.find(css)
        self.call("POST", f"{self.session}/element/{element}/clear")
        self.call("POST", f"{self.session}/element/{element}/value", {"text": text})

    def hover(self, css):
        self.call("POST", f"{self.session}/actions", {"actions": [
            {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"},
             "actions": [{"type": "pointerMove", "duration": 0, "x": 0, "y": 0, "origin": {ELEMENT: self.find(css)}}]}]})

    def text(self, css):
        """What is seen of it: nothing when it is hidden."""
        return self.script("const e = document.querySelector(arguments[0]); return e && e.checkVisibility() ? "
                           "e.innerText : ''", css)

    def rows(self, css):
        return self.script("return [...document.querySelectorAll(arguments[0] + ' tbody tr')].map(r => "
                           "[...r.cells].map(c => c.innerText))", css)

    def log(self, kind):
        return self.call("POST", f"{self.session}/se/log", {"type": kind})

    def screenshot(self, file):
        pathlib.Path(file).write_bytes(base64.b64decode(self.call("GET", f"{self.session}/screenshot")))

    def stop(self):
        if self.session:
            try:
                self.call("DELETE", self.session)
            except (OSError, RuntimeError):
                pass
        self.driver.stop()
        shutil.rmtree(self.profile, ignore_errors=True)
