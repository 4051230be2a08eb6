"""The gateway's local page in a real browser, over HTTPS: the password, what is heard, the explainer, both languages.

AQUACIS_SCREENSHOTS=FOLDER keeps pictures of it.
"""
import json
import os
import pathlib
import re
import shutil
import socket
import sys
import tempfile
import unittest
import urllib.parse

import webdriver
from processes import Process, answers, free_port, run, wait_until

BIN = pathlib.Path(sys.argv.pop(1))
# A Sensus iPERL's telegram, in clear; OMS Volume 2 annex N.1.1's meter, mode 5, with its key.
CLEAR = "1844AE4C4455223368077A55000000041389E20100023B0000"
SEALED = "2E4493157856341233037A2A0020255923C95AAA26D1B2E7493B013EC4A6F6D3529B520EDFF0EA6DEFC99D6D69EBF3"
KEY = "0102030405060708090A0B0C0D0E0F11"
WRONG_CRC = "1844AE4C44552233680744B97A55000000041389E20100023B00000000"
NOT_ENGLISH = re.compile(r"[áéíóúñ¿¡]|\b(el|los|las|una|del|sin|medidor|bytes siguen)\b", re.IGNORECASE)


def line(telegram):
    return f"T1;1;1;2026-09-01 12:00:00.000;97;148;88888888;0x{telegram}\n"


@unittest.skipIf(webdriver.missing(), f"not installed: {webdriver.missing()}")
class Page(unittest.TestCase):
    """One gateway and one browser; the tests' names put them in the order in which a person meets the page."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="aquacis-page-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, True)
        run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=gateway", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", cls.folder / "page.key",
             "-out", cls.folder / "page.crt"])
        cls.page_port, cls.radio_port = free_port(), free_port()
        (cls.folder / "spool.db").write_bytes(b"no SQLite file " * 100)  # the page must say that it was set aside
        cls.config = cls.folder / "edge.toml"
        cls.config.write_text(f"""
[gateway]
id = "QRO-GW-0147"
administration = 11
zone = "14-B"
state_folder = "{cls.folder}"
[uplink]
server = "tcp://127.0.0.1:{free_port()}"
[page]
listen = "127.0.0.1:{cls.page_port}"
certificate = "{cls.folder}/page.crt"
key = "{cls.folder}/page.key"
[[receiver]]
name = "techo"
kind = "rtl-wmbus"
listen = "127.0.0.1:{cls.radio_port}"
""")
        cls.edge = Process("aquacis-edge", [BIN / "aquacis-edge", "run", "--config", cls.config], cls.folder / "edge.log")
        cls.addClassCleanup(cls.edge.stop)
        wait_until(lambda: cls.edge.running() and answers(cls.page_port) and answers(cls.radio_port), "the gateway to listen", 30)
        cls.browser = webdriver.Browser(cls.folder)
        cls.addClassCleanup(cls.browser.stop)
        cls.radio = socket.create_connection(("127.0.0.1", cls.radio_port))
        cls.addClassCleanup(cls.radio.close)
        cls.radio.sendall((line(CLEAR) + line(SEALED) + line(CLEAR).replace("T1;1;1", "T1;0;1") + "nonsense\n").encode())

    @classmethod
    def url(cls, path="/"):
        return f"https://127.0.0.1:{cls.page_port}{path}"

    def picture(self, name):
        if folder := os.environ.get("AQUACIS_SCREENSHOTS"):
            pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
            self.browser.screenshot(pathlib.Path(folder) / f"{name}.png")

    def wait_text(self, css, part):
        return wait_until(lambda: part in (self.browser.text(css) or ""),
                          f"“{part}” in {css}, which says “{self.browser.text(css)}”", 20)

    def sign_in(self, password):
        self.browser.write("#password", password)
        self.browser.click("#login-form button")

    def test_1_nothing_without_a_password(self):
        self.browser.open(self.url())
        self.wait_text("#login", "Contraseña")
        self.assertEqual(self.browser.text("#page"), "")
        for path in ("/api/state", "/api/explain"):
            answer = run(["curl", "-sk", "-w", "\n%{http_code}", self.url(path)])
            self.assertEqual(answer.splitlines()[-1], "401", path)
            self.assertEqual(list(json.loads(answer.splitlines()[0])), ["message"])
        plain = run(["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", self.url().replace("https", "http")], check=False)
        self.assertEqual(plain, "000", "the page answers without TLS")

    def test_2_no_default_password(self):
        self.sign_in("admin")
        self.wait_text("#login-fault", "Este gateway aún no tiene contraseña")
        self.assertEqual(self.browser.text("#page"), "")

    def test_3_a_wrong_password_is_told(self):
        type(self).password = run([BIN / "aquacis-edge", "password", "--config", self.config]).strip()
        self.sign_in("equivocada")
        self.wait_text("#login-fault", "La contraseña no es correcta.")
        self.assertEqual(self.browser.script("return document.querySelector('#password').value"), "equivocada",
                         "what was typed stays")
        self.picture("login")

    def test_4_what_is_heard(self):
        self.sign_in(self.password)
        self.wait_text("#gateway", "QRO-GW-0147")
        wait_until(lambda: len(self.browser.rows("#meters")) == 2, "both meters", 20)
        meters = {row[0]: row[1:] for row in self.browser.rows("#meters")}
        volume, heard, signal, state = meters["SEN 33225544"]
        self.assertEqual((volume, signal, state), ("123.529 m³", "-53 dBm", "normal"))
        self.assertRegex(heard, r"^\d+ s$")
        self.assertEqual(meters["ELS 12345678"][0::3], ["—", "sin llave"])
        self.assertEqual(self.browser.text("#heard"), "2")
        self.assertEqual(self.browser.text("#sealed"), "1")
        self.assertIn("Sin nube · cola 1", self.browser.text("#cloud"))
        name, state, telegrams, rejected, _ = self.browser.rows("#receivers")[0]
        self.assertEqual((name, state, telegrams, rejected), ("techo", "abierto", "2", "2"))
        self.assertIn("El archivo de la cola estaba dañado", self.browser.text("#fault"))
        self.browser.write("#find", "3322")
        wait_until(lambda: len(self.browser.rows("#meters")) == 1, "the meter looked for", 10)
        self.browser.write("#find", "")
        self.picture("meters")

    def explain(self, telegram, key=""):
        self.browser.write("#hex", telegram)
        self.browser.write("#key", key)
        self.browser.click("#explain-form button")

    def test_5_each_byte_is_explained(self):
        self.explain(SEALED, KEY)
        self.wait_text("#chips", "descifrado, modo 5")
        rows = self.browser.rows("#parts")
        self.assertEqual(rows[0][1:], ["Longitud y control", "46 · SND-NR",
                                       "46 bytes siguen; el medidor envía sin esperar respuesta"])
        self.assertEqual(rows[1][1:3], ["Dirección", "ELS 12345678, v51"])
        total = next(row for row in rows if row[1] == "Volumen total")
        self.assertEqual(total[2], "28,504.27 m³")
        # Every byte of the telegram stands in one coloured group, in its order.
        groups = self.browser.script("return [...document.querySelectorAll('#bytes span')].map(s => "
                                     "[s.innerText.replace(/ /g, ''), "
                                     "s.className, getComputedStyle(s).backgroundColor, s.title])")
        self.assertEqual(len("".join(group[0] for group in groups)), len(SEALED))
        self.assertTrue("".join(group[0] for group in groups).startswith(SEALED[:30]))
        self.assertGreaterEqual(len({group[2] for group in groups}), 5)
        self.assertTrue(all(group[3] for group in groups), "a group without its meaning")
        self.browser.hover("#bytes span:nth-of-type(2)")
        self.assertIn("Dirección", self.browser.text("#parts tr.lit"))
        self.browser.script("document.activeElement.blur(); window.scrollTo(0, 0)")
        self.picture("explained")

    def test_6_a_bad_paste_names_the_byte(self):
        for telegram, told in ((CLEAR[:20] + "zz" + CLEAR[22:], "Byte 10: «z» no es un dígito hexadecimal"),
                               (CLEAR[:-1], "La longitud es impar: 49 dígitos"),
                               (CLEAR[:30], "Byte 15: el telegrama termina antes"),
                               ("   ", "Pegue el telegrama")):
            self.explain(telegram)
            self.wait_text("#explain-fault", told)
        self.explain(CLEAR, "12")
        self.wait_text("#explain-fault", "La llave debe tener 32 dígitos hexadecimales")
        self.assertEqual(self.browser.script("return document.querySelector('#hex').value"), CLEAR, "what was pasted stays")
        self.explain(CLEAR)
        self.wait_text("#chips", "sin cifrado")
        self.assertEqual(self.browser.text("#explain-fault"), "")

    def test_7_english(self):
        self.explain(SEALED, KEY)
        self.wait_text("#chips", "modo 5")
        self.browser.click("#language")
        self.wait_text("#chips", "decrypted, mode 5")
        everything = self.browser.script("return document.querySelector('header').innerText + "
                                         "document.querySelector('#page').innerText")
        found = NOT_ENGLISH.search(everything.replace("Español", "").replace("techo", ""))
        self.assertIsNone(found, f"not translated: …{everything[max(found.start() - 40, 0):found.end() + 40]}…" if found else "")
        self.assertIn("Total volume", everything)
        self.picture("english")
        self.browser.open(self.url())  # the choice is kept
        self.wait_text("#page", "Explain a telegram")
        self.browser.click("#language")
        self.wait_text("#page", "Explicar un telegrama")

    def test_8_nothing_from_elsewhere(self):
        requests = [json.loads(entry["message"])["message"] for entry in self.browser.log("performance")]
        urls = [r["params"]["request"]["url"] for r in requests if r["method"] == "Network.requestWillBeSent"]
        hosts = {urllib.parse.urlparse(url).netloc for url in urls if not url.startswith(("data:", "chrome"))}
        self.assertEqual(hosts, {f"127.0.0.1:{self.page_port}"})
        headers = run(["curl", "-skI", "-X", "GET", self.url()]).lower()
        self.assertIn("content-security-policy: default-src 'self'", headers)
        self.assertIn("x-content-type-options: nosniff", headers)
        faults = [entry for entry in self.browser.log("browser") if entry["level"] == "SEVERE" and "401" not in entry["message"]
                  and "403" not in entry["message"] and "favicon" not in entry["message"]]
        self.assertEqual(faults, [])

    def test_9_signing_out(self):
        self.browser.click("#leave")
        self.wait_text("#login", "Contraseña")
        status = self.browser.script("return fetch('/api/state').then(a => a.status)")
        self.assertEqual(status, 401)


if __name__ == "__main__":
    unittest.main(verbosity=2)
