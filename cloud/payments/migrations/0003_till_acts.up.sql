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

CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_cancellation FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON receipt_reprint FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON drawer_opening FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change();

-- grants payment_cancellation: insert, because what was cancelled stays cancelled
-- grants receipt_reprint: insert, because a paper that was printed stays printed
-- grants drawer_opening: insert, because an opening stays known
