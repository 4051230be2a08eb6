-- What the office wants gateways to be and to do, and what they answered. Meters' keys pass through and are not kept
-- here.
ALTER TABLE gateway
    ADD COLUMN twin_version bigint NOT NULL DEFAULT 0,
    ADD COLUMN twin_made_at timestamptz,
    ADD COLUMN twin_made_by text NOT NULL DEFAULT '',
    ADD COLUMN twin_reported_version bigint NOT NULL DEFAULT 0,
    ADD COLUMN twin_outcome text NOT NULL DEFAULT '',
    ADD COLUMN twin_reason text NOT NULL DEFAULT '',
    ADD COLUMN twin_reported_at timestamptz,
    ADD COLUMN keys_in_use bigint NOT NULL DEFAULT 0;

CREATE TABLE gateway_command (
    command_id text PRIMARY KEY,
    administration_id int NOT NULL,
    gateway_id text NOT NULL,
    kind text NOT NULL,
    meter text NOT NULL,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    expires_at timestamptz NOT NULL,
    status text NOT NULL DEFAULT '',    -- '': not answered
    detail text NOT NULL DEFAULT '',
    answered_at timestamptz
);
CREATE INDEX gateway_command_newest ON gateway_command (gateway_id, made_at DESC);
ALTER TABLE gateway_command ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON gateway_command USING (administration_id = current_setting('aquacis.administration_id')::int);
