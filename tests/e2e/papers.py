"""What a person looks at afterwards: the invoice, its tax document, a receipt and the office window, in the output folder."""
import shutil

import proof
from processes import run


def leave(stack, out, till, folio, contract):
    invoice = proof.an_invoice(stack, contract)
    stack.operate("invoice", "--invoice", invoice, "--pdf", out / "invoice.pdf", "--xml", out / "invoice.xml")
    answer = till.ask(command="receipt_pdf", folio=folio, out=str(out / "receipt.pdf"))
    if not answer.get("ok"):
        raise RuntimeError(f"receipt: {answer}")
    picture(stack, out / "office.png", contract)
    for name in ("invoice.pdf", "invoice.xml", "receipt.pdf", "office.png"):
        if (out / name).stat().st_size < 1000:
            raise RuntimeError(f"{name} is empty")


def picture(stack, file, contract, screen="till", theme="light", size="1280x800"):
    """Of a copy of the till's file, so that the till that is open is not disturbed."""
    folder = stack.state / "picture"
    folder.mkdir(exist_ok=True)
    proof.till_copy(stack, "caja-1", folder)
    shutil.copy(stack.state / "caja-1/office.key", folder)
    cashier = stack.header["cashiers"][0]
    run([stack.bin / "aquacis-office", "--config", stack.state / "caja-1/office.toml", "--data", folder, "--offline",
         "--screen", screen, "--cashier", cashier["id"], "--pin-file", stack.secret_file("pin", cashier["pin"]),
         "--search", contract, "--received", "1500", "--theme", theme, "--size", size, "--screenshot", file],
        log=stack.logs / "office.log", env={"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"})
