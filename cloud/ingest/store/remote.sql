-- name: next_twin_version
UPDATE gateway SET twin_version = twin_version + 1, twin_made_at = to_timestamp($2 / 1e6), twin_made_by = $3
WHERE gateway_id = $1 AND enabled RETURNING twin_version
-- name: note_twin_report
UPDATE gateway SET twin_reported_version = $2, twin_outcome = $3, twin_reason = $4,
    twin_reported_at = to_timestamp($5 / 1e6), keys_in_use = $6
WHERE gateway_id = $1 AND enabled AND twin_reported_version <= $2
-- name: find_twin
SELECT twin_version, (extract(epoch FROM twin_made_at) * 1000000)::bigint, twin_made_by, twin_reported_version,
       twin_outcome, twin_reason, (extract(epoch FROM twin_reported_at) * 1000000)::bigint, keys_in_use
FROM gateway WHERE gateway_id = $1
-- name: add_command
INSERT INTO gateway_command (command_id, administration_id, gateway_id, kind, meter, made_at, made_by, expires_at)
SELECT $1, administration_id, gateway_id, $3, $4, to_timestamp($5 / 1e6), $6, to_timestamp($7 / 1e6)
FROM gateway WHERE gateway_id = $2 AND enabled RETURNING command_id
-- name: drop_old_commands
DELETE FROM gateway_command WHERE made_at < to_timestamp($1 / 1e6)
-- name: drop_command
DELETE FROM gateway_command WHERE command_id = $1
-- name: note_answer
UPDATE gateway_command SET status = $3, detail = $4, answered_at = to_timestamp($5 / 1e6)
WHERE command_id = $1 AND gateway_id = $2 AND status = ''
-- name: find_command
SELECT command_id, gateway_id, kind, meter, (extract(epoch FROM made_at) * 1000000)::bigint, made_by,
       (extract(epoch FROM expires_at) * 1000000)::bigint, status, detail,
       (extract(epoch FROM answered_at) * 1000000)::bigint
FROM gateway_command WHERE command_id = $1
-- name: newest_commands
SELECT command_id, gateway_id, kind, meter, (extract(epoch FROM made_at) * 1000000)::bigint, made_by,
       (extract(epoch FROM expires_at) * 1000000)::bigint, status, '' AS detail,
       (extract(epoch FROM answered_at) * 1000000)::bigint
FROM gateway_command WHERE gateway_id = $1 ORDER BY made_at DESC, command_id LIMIT $2
