-- Who asked that an issued bill be reversed and why, and who decided.
CREATE TABLE bill_reversal (
    administration_id int NOT NULL,
    reversal_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    number text NOT NULL,
    reason text NOT NULL,
    note text NOT NULL,
    asked_by text NOT NULL,
    asked_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'approved', 'declined')),
    decided_by text,
    decided_at timestamptz,
    PRIMARY KEY (administration_id, reversal_id),
    FOREIGN KEY (administration_id, invoice_id) REFERENCES invoice,
    CHECK ((state = 'asked') = (decided_by IS NULL)),
    CHECK (state <> 'approved' OR decided_by <> asked_by)
);
CREATE UNIQUE INDEX bill_reversal_of_invoice ON bill_reversal (administration_id, invoice_id) WHERE state <> 'declined';
CREATE INDEX bill_reversal_asked ON bill_reversal (administration_id, asked_at) WHERE state = 'asked';
-- grants bill_reversal: insert, update (state, decided_by, decided_at), because what was asked is decided once
