-- Who may authorize, and what a till did besides taking money.
ALTER TABLE cashier
    ADD COLUMN inactive boolean NOT NULL DEFAULT false,
    ADD COLUMN office text NOT NULL DEFAULT '';
ALTER TABLE cash_close ADD COLUMN closed_by text NOT NULL DEFAULT '';

-- A cancelled payment stays, with its folio; where its money went is told by the ledger.
CREATE TABLE payment_cancellation (
    administration_id int NOT NULL,
    payment_id uuid NOT NULL,
    movement_id uuid NOT NULL,
    reason text NOT NULL,
    cancelled_by text NOT NULL,
    authorized_by text NOT NULL CHECK (authorized_by <> ''),
    cancelled_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (administration_id, payment_id)
);
CREATE TABLE receipt_reprint (
    administration_id int NOT NULL,
    payment_id uuid NOT NULL,
    fingerprint text NOT NULL,
    session_id uuid,
    copy int NOT NULL,
    printed_by text NOT NULL,
    printed_at timestamptz NOT NULL,
    PRIMARY KEY (administration_id, payment_id, fingerprint)
);
CREATE TABLE drawer_opening (
    administration_id int NOT NULL,
    session_id uuid NOT NULL,
    fingerprint text NOT NULL,
    reason text NOT NULL,
    opened_by text NOT NULL,
    opened_at timestamptz NOT NULL,
    PRIMARY KEY (administration_id, session_id, fingerprint)
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['payment_cancellation', 'receipt_reprint', 'drawer_opening'] LOOP
        EXECUTE format('CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY own_administration ON %I USING (administration_id = current_setting(''aquacis.administration_id'')::int)', name);
    END LOOP;
END $$;
