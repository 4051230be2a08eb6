"""The proof that nothing was lost or counted twice: sums asked in SQL of each database and each till's file, not of the code
that made them."""

DEVICE_LEDGER = "SELECT count(*), sum(total_centavos) FROM payment"


def pesos(centavos):
    return f"${centavos // 100:,}.{centavos % 100:02d}"


def readings_judged(stack):
    """Recorded or refused: each telegram that reached metering was judged once."""
    return stack.postgres.number("aquacis_metering", "SELECT (SELECT count(*) FROM reading) + (SELECT count(*) FROM reading_refused)")


def debts(stack):
    return stack.postgres.number("aquacis_payments", "SELECT count(*) FROM debt")


def cfdi_stamped(stack):
    return stack.postgres.number("aquacis_fiscal", "SELECT count(*) FROM cfdi WHERE state = 'stamped'")
