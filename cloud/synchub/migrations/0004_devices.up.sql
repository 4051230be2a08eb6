-- A device is registered by a person before it may say hello, and its certificates are known one by one: neither a
-- spare certificate of the authority nor one of before the last enrollment opens the port.
ALTER TABLE device
    ADD COLUMN name text NOT NULL DEFAULT '',
    ADD COLUMN office text NOT NULL DEFAULT '',          -- whose cashiers it is told of
    ADD COLUMN registered_at timestamptz,
    ADD COLUMN registered_by text NOT NULL DEFAULT '',
    ADD COLUMN revoked_at timestamptz,
    ADD COLUMN revoked_by text NOT NULL DEFAULT '',
    ADD COLUMN epoch_began_at timestamptz,               -- the present epoch, when a clone or a backup was its reason
    ADD COLUMN quarantined_at timestamptz,               -- two copies are alive: it may send, it gets no folios
    ADD COLUMN sent_day date,                            -- what it sent is kept, so it is counted by day
    ADD COLUMN sent_bytes bigint NOT NULL DEFAULT 0,
    ADD COLUMN unknown_bytes bigint NOT NULL DEFAULT 0,  -- of operations whose type nobody decides on
    ALTER COLUMN epoch SET DEFAULT 0,
    ALTER COLUMN program_version SET DEFAULT '',
    ALTER COLUMN enrolled_at DROP NOT NULL,
    ALTER COLUMN greeted_at DROP NOT NULL;
CREATE INDEX device_revoked ON device (revoked_at) WHERE revoked_at IS NOT NULL;

CREATE TABLE device_certificate (
    key_digest bytea PRIMARY KEY,                        -- SHA-256 of the public key
    device_id uuid NOT NULL REFERENCES device,
    administration_id int NOT NULL,
    serial text NOT NULL,                                -- hexadecimal
    issued_at timestamptz NOT NULL,
    valid_until timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX device_certificate_of ON device_certificate (device_id, issued_at);

CREATE TABLE device_invitation (
    device_id uuid PRIMARY KEY REFERENCES device,
    administration_id int NOT NULL,
    code_id text NOT NULL,
    secret_digest bytea NOT NULL,                        -- SHA-256 of id and secret
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    expires_at timestamptz NOT NULL,
    wrong_attempts int NOT NULL DEFAULT 0,
    used_at timestamptz,
    key_digest bytea                                     -- of the public key it was used with
);

-- Which administration a code is of: all that must be found before a tenant is known, and nothing about anybody.
CREATE TABLE device_code (
    code_id text PRIMARY KEY,
    administration_id int NOT NULL
);

-- Until when a device with a certificate of this administration that nobody registered is registered at its hello: for
-- the hour after this database was lost and made anew.
CREATE TABLE device_adoption (
    administration_id int PRIMARY KEY,
    until timestamptz NOT NULL,
    opened_by text NOT NULL
);

-- tenant device_code: task:enrollment reads, because a code is looked up before its administration is known
