-- name: insert_device
INSERT INTO sync_device (only, device, administration) VALUES (1, ?, ?) ON CONFLICT (only) DO NOTHING;

-- name: read_device
SELECT device, administration, epoch, epoch_base, last_number, chain_hash, hlc_wall_us, hlc_counter, acknowledged, seen,
       server_incarnation
FROM sync_device;

-- name: insert_operation
INSERT INTO sync_operation (number, epoch, seq, type, version, body, deps, hlc_wall_us, hlc_counter, actor,
                            previous_hash, hash, created_at_us)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: advance_chain
UPDATE sync_device SET last_number = ?, chain_hash = ?, hlc_wall_us = ?, hlc_counter = ?;

-- name: count_pending
SELECT last_number - acknowledged FROM sync_device;

-- name: count_undecided
SELECT count(*) FROM sync_operation o WHERE NOT EXISTS (SELECT 1 FROM sync_outcome r WHERE r.number = o.number);

-- name: find_state
SELECT o.epoch, o.number, o.type, o.body, o.created_at_us, coalesce(r.verdict, 0), coalesce(r.code, ''),
       coalesce(r.reason, ''), coalesce(r.remedy, ''), o.number <= d.seen
FROM sync_operation o JOIN sync_device d LEFT JOIN sync_outcome r ON r.number = o.number
WHERE o.number = ?;

-- name: list_attention
SELECT o.epoch, o.number, o.type, o.body, o.created_at_us, r.verdict, r.code, r.reason, r.remedy, o.number <= d.seen
FROM sync_outcome r JOIN sync_operation o ON o.number = r.number JOIN sync_device d
WHERE r.verdict <> 1 AND r.dismissed = 0
ORDER BY r.number DESC LIMIT ?;

-- name: dismiss_outcome
UPDATE sync_outcome SET dismissed = 1 WHERE number = ?;
