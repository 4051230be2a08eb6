-- The row of a contract's account: its name for payers, a lock, and how often it changed. Never a balance: that is the
-- ledger's sum.
CREATE TABLE account (
    administration_id int NOT NULL,
    contract_id uuid NOT NULL,
    contract_number text NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (administration_id, contract_id)
);
CREATE UNIQUE INDEX account_by_number ON account (administration_id, contract_number);

CREATE TABLE debt (
    administration_id int NOT NULL,
    invoice_id uuid NOT NULL,
    contract_id uuid NOT NULL,
    number text NOT NULL,
    period text NOT NULL,
    due_date date NOT NULL,
    total_centavos bigint NOT NULL CHECK (total_centavos >= 0),
    consumed_litres bigint NOT NULL,
    PRIMARY KEY (administration_id, invoice_id)
);
CREATE INDEX debt_by_contract ON debt (administration_id, contract_id, period);

CREATE TABLE payment (
    administration_id int NOT NULL,
    payment_id uuid NOT NULL,
    channel text NOT NULL,
    external_reference text NOT NULL,
    fingerprint text NOT NULL,
    contract_id uuid,
    contract_number text NOT NULL,
    amount_centavos bigint NOT NULL CHECK (amount_centavos > 0),
    series text,
    folio_number bigint,
    folio text,
    folio_stands boolean NOT NULL,
    session_id uuid,
    taken_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (administration_id, payment_id),
    UNIQUE (administration_id, channel, external_reference)
);
CREATE UNIQUE INDEX payment_by_folio ON payment (administration_id, series, folio_number)
    WHERE folio_stands AND series IS NOT NULL;
CREATE INDEX payment_by_session ON payment (administration_id, session_id) WHERE session_id IS NOT NULL;

CREATE TABLE tender (
    administration_id int NOT NULL,
    payment_id uuid NOT NULL,
    position int NOT NULL,
    method text NOT NULL,
    amount_centavos bigint NOT NULL,
    reference text NOT NULL,
    PRIMARY KEY (administration_id, payment_id, position)
);

CREATE TABLE ledger_entry (
    entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    administration_id int NOT NULL,
    movement_id uuid NOT NULL,
    payment_id uuid NOT NULL,
    contract_id uuid,
    invoice_id uuid,
    kind text NOT NULL CHECK (kind IN ('received', 'applied', 'credited', 'suspense', 'returned')),
    amount_centavos bigint NOT NULL CHECK (amount_centavos <> 0),
    recorded_at timestamptz NOT NULL,
    CHECK ((kind = 'applied') = (invoice_id IS NOT NULL))
);
CREATE INDEX ledger_entry_by_payment ON ledger_entry (administration_id, payment_id);
CREATE INDEX ledger_entry_by_movement ON ledger_entry (administration_id, movement_id);
CREATE INDEX ledger_entry_by_invoice ON ledger_entry (administration_id, invoice_id) WHERE kind = 'applied';
CREATE INDEX ledger_entry_credit ON ledger_entry (administration_id, contract_id) WHERE kind = 'credited';

-- The last line of defence: whatever a program believes, the database takes no entries that make or lose money, pay an
-- invoice twice or spend credit that is not there.
CREATE FUNCTION check_new_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM new_entry GROUP BY movement_id, payment_id, contract_id
               HAVING sum(CASE WHEN kind = 'received' THEN amount_centavos ELSE -amount_centavos END) <> 0) THEN
        RAISE EXCEPTION 'ledger: a movement does not balance';
    END IF;
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT invoice_id FROM new_entry WHERE kind = 'applied') touched
               LEFT JOIN debt USING (invoice_id)
               WHERE (SELECT sum(paid.amount_centavos) FROM ledger_entry paid
                      WHERE paid.invoice_id = touched.invoice_id AND paid.kind = 'applied')
                          NOT BETWEEN 0 AND coalesce(debt.total_centavos, -1)) THEN
        RAISE EXCEPTION 'ledger: an invoice is paid beyond its total';
    END IF;
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT payment_id, contract_id FROM new_entry
                              WHERE kind = 'credited' AND amount_centavos < 0) touched
               WHERE (SELECT sum(credit.amount_centavos) FROM ledger_entry credit
                      WHERE credit.contract_id = touched.contract_id AND credit.payment_id = touched.payment_id
                        AND credit.kind = 'credited') < 0) THEN
        RAISE EXCEPTION 'ledger: more credit is used than there is';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER check_new_entries AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS new_entry
    FOR EACH STATEMENT EXECUTE FUNCTION check_new_entries();

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows: a correction is a new row', TG_TABLE_NAME;
END $$;
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON payment FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON tender FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON debt FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change();

-- What became of each operation of a node. The fingerprint is of its body: the same key with another body is another
-- operation.
CREATE TABLE applied_operation (
    administration_id int NOT NULL,
    device_id uuid NOT NULL,
    epoch bigint NOT NULL,
    seq bigint NOT NULL,
    fingerprint text NOT NULL,
    type text NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('accepted', 'merged', 'parked', 'rejected')),
    code text NOT NULL,
    field text NOT NULL,
    reason text NOT NULL,
    remedy text NOT NULL,
    applied_at timestamptz NOT NULL,
    PRIMARY KEY (administration_id, device_id, epoch, seq, fingerprint)
);

-- Operations kept whole for a person: they could not be read, or nothing could be done with them.
CREATE TABLE quarantined_operation (
    administration_id int NOT NULL,
    device_id uuid NOT NULL,
    epoch bigint NOT NULL,
    seq bigint NOT NULL,
    fingerprint text NOT NULL,
    type text NOT NULL,
    body bytea NOT NULL,
    code text NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (administration_id, device_id, epoch, seq, fingerprint)
);

CREATE TABLE cash_session (
    administration_id int NOT NULL,
    session_id uuid NOT NULL,
    device_id uuid NOT NULL,
    cashier_id text NOT NULL,
    till text NOT NULL,
    business_date text NOT NULL,
    float_centavos bigint NOT NULL CHECK (float_centavos >= 0),
    fingerprint text NOT NULL,
    opened_at timestamptz NOT NULL,
    PRIMARY KEY (administration_id, session_id)
);
CREATE INDEX cash_session_by_till ON cash_session (administration_id, device_id, till);

CREATE TABLE cash_close (
    administration_id int NOT NULL,
    session_id uuid NOT NULL,
    counted_centavos bigint NOT NULL,
    device_expected_centavos bigint NOT NULL,
    server_expected_centavos bigint NOT NULL,
    fingerprint text NOT NULL,
    closed_at timestamptz NOT NULL,
    PRIMARY KEY (administration_id, session_id)
);
CREATE TABLE cash_count (
    administration_id int NOT NULL,
    session_id uuid NOT NULL,
    denomination_centavos bigint NOT NULL,
    count int NOT NULL,
    PRIMARY KEY (administration_id, session_id, denomination_centavos)
);

CREATE TABLE folio_range (
    administration_id int NOT NULL,
    series text NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    device_id uuid NOT NULL,
    request_key text NOT NULL,
    granted_at timestamptz NOT NULL,
    PRIMARY KEY (administration_id, series, first),
    UNIQUE (administration_id, series, request_key),
    CHECK (first <= last)
);

CREATE TABLE cashier (
    administration_id int NOT NULL,
    cashier_id text NOT NULL,
    name text NOT NULL,
    pin_salt bytea NOT NULL,
    pin_hash bytea NOT NULL,
    role text NOT NULL CHECK (role IN ('cashier', 'supervisor')),
    PRIMARY KEY (administration_id, cashier_id)
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['account', 'debt', 'payment', 'tender', 'ledger_entry', 'applied_operation',
                                'quarantined_operation', 'cash_session', 'cash_close', 'cash_count', 'folio_range',
                                'cashier'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY own_administration ON %I '
                       'USING (administration_id = current_setting(''aquacis.administration_id'')::int)', name);
    END LOOP;
END $$;

-- grants payment: insert, because a correction of money is a new row
-- grants tender: insert, because a correction of money is a new row
-- grants ledger_entry: insert, because a correction of money is a new row
-- grants debt: insert, because what was billed is corrected by billing
-- grants applied_operation: insert, because an answer that was given stays the answer
-- grants quarantined_operation: insert, because what could not be read is kept as it came
-- grants cash_session: insert, because who opened which drawer stays known
-- grants cash_close: insert, because a count is not changed afterwards
-- grants cash_count: insert, because a count is not changed afterwards
-- grants folio_range: insert, because a number that was granted is never granted again
