-- name: find_gateway_owner
SELECT administration_id FROM gateway WHERE gateway_id = $1
-- name: put_code
INSERT INTO enrollment_code (code_id, administration_id, gateway_id, secret_digest, made_at, made_by, expires_at)
VALUES ($1, $2, $3, $4, to_timestamp($5 / 1e6), $6, to_timestamp($7 / 1e6))
ON CONFLICT (administration_id, gateway_id) DO UPDATE SET
    code_id = excluded.code_id, secret_digest = excluded.secret_digest, made_at = excluded.made_at,
    made_by = excluded.made_by, expires_at = excluded.expires_at, wrong_attempts = 0, used_at = NULL, key_digest = NULL
-- name: lock_code
SELECT administration_id, gateway_id, secret_digest, (extract(epoch FROM expires_at) * 1000000)::bigint, wrong_attempts,
       coalesce(key_digest, '')
FROM enrollment_code WHERE code_id = $1 FOR UPDATE
-- name: count_wrong_attempt
UPDATE enrollment_code SET wrong_attempts = wrong_attempts + 1 WHERE code_id = $1
-- name: use_code
UPDATE enrollment_code SET used_at = to_timestamp($2 / 1e6), key_digest = $3 WHERE code_id = $1
-- name: enroll_gateway
INSERT INTO gateway (administration_id, gateway_id, registered_at, enrolled_at, certificate_serial, certificate_until)
VALUES ($1, $2, to_timestamp($3 / 1e6), to_timestamp($3 / 1e6), $4, to_timestamp($5 / 1e6))
ON CONFLICT (administration_id, gateway_id) DO UPDATE SET enabled = true, enrolled_at = excluded.enrolled_at,
    certificate_serial = excluded.certificate_serial, certificate_until = excluded.certificate_until
-- name: put_certificate
INSERT INTO gateway_certificate (serial, administration_id, gateway_id, key_digest, issued_at, valid_until)
VALUES ($1, $2, $3, $4, to_timestamp($5 / 1e6), to_timestamp($6 / 1e6))
-- name: lock_gateway
SELECT 1 FROM gateway WHERE gateway_id = $1 AND enabled AND certificate_serial IS NOT NULL FOR UPDATE
-- name: count_certificates
SELECT count(*) FROM gateway_certificate WHERE gateway_id = $1 AND issued_at > to_timestamp($2 / 1e6)
-- name: renew_gateway
UPDATE gateway SET certificate_serial = $2, certificate_until = to_timestamp($3 / 1e6) WHERE gateway_id = $1
-- name: revoke_certificates
UPDATE gateway_certificate SET revoked_at = to_timestamp($2 / 1e6) WHERE gateway_id = $1 AND revoked_at IS NULL
-- name: list_revoked
SELECT serial, (extract(epoch FROM revoked_at) * 1000000)::bigint FROM gateway_certificate
WHERE revoked_at IS NOT NULL AND valid_until > to_timestamp($1 / 1e6) ORDER BY revoked_at, serial
-- name: revoke_gateway
UPDATE gateway SET enabled = false WHERE gateway_id = $1 RETURNING gateway_id
-- name: void_code
DELETE FROM enrollment_code WHERE gateway_id = $1
-- name: list_gateways
SELECT gateway_id, enabled, (extract(epoch FROM enrolled_at) * 1000000)::bigint,
       (extract(epoch FROM certificate_until) * 1000000)::bigint, (extract(epoch FROM last_batch_at) * 1000000)::bigint,
       recorded, duplicates, quarantined, undecryptable_meters, undecryptable_kept, release
FROM gateway WHERE gateway_id > $1 ORDER BY gateway_id LIMIT $2
-- name: note_state
UPDATE gateway SET undecryptable_meters = $2, undecryptable_kept = $3, release = $4 WHERE gateway_id = $1
