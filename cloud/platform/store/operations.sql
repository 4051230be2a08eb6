-- name: lock_name
SELECT pg_advisory_xact_lock(hashtextextended($1, 7301))

-- name: find_operation_outcomes
SELECT fingerprint, verdict, code, field, reason, remedy, effects
FROM operation_outcome WHERE device_id = $1 AND epoch = $2 AND seq = $3

-- name: find_outcome_of_act
-- The same body of the same device under whatever name: a restored device sends what it did again.
SELECT fingerprint, verdict, code, field, reason, remedy, effects
FROM operation_outcome WHERE device_id = $1 AND fingerprint = $2 ORDER BY epoch, seq LIMIT 1

-- name: insert_operation_outcome
INSERT INTO operation_outcome (administration_id, device_id, epoch, seq, fingerprint, type, verdict, code, field,
                               reason, remedy, decided_at, effects)
VALUES ($1, $2::uuid, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::timestamptz, $13::text[])

-- name: quarantine_operation
INSERT INTO operation_quarantine (administration_id, device_id, epoch, seq, fingerprint, type, version, body, code,
                                  received_at)
VALUES ($1, $2::uuid, $3, $4, $5, $6, $7, $8::bytea, $9, $10::timestamptz)
ON CONFLICT DO NOTHING
