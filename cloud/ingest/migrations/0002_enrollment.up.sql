-- One-time codes, and what a gateway got for one. Administration 0 (nobody's caller) looks a code up before its
-- administration is known.
ALTER TABLE gateway
    ADD COLUMN enrolled_at timestamptz,
    ADD COLUMN certificate_serial text,
    ADD COLUMN certificate_until timestamptz,
    ADD COLUMN undecryptable_meters bigint NOT NULL DEFAULT 0,
    ADD COLUMN undecryptable_kept bigint NOT NULL DEFAULT 0;
-- A gateway is known to the broker by its id alone.
CREATE UNIQUE INDEX gateway_one_utility_wide ON gateway (gateway_id);

CREATE TABLE enrollment_code (
    code_id text PRIMARY KEY,
    administration_id int NOT NULL,
    gateway_id text NOT NULL,
    secret_digest bytea NOT NULL,       -- SHA-256 of id and secret
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    expires_at timestamptz NOT NULL,
    wrong_attempts int NOT NULL DEFAULT 0,
    used_at timestamptz,
    key_digest bytea,                   -- of the public key it was used with
    UNIQUE (administration_id, gateway_id)
);
ALTER TABLE enrollment_code ENABLE ROW LEVEL SECURITY;
DROP POLICY tenant ON gateway;
CREATE POLICY tenant ON gateway USING (current_setting('aquacis.administration_id')::int IN (0, administration_id));
CREATE POLICY tenant ON enrollment_code
    USING (current_setting('aquacis.administration_id')::int IN (0, administration_id));

-- tenant gateway: task:enrollment writes, because a name is one utility-wide and the code says whose it is
-- tenant enrollment_code: task:enrollment writes, because a code is looked up before its administration is known
