-- What became of the operations of nodes that this context decides on. The fingerprint is of type, version and body:
-- the same key with another one is another operation.
CREATE TABLE operation_outcome (
    administration_id integer NOT NULL,
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
    effects text[] NOT NULL,                             -- "account/<id>": asked again it names the same ones
    decided_at timestamptz NOT NULL,
    PRIMARY KEY (administration_id, device_id, epoch, seq, fingerprint)
);
CREATE INDEX operation_outcome_by_act ON operation_outcome (administration_id, device_id, fingerprint);

-- Operations kept whole for a person: they could not be read, or not everything could be done with them.
CREATE TABLE operation_quarantine (
    administration_id integer NOT NULL,
    device_id uuid NOT NULL,
    epoch bigint NOT NULL,
    seq bigint NOT NULL,
    fingerprint text NOT NULL,
    type text NOT NULL,
    version integer NOT NULL,
    body bytea NOT NULL,
    code text NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (administration_id, device_id, epoch, seq, fingerprint)
);

-- grants operation_outcome: insert, because an answer that was given stays the answer
-- grants operation_quarantine: insert, because what could not be read is kept as it came
