-- name: list_administrations
SELECT administration_id FROM administration ORDER BY administration_id LIMIT 1000;

-- name: note_administration
INSERT INTO administration (administration_id) VALUES ($1) ON CONFLICT DO NOTHING;

-- name: register_device
-- Another administration's row is hidden: then nothing is inserted and nothing is updated.
INSERT INTO device (device_id, administration_id, name, office, registered_at, registered_by)
VALUES ($1::uuid, $2, $3, $4, $5::timestamptz, $6) ON CONFLICT DO NOTHING;

-- name: rename_device
UPDATE device SET name = $2, office = $3, revoked_at = NULL, revoked_by = '' WHERE device_id = $1::uuid RETURNING 1;

-- name: find_device
SELECT d.device_id::text, d.name, d.office, d.enrolled_at IS NULL, d.quarantined_at IS NOT NULL,
       d.revoked_at IS NOT NULL, (extract(epoch FROM d.enrolled_at) * 1000000)::bigint,
       (extract(epoch FROM d.greeted_at) * 1000000)::bigint,
       (SELECT (extract(epoch FROM max(c.valid_until)) * 1000000)::bigint FROM device_certificate c
        WHERE c.device_id = d.device_id AND c.revoked_at IS NULL),
       d.program_version, d.epoch, d.epoch_reason
FROM device d WHERE d.device_id = $1::uuid;

-- name: list_devices
SELECT d.device_id::text, d.name, d.office, d.enrolled_at IS NULL, d.quarantined_at IS NOT NULL,
       d.revoked_at IS NOT NULL, (extract(epoch FROM d.enrolled_at) * 1000000)::bigint,
       (extract(epoch FROM d.greeted_at) * 1000000)::bigint,
       (SELECT (extract(epoch FROM max(c.valid_until)) * 1000000)::bigint FROM device_certificate c
        WHERE c.device_id = d.device_id AND c.revoked_at IS NULL),
       d.program_version, d.epoch, d.epoch_reason
FROM device d WHERE d.device_id > $1::uuid ORDER BY d.device_id LIMIT $2;

-- name: revoke_device
UPDATE device SET revoked_at = coalesce(revoked_at, $2::timestamptz),
    revoked_by = CASE WHEN revoked_at IS NULL THEN $3 ELSE revoked_by END
WHERE device_id = $1::uuid RETURNING 1;

-- name: revoke_device_certificates
UPDATE device_certificate SET revoked_at = $2::timestamptz WHERE device_id = $1::uuid AND revoked_at IS NULL;

-- name: revoke_other_certificates
UPDATE device_certificate SET revoked_at = $2::timestamptz
WHERE device_id = $1::uuid AND key_digest <> $3::bytea AND revoked_at IS NULL;

-- name: revoked_since
SELECT device_id::text FROM device WHERE revoked_at > $1::timestamptz LIMIT 1000;

-- name: put_device_code
INSERT INTO device_code (code_id, administration_id) VALUES ($1, $2);

-- name: forget_device_code
DELETE FROM device_code WHERE code_id = (SELECT code_id FROM device_invitation WHERE device_id = $1::uuid);

-- name: find_code_administration
SELECT administration_id FROM device_code WHERE code_id = $1;

-- name: put_invitation
INSERT INTO device_invitation (device_id, administration_id, code_id, secret_digest, made_at, made_by, expires_at)
VALUES ($1::uuid, $2, $3, $4::bytea, $5::timestamptz, $6, $7::timestamptz)
ON CONFLICT (device_id) DO UPDATE SET code_id = excluded.code_id, secret_digest = excluded.secret_digest,
    made_at = excluded.made_at, made_by = excluded.made_by, expires_at = excluded.expires_at, wrong_attempts = 0,
    used_at = NULL, key_digest = NULL;

-- name: forget_invitation
DELETE FROM device_invitation WHERE device_id = $1::uuid;

-- name: lock_invitation
SELECT device_id::text, secret_digest, (extract(epoch FROM expires_at) * 1000000)::bigint, wrong_attempts,
       coalesce(key_digest, '')
FROM device_invitation WHERE code_id = $1 FOR UPDATE;

-- name: count_wrong_code
UPDATE device_invitation SET wrong_attempts = wrong_attempts + 1 WHERE code_id = $1;

-- name: use_invitation
UPDATE device_invitation SET used_at = $2::timestamptz, key_digest = $3::bytea WHERE code_id = $1;

-- name: enroll_device
UPDATE device SET enrolled_at = $2::timestamptz, revoked_at = NULL, revoked_by = '', quarantined_at = NULL,
    epoch_began_at = NULL
WHERE device_id = $1::uuid;

-- name: put_device_certificate
INSERT INTO device_certificate (key_digest, device_id, administration_id, serial, issued_at, valid_until)
VALUES ($1::bytea, $2::uuid, $3, $4, $5::timestamptz, $6::timestamptz)
ON CONFLICT (administration_id, key_digest) DO UPDATE SET serial = excluded.serial, issued_at = excluded.issued_at,
    valid_until = excluded.valid_until, revoked_at = NULL
WHERE device_certificate.device_id = excluded.device_id
RETURNING 1;

-- name: count_device_certificates
SELECT count(*) FROM device_certificate WHERE device_id = $1::uuid AND issued_at > $2::timestamptz;

-- name: lock_device
SELECT epoch, acknowledged_seq, chain_hash, forgotten_epoch, forgotten_seq
FROM device WHERE device_id = $1::uuid FOR UPDATE;

-- name: note_answered
UPDATE device SET answered_epoch = $2, answered_seq = $3 WHERE device_id = $1::uuid;

-- name: admit_device
-- $2: the key of the certificate that opened the stream. One row: what speaks against it, in order of weight.
SELECT d.revoked_at IS NOT NULL, d.quarantined_at IS NOT NULL, d.office,
       EXISTS (SELECT 1 FROM device_certificate c
               WHERE c.device_id = d.device_id AND c.key_digest = $2::bytea AND c.revoked_at IS NULL)
FROM device d WHERE d.device_id = $1::uuid;

-- name: greet_device
UPDATE device SET program_version = $2, greeted_at = $3::timestamptz WHERE device_id = $1::uuid;

-- name: begin_epoch
UPDATE device SET epoch = $2, acknowledged_seq = 0, chain_hash = '', epoch_reason = $3 WHERE device_id = $1::uuid;

-- name: note_copy
-- A second epoch for a copy within $3: both copies are alive, the device is in quarantine until somebody enrolls it
-- again.
UPDATE device SET epoch_began_at = $2::timestamptz,
    quarantined_at = CASE WHEN epoch_began_at > $2::timestamptz - make_interval(secs => $3)
        THEN coalesce(quarantined_at, $2::timestamptz)
                          ELSE quarantined_at END
WHERE device_id = $1::uuid RETURNING quarantined_at IS NOT NULL;

-- name: advance_chain
UPDATE device SET acknowledged_seq = $2, chain_hash = $3::bytea WHERE device_id = $1::uuid;

-- name: count_sent
UPDATE device SET sent_day = $2::date, sent_bytes = CASE WHEN sent_day = $2::date THEN sent_bytes ELSE 0 END + $3,
    unknown_bytes = CASE WHEN sent_day = $2::date THEN unknown_bytes ELSE 0 END + $4
WHERE device_id = $1::uuid RETURNING sent_bytes, unknown_bytes;

-- name: open_adoption
INSERT INTO device_adoption (administration_id, until, opened_by) VALUES ($1, $2::timestamptz, $3)
ON CONFLICT (administration_id) DO UPDATE SET until = excluded.until, opened_by = excluded.opened_by;

-- name: is_adopting
SELECT opened_by FROM device_adoption WHERE until > $1::timestamptz;
