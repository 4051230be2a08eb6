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
    announced uuid[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (administration_id, device_id, epoch, seq, fingerprint)
);
CREATE INDEX applied_operation_by_act ON applied_operation (administration_id, device_id, fingerprint);
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
INSERT INTO applied_operation
SELECT administration_id, device_id, epoch, seq, fingerprint, type, verdict, code, field, reason, remedy, decided_at,
       ARRAY (SELECT substr(effect, length('account/') + 1)::uuid FROM unnest(effects) AS effect)
FROM operation_outcome;
INSERT INTO quarantined_operation
SELECT administration_id, device_id, epoch, seq, fingerprint, type, body, code, received_at FROM operation_quarantine;
DELETE FROM operation_outcome;
DELETE FROM operation_quarantine;
