"""The demo's certificate authority: a CA and one certificate for each program, P-256, valid for 30 days."""
from processes import run


class Authority:
    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.ca = folder / "ca.crt"
        self.key("ca")
        run(["openssl", "req", "-x509", "-new", "-key", folder / "ca.key", "-sha256", "-days", "30", "-out", self.ca,
             "-subj", "/O=AquaCIS demo/CN=AquaCIS demo CA",
             "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign"])

    def key(self, name):
        run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", self.folder / f"{name}.key"])
        (self.folder / f"{name}.key").chmod(0o600)

    def revoke_nobody(self, file):
        """The list that a broker needs before it starts; aquacisd writes it anew."""
        (self.folder / "index").write_text("")
        settings = self.folder / "crl.conf"
        settings.write_text(f"[ca]\ndefault_ca = one\n[one]\ndatabase = {self.folder}/index\ndefault_md = "
                            f"sha256\ndefault_crl_days = 30\n")
        run(["openssl", "ca", "-gencrl", "-config", settings, "-cert", self.ca, "-keyfile", self.folder / "ca.key", "-out", file])

    def issue(self, name, common_name):
        """<name>.crt and <name>.key for localhost, as server and as client."""
        self.key(name)
        request = self.folder / f"{name}.csr"
        extensions = self.folder / f"{name}.ext"
        extensions.write_text("basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\n"
                              "extendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=DNS:localhost,IP:127.0.0.1\n")
        run(["openssl", "req", "-new", "-key", self.folder / f"{name}.key", "-out", request,
             "-subj", f"/O=AquaCIS demo/CN={common_name}"])
        run(["openssl", "x509", "-req", "-in", request, "-CA", self.ca, "-CAkey", self.folder / "ca.key", "-CAcreateserial",
             "-days", "30", "-sha256", "-extfile", extensions, "-out", self.folder / f"{name}.crt"])
        request.unlink()
        extensions.unlink()
        return self.folder / f"{name}.crt", self.folder / f"{name}.key"
