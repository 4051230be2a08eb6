-- An account is a contract seen from its money. Its version rises with every change, so that nodes know the newer of two.
CREATE TABLE account (
    administration_id int NOT NULL,
    contract_id uuid NOT NULL,
    number text NOT NULL,
    version bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (administration_id, contract_id),
    UNIQUE (administration_id, number)
);

CREATE TABLE debt (
    administration_id int NOT NULL,
    invoice_id uuid NOT NULL,
    contract_id uuid NOT NULL,
    number text NOT NULL,
    period text NOT NULL,
    due_date date NOT NULL,
    total_centavos bigint NOT NULL CHECK (total_centavos >= 0),
    consumed_litres bigint NOT NULL,
    PRIMARY KEY (administration_id, invoice_id),
    FOREIGN KEY (administration_id, contract_id) REFERENCES account
);
CREATE INDEX debt_by_contract ON debt (administration_id, contract_id, due_date);

CREATE TABLE payment (
    administration_id int NOT NULL,
    payment_id uuid NOT NULL,
    channel text NOT NULL,
    external_reference text NOT NULL,
    digest uuid NOT NULL,              -- of what was asked for: the same key with another body is told apart
    contract_id uuid,                  -- whose credit takes a surplus; null: none was found
    amount_centavos bigint NOT NULL CHECK (amount_centavos > 0),
    folio text NOT NULL DEFAULT '',
    session_id uuid,
    taken_at_us bigint NOT NULL,
    received_at_us bigint NOT NULL,
    PRIMARY KEY (administration_id, payment_id),
    UNIQUE (administration_id, channel, external_reference)
);
CREATE INDEX payment_by_session ON payment (administration_id, session_id) WHERE session_id IS NOT NULL;

-- Append-only: balances are sums of it and stand nowhere else.
--   received              money that came in with a payment
--   applied, credited, suspense   where it went: together they equal what was received
--   credit_used           credit of an earlier payment that paid a debt: no money came in
CREATE TABLE ledger_entry (
    administration_id int NOT NULL,
    entry_id bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL CHECK (kind IN ('received', 'applied', 'credited', 'suspense', 'credit_used')),
    payment_id uuid,
    contract_id uuid,
    invoice_id uuid,
    amount_centavos bigint NOT NULL CHECK (amount_centavos > 0),
    at_us bigint NOT NULL,
    PRIMARY KEY (administration_id, entry_id),
    CHECK ((payment_id IS NULL) = (kind = 'credit_used')),
    CHECK ((invoice_id IS NOT NULL) = (kind IN ('applied', 'credit_used'))),
    CHECK (contract_id IS NOT NULL OR kind IN ('received', 'suspense'))
);
CREATE INDEX ledger_by_invoice ON ledger_entry (administration_id, invoice_id) WHERE invoice_id IS NOT NULL;
CREATE INDEX ledger_by_contract ON ledger_entry (administration_id, contract_id) WHERE kind IN ('credited', 'credit_used');
CREATE INDEX ledger_by_payment ON ledger_entry (administration_id, payment_id) WHERE payment_id IS NOT NULL;
CREATE RULE ledger_is_never_changed AS ON UPDATE TO ledger_entry DO INSTEAD NOTHING;
CREATE RULE ledger_is_never_shortened AS ON DELETE TO ledger_entry DO INSTEAD NOTHING;

CREATE TABLE tender (
    administration_id int NOT NULL,
    payment_id uuid NOT NULL,
    line int NOT NULL,
    method text NOT NULL,
    amount_centavos bigint NOT NULL,
    reference text NOT NULL,
    PRIMARY KEY (administration_id, payment_id, line)
);

ALTER TABLE account ENABLE ROW LEVEL SECURITY;
ALTER TABLE account FORCE ROW LEVEL SECURITY;
ALTER TABLE debt ENABLE ROW LEVEL SECURITY;
ALTER TABLE debt FORCE ROW LEVEL SECURITY;
ALTER TABLE payment ENABLE ROW LEVEL SECURITY;
ALTER TABLE payment FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_entry FORCE ROW LEVEL SECURITY;
ALTER TABLE tender ENABLE ROW LEVEL SECURITY;
ALTER TABLE tender FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration ON account USING (administration_id = current_setting('aquacis.administration_id')::int);
CREATE POLICY own_administration ON debt USING (administration_id = current_setting('aquacis.administration_id')::int);
CREATE POLICY own_administration ON payment USING (administration_id = current_setting('aquacis.administration_id')::int);
CREATE POLICY own_administration ON ledger_entry USING (administration_id = current_setting('aquacis.administration_id')::int);
CREATE POLICY own_administration ON tender USING (administration_id = current_setting('aquacis.administration_id')::int);
