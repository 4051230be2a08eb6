-- name: select_unacknowledged
SELECT number, epoch, seq, type, version, body, deps, hlc_wall_us, hlc_counter, actor, previous_hash, created_at_us
FROM sync_operation WHERE number > ? ORDER BY number LIMIT ?;

-- name: select_unanswered
SELECT o.number, o.epoch, o.seq, o.type, o.version, o.body, o.deps, o.hlc_wall_us, o.hlc_counter, o.actor,
       o.previous_hash, o.created_at_us
FROM sync_operation o LEFT JOIN sync_outcome r ON r.number = o.number
WHERE o.number > ? AND o.number <= ? AND r.number IS NULL ORDER BY o.number LIMIT ?;

-- name: first_unanswered
SELECT coalesce(min(o.number), 0) FROM sync_operation o
WHERE NOT EXISTS (SELECT 1 FROM sync_outcome r WHERE r.number = o.number);

-- name: set_acknowledged
UPDATE sync_device SET acknowledged = ?;

-- name: set_seen
UPDATE sync_device SET seen = max(seen, ?);

-- name: forget_seen
UPDATE sync_device SET seen = 0;

-- name: set_incarnation
UPDATE sync_device SET server_incarnation = ?;

-- name: find_number
SELECT number FROM sync_operation WHERE epoch = ? AND seq = ?;

-- name: put_outcome
INSERT INTO sync_outcome (number, verdict, code, field, reason, remedy, answered_at_us) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (number) DO UPDATE SET verdict = excluded.verdict, code = excluded.code, field = excluded.field,
    reason = excluded.reason, remedy = excluded.remedy, dismissed = 0
WHERE (verdict, code, field, reason, remedy) IS NOT (excluded.verdict, excluded.code, excluded.field, excluded.reason,
                                                     excluded.remedy);

-- name: rename_keep_old
INSERT OR IGNORE INTO sync_renamed (number, old_epoch, old_seq, old_hash)
SELECT number, epoch, seq, hash FROM sync_operation WHERE number > ?;

-- name: rename_operation
UPDATE sync_operation SET epoch = ?, seq = ?, previous_hash = ?, hash = ? WHERE number = ?;

-- name: set_epoch
UPDATE sync_device SET epoch = ?, epoch_base = ?, chain_hash = ?, acknowledged = ?, seen = min(seen, ?);

-- name: begin_of_last_run
-- What is kept for the person's attention may stand alone, with what followed it pruned: it was answered and stays
-- behind.
SELECT coalesce(max(o.number), 0) FROM sync_operation o
WHERE NOT EXISTS (SELECT 1 FROM sync_operation p WHERE p.number = o.number - 1);

-- name: read_feed
-- The copy that is being filled: the one that comes anew, else the one that is shown.
SELECT generation, state = 'coming', position, checksum, rows, applied_at_us FROM sync_feed
WHERE partition = ? AND state <> 'gone' ORDER BY state = 'coming' DESC LIMIT 1;

-- name: put_feed
INSERT INTO sync_feed (partition, generation, state, position, checksum, rows, applied_at_us)
VALUES (?, ?, 'standing', ?, ?, ?, ?)
ON CONFLICT (partition, generation) DO UPDATE SET position = excluded.position, checksum = excluded.checksum,
    rows = excluded.rows, applied_at_us = excluded.applied_at_us;

-- name: read_shown
SELECT applied_at_us, rows, EXISTS (SELECT 1 FROM sync_feed c WHERE c.partition = s.partition AND c.state = 'coming')
FROM sync_feed s WHERE s.partition = ? AND s.state = 'standing';

-- name: renewed_since
-- Of the one partition that a node has.
SELECT s.applied_at_us FROM sync_feed s JOIN sync_feed c ON c.partition = s.partition AND c.state = 'coming'
WHERE s.state = 'standing';

-- name: give_up_coming
UPDATE sync_feed SET state = 'gone' WHERE partition = ? AND state = 'coming';

-- name: begin_coming
INSERT INTO sync_feed (partition, generation, state, position, checksum, rows, applied_at_us)
SELECT ?1, coalesce(max(generation), 1) + 1, 'coming', 0, 0, 0, ?2 FROM sync_feed WHERE partition = ?1;

-- name: date_shown
UPDATE sync_feed SET applied_at_us = max(applied_at_us, ?) WHERE partition = ? AND state = 'standing';

-- name: end_standing
UPDATE sync_feed SET state = 'gone' WHERE partition = ? AND state = 'standing';

-- name: stand_coming
UPDATE sync_feed SET state = 'standing' WHERE partition = ? AND state = 'coming';

-- name: read_shadow
SELECT hash FROM sync_shadow WHERE partition = ? AND generation = ? AND kind = ? AND id = ?;

-- name: put_shadow
INSERT INTO sync_shadow (partition, generation, kind, id, hash) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (partition, generation, kind, id) DO UPDATE SET hash = excluded.hash;

-- name: delete_shadow
DELETE FROM sync_shadow WHERE partition = ? AND generation = ? AND kind = ? AND id = ?;

-- name: find_gone
SELECT partition, generation FROM sync_feed WHERE state = 'gone' ORDER BY partition, generation LIMIT 1;

-- name: sweep_shadow
DELETE FROM sync_shadow WHERE partition = ?1 AND generation = ?2 AND (kind, id) IN (
    SELECT kind, id FROM sync_shadow WHERE partition = ?1 AND generation = ?2 ORDER BY kind, id LIMIT ?3);

-- name: delete_gone
DELETE FROM sync_feed WHERE partition = ? AND generation = ?;

-- name: prune_operations
DELETE FROM sync_operation WHERE number IN (
    SELECT o.number FROM sync_operation o JOIN sync_outcome r ON r.number = o.number JOIN sync_device d
    WHERE r.answered_at_us < ? AND o.number < d.acknowledged AND o.number <= d.seen
      AND (r.verdict = 1 OR r.dismissed = 1)
      AND o.number < coalesce((SELECT min(u.number) FROM sync_operation u
                               WHERE NOT EXISTS (SELECT 1 FROM sync_outcome x WHERE x.number = u.number)), o.number + 1)
    ORDER BY o.number LIMIT ?);

-- name: prune_outcomes
DELETE FROM sync_outcome WHERE number < (SELECT coalesce(min(number), 0) FROM sync_operation)
    AND (verdict = 1 OR dismissed = 1);
