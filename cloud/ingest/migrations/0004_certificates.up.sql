-- Every certificate that was signed for a gateway, so that all of a revoked gateway's are on the list that the broker
-- reads.
CREATE TABLE gateway_certificate (
    serial text PRIMARY KEY,            -- hexadecimal
    administration_id int NOT NULL,
    gateway_id text NOT NULL,
    key_digest bytea NOT NULL,          -- SHA-256 of the public key
    issued_at timestamptz NOT NULL,
    valid_until timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX gateway_certificate_of ON gateway_certificate (gateway_id, issued_at);
CREATE INDEX gateway_certificate_revoked ON gateway_certificate (revoked_at) WHERE revoked_at IS NOT NULL;
ALTER TABLE gateway_certificate ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON gateway_certificate
    USING (current_setting('aquacis.administration_id')::int IN (0, administration_id));
INSERT INTO gateway_certificate (serial, administration_id, gateway_id, key_digest, issued_at, valid_until, revoked_at)
SELECT certificate_serial, administration_id, gateway_id, ''::bytea, enrolled_at, certificate_until,
       CASE WHEN enabled THEN NULL ELSE enrolled_at END
FROM gateway WHERE certificate_serial IS NOT NULL;

-- tenant gateway_certificate: task:enrollment writes, because the code says whose the certificate is
-- tenant gateway_certificate: task:revocations reads, because the broker's list is of all administrations
-- grants gateway_certificate: insert, update (revoked_at), because a certificate that was signed stays known
