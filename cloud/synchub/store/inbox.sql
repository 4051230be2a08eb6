-- name: renew_incarnation
UPDATE hub SET incarnation = gen_random_uuid() RETURNING incarnation::text;

-- name: settle_incarnation
-- A database that was restored stands elsewhere: on another cluster or timeline, under another oid, or its tables are
-- other files. Its positions then mean other rows than those that it told tills.
UPDATE hub SET incarnation = gen_random_uuid(), place = here.place
FROM (SELECT (SELECT system_identifier FROM pg_control_system()) || '/'
             || left(pg_walfile_name(pg_current_wal_lsn()), 8)
             || '/' || (SELECT oid FROM pg_database WHERE datname = current_database()) || '/'
             || pg_relation_filenode('hub') AS place) AS here
WHERE hub.place IS DISTINCT FROM here.place;

-- name: read_incarnation
SELECT incarnation::text FROM hub;

-- name: count_undecided
SELECT count(*) FROM operation WHERE device_id = $1::uuid AND verdict IS NULL;

-- name: select_held
SELECT o.epoch, o.seq, o.hash, o.verdict, o.code, o.field, o.reason, o.remedy
FROM jsonb_to_recordset($2::jsonb) AS x(epoch bigint, seq bigint)
JOIN operation o ON o.device_id = $1::uuid AND o.epoch = x.epoch AND o.seq = x.seq;

-- name: insert_operation
INSERT INTO operation (device_id, epoch, seq, administration_id, type, version, body, deps, hlc_wall_us, hlc_counter,
                       actor, previous_hash, hash, act_hash, created_at_us, received_at, same_act_epoch, same_act_seq)
SELECT $1::uuid, $2::bigint, $3::bigint, $4::int, $5::text, $6::int, $7::bytea, $8::bigint[], $9::bigint, $10::bigint,
       $11::text, $12::bytea, $13::bytea, $14::bytea, $15::bigint, $16::timestamptz, prior.epoch, prior.seq
FROM (SELECT 1) AS always LEFT JOIN LATERAL (
    SELECT o.epoch, o.seq FROM operation o
    WHERE o.device_id = $1::uuid AND o.act_hash = $14::bytea AND o.same_act_seq IS NULL
    ORDER BY o.epoch, o.seq LIMIT 1) AS prior ON true;

-- name: await_effects
INSERT INTO awaited_effect (device_id, epoch, seq, entity, administration_id)
SELECT $1::uuid, $2::bigint, $3::bigint, x.entity, $4::int FROM unnest($5::text[]) AS x(entity)
ON CONFLICT DO NOTHING;

-- name: forget_operations
-- $1, $2: settled before then, refused before then. What its device has not said that it knows stays, and so does the
-- one that it shows when it comes again.
WITH gone AS (
    DELETE FROM operation WHERE ctid = ANY (ARRAY (
        SELECT o.ctid
        FROM operation o JOIN device d ON d.device_id = o.device_id
        CROSS JOIN LATERAL (
            SELECT s.epoch, s.seq FROM device_seen s
            WHERE s.administration_id = d.administration_id AND s.device_id = d.device_id
            ORDER BY s.epoch DESC, s.seq DESC LIMIT 1) AS seen
        WHERE o.decided_at < $1::timestamptz AND (o.verdict <= 2 OR o.decided_at < $2::timestamptz)
          AND (o.redriven_at IS NULL OR o.redriven_at < $1::timestamptz)
          AND (o.epoch, o.seq) <= (seen.epoch, seen.seq)
          AND (o.epoch, o.seq) <= (d.answered_epoch, d.answered_seq)
          AND (o.epoch, o.seq) < (d.epoch, d.acknowledged_seq)
        ORDER BY o.decided_at LIMIT $3))
    RETURNING device_id, epoch, seq
), furthest AS (
    SELECT DISTINCT ON (device_id) device_id, epoch, seq FROM gone ORDER BY device_id, epoch DESC, seq DESC
), noted AS (
    UPDATE device SET forgotten_epoch = furthest.epoch, forgotten_seq = furthest.seq
    FROM furthest WHERE device.device_id = furthest.device_id
                    AND (device.forgotten_epoch, device.forgotten_seq) < (furthest.epoch, furthest.seq)
)
SELECT count(*) FROM gone;

-- name: forget_awaited
DELETE FROM awaited_effect WHERE ctid = ANY (ARRAY (
    SELECT a.ctid FROM device d
    CROSS JOIN LATERAL (
        SELECT s.epoch, s.seq FROM device_seen s
        WHERE s.administration_id = d.administration_id AND s.device_id = d.device_id
        ORDER BY s.epoch DESC, s.seq DESC LIMIT 1) AS seen
    JOIN awaited_effect a ON a.administration_id = d.administration_id AND a.device_id = d.device_id
                         AND (a.epoch, a.seq) <= (seen.epoch, seen.seq)
    LIMIT $1));

-- name: forget_seen
-- A stream asks for the newest place that its position has reached: $1 of them are more than can be under way.
DELETE FROM device_seen WHERE ctid = ANY (ARRAY (
    SELECT s.ctid FROM device d
    CROSS JOIN LATERAL (
        SELECT n.epoch, n.seq FROM device_seen n
        WHERE n.administration_id = d.administration_id AND n.device_id = d.device_id
        ORDER BY n.epoch DESC, n.seq DESC OFFSET $1 LIMIT 1) AS old
    JOIN device_seen s ON s.administration_id = d.administration_id AND s.device_id = d.device_id
                      AND (s.epoch, s.seq) <= (old.epoch, old.seq)
    LIMIT $2));

-- name: next_undecided
SELECT o.epoch, o.seq, o.type, o.version, o.body, array_to_string(o.deps, ','), o.hlc_wall_us, o.hlc_counter, o.actor,
       o.previous_hash, o.created_at_us, o.attempts,
       p.verdict, p.code, p.field, p.reason, p.remedy,
       EXISTS (SELECT 1 FROM operation d WHERE d.device_id = o.device_id AND d.epoch = o.epoch AND d.seq = ANY (o.deps)
                                           AND d.verdict IN (3, 4)),
       (extract(epoch FROM o.received_at) * 1000000)::bigint, p.seq IS NOT NULL
FROM operation o
LEFT JOIN operation p ON p.device_id = o.device_id AND p.epoch = o.same_act_epoch AND p.seq = o.same_act_seq
WHERE o.device_id = $1::uuid AND o.verdict IS NULL
ORDER BY o.epoch, o.seq LIMIT 1;

-- name: record_outcome
-- Asked again and answered in the same words: then there is nothing to tell the device anew.
UPDATE operation SET verdict = $4, code = $5, field = $6, reason = $7, remedy = $8, decided_at = $9::timestamptz,
    redriven_at = CASE WHEN (code, field, reason, remedy) IS DISTINCT FROM ($5, $6, $7, $8) THEN redriven_at END
WHERE device_id = $1::uuid AND epoch = $2 AND seq = $3 AND verdict IS NULL
RETURNING redriven_at IS NOT NULL;

-- name: count_attempt
UPDATE operation SET attempts = attempts + 1 WHERE device_id = $1::uuid AND epoch = $2 AND seq = $3;

-- name: devices_with_undecided
SELECT DISTINCT device_id::text FROM operation WHERE verdict IS NULL LIMIT 1000;

-- name: devices_not_seen
SELECT DISTINCT o.device_id::text FROM operation o
WHERE o.decided_at > $1::timestamptz
  AND NOT EXISTS (SELECT 1 FROM device_seen s WHERE s.device_id = o.device_id AND (s.epoch, s.seq) >= (o.epoch, o.seq))
LIMIT 1000;

-- name: effects_arrived
INSERT INTO awaited_effect (device_id, epoch, seq, entity, administration_id, has_arrived)
SELECT DISTINCT x.device, x.epoch, x.seq, x.entity, $2::int, true
FROM jsonb_to_recordset($1::jsonb) AS x(device uuid, epoch bigint, seq bigint, entity text)
ON CONFLICT (administration_id, device_id, epoch, seq, entity) DO UPDATE SET has_arrived = true;

-- name: measure_operations
-- $2 of each kind and administration at most; parked ones since $3.
SELECT a.administration_id, waiting.count, waiting.oldest_s, parked.count
FROM administration a
CROSS JOIN LATERAL (
    SELECT count(*), coalesce(extract(epoch FROM $1::timestamptz - min(received_at))::bigint, 0) AS oldest_s
    FROM (SELECT received_at FROM operation o WHERE o.administration_id = a.administration_id AND o.verdict IS NULL
          ORDER BY received_at LIMIT $2) AS few) AS waiting
CROSS JOIN LATERAL (
    SELECT count(*) FROM (SELECT FROM operation o WHERE o.administration_id = a.administration_id AND o.verdict = 3
                          AND o.decided_at > $3::timestamptz LIMIT $2) AS few) AS parked
ORDER BY a.administration_id LIMIT 1000;

-- name: redrive
-- Parked ones by the code or the time of their outcome; an empty $1 means any code. $4: also what was accepted or
-- merged, of the context $5 or, when that is empty, of all. The words stay until the new outcome is compared with them.
UPDATE operation SET verdict = NULL, decided_at = NULL, attempts = 0, redriven_at = $3::timestamptz
WHERE decided_at >= $2::timestamptz AND (verdict = 3 OR verdict < 3 AND $4) AND ($1 = '' OR code = $1)
  AND ($5 = '' OR split_part(type, '.', 1) = $5);

-- name: list_redriven
SELECT epoch, seq FROM operation WHERE device_id = $1::uuid AND redriven_at > $2::timestamptz
ORDER BY redriven_at DESC, epoch, seq LIMIT 5000;

-- name: last_seen
SELECT epoch, seq FROM device_seen WHERE device_id = $1::uuid ORDER BY epoch DESC, seq DESC LIMIT 1;

-- name: advance_seen
-- $2, $3: the last seen; $4: the partition's position. No clock: what was announced arrives, or was not seen.
WITH state AS (
    SELECT o.epoch, o.seq, o.verdict IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM awaited_effect a WHERE a.device_id = o.device_id AND a.epoch = o.epoch AND a.seq = o.seq
                                         AND NOT a.has_arrived) AS is_settled
    FROM operation o
    WHERE o.device_id = $1::uuid AND (o.epoch, o.seq) > ($2::bigint, $3::bigint)
    ORDER BY o.epoch, o.seq LIMIT 1000
), blocked AS (
    SELECT epoch, seq FROM state WHERE NOT is_settled ORDER BY epoch, seq LIMIT 1
), reached AS (
    SELECT s.epoch, s.seq FROM state s
    WHERE NOT EXISTS (SELECT 1 FROM blocked b WHERE (s.epoch, s.seq) >= (b.epoch, b.seq))
    ORDER BY s.epoch DESC, s.seq DESC LIMIT 1
)
INSERT INTO device_seen (device_id, epoch, seq, administration_id, position)
SELECT $1::uuid, epoch, seq, current_administration(), $4::bigint FROM reached
ON CONFLICT DO NOTHING
RETURNING epoch, seq;

-- name: seen_at
SELECT seq FROM device_seen WHERE device_id = $1::uuid AND epoch = $2 AND position <= $3 ORDER BY seq DESC LIMIT 1;
