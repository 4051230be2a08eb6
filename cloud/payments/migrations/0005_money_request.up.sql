-- What one person asked to be done with money that was received, and a second one decided.
CREATE TABLE money_request (
    administration_id int NOT NULL,
    request_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('assign', 'return', 'cancel')),
    payment_id uuid NOT NULL,
    contract_number text NOT NULL,           -- of an assignment; else empty
    amount_centavos bigint NOT NULL CHECK (amount_centavos > 0),
    reason text NOT NULL,
    asked_by text NOT NULL,
    asked_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'approved', 'declined')),
    decided_by text,
    decided_at timestamptz,
    PRIMARY KEY (administration_id, request_id),
    CHECK ((state = 'asked') = (decided_by IS NULL)),
    CHECK (state <> 'approved' OR decided_by <> asked_by)
);
-- The same thing is asked once at a time.
CREATE UNIQUE INDEX money_request_open ON money_request (administration_id, payment_id, kind) WHERE state = 'asked';
CREATE INDEX money_request_by_time ON money_request (administration_id, asked_at) WHERE state = 'asked';
CREATE INDEX ledger_entry_suspense ON ledger_entry (administration_id, payment_id) WHERE kind = 'suspense';
-- grants money_request: insert, update (state, decided_by, decided_at), because what was asked is decided once
