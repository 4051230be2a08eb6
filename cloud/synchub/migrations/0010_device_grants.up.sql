-- What devices were granted and hold. A context whose database is put back from a backup forgets what it granted since,
-- and is told again.
CREATE TABLE device_grant (
    administration_id int NOT NULL,
    device_id uuid NOT NULL,
    kind text NOT NULL,                                  -- "payments.folios"
    body bytea NOT NULL CHECK (length(body) <= 256),     -- as it was granted
    known_at timestamptz NOT NULL,
    is_stated boolean NOT NULL,                          -- on the device's word: this database did not see it granted
    to_tell boolean NOT NULL,                            -- to its context, before the device's next operation
    PRIMARY KEY (administration_id, device_id, kind, body)
);
CREATE INDEX device_grant_to_tell ON device_grant (device_id) WHERE to_tell;
-- grants device_grant: insert, update (to_tell), because what a device was granted is a fact
