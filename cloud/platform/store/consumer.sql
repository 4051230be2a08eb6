-- name: find_offsets
SELECT partition, last_offset, event_id, log FROM consumer_offset WHERE consumer = $1 AND topic = $2

-- name: begin_offset
INSERT INTO consumer_offset (consumer, topic, partition, last_offset) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING

-- name: lock_offset
-- One process at a time takes effect from a partition; another one sees here how far it came.
SELECT last_offset FROM consumer_offset WHERE consumer = $1 AND topic = $2 AND partition = $3 FOR UPDATE

-- name: remember_offset
UPDATE consumer_offset SET last_offset = $4, event_id = $5, log = $6
WHERE consumer = $1 AND topic = $2 AND partition = $3 AND last_offset < $4

-- name: list_offsets
SELECT consumer, topic, partition, last_offset, event_id, log FROM consumer_offset ORDER BY consumer, topic, partition

-- name: set_offset_back
-- Whoever is held back waits from there too: the log may have other events at the offsets that were passed.
WITH held AS (
    UPDATE held_back SET after_offset = least(after_offset, $4), passed_to = -1
    WHERE consumer = $1 AND topic = $2 AND partition = $3
)
UPDATE consumer_offset SET last_offset = $4, event_id = NULL, log = ''
WHERE consumer = $1 AND topic = $2 AND partition = $3

-- name: claim_events
-- An event whose key is set aside is not claimed: it goes behind.
INSERT INTO inbox (consumer, event_id, administration_id)
SELECT DISTINCT $1, given.id, $5::int FROM unnest($3::uuid[], $4::text[]) AS given(id, key)
WHERE NOT EXISTS (SELECT FROM set_aside AS held WHERE held.consumer = $1 AND held.topic = $2 AND held.key = given.key)
ON CONFLICT DO NOTHING
RETURNING event_id

-- name: claim_set_aside
INSERT INTO inbox (consumer, event_id, administration_id)
SELECT $1, id, $3::int FROM unnest($2::uuid[]) AS id
ON CONFLICT DO NOTHING
RETURNING event_id

-- name: find_held_keys
SELECT DISTINCT key FROM set_aside WHERE consumer = $1 AND topic = $2 AND key = ANY($3::text[])

-- name: count_set_aside
SELECT count(*) FROM set_aside WHERE consumer = $1 AND topic = $2

-- name: hold_back
INSERT INTO held_back (administration_id, consumer, topic, partition, after_offset, passed_to)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (administration_id, consumer, topic, partition)
DO UPDATE SET passed_to = greatest(held_back.passed_to, excluded.passed_to)

-- name: find_held_back
-- Asked after lock_offset, in a statement of its own: only so it sees what another process committed while this one
-- waited.
SELECT after_offset, passed_to FROM held_back WHERE consumer = $1 AND topic = $2 AND partition = $3

-- name: pass_over
UPDATE held_back SET passed_to = $4 WHERE consumer = $1 AND topic = $2 AND partition = $3 AND passed_to < $4

-- name: list_held_back
SELECT administration_id, partition, after_offset FROM held_back WHERE consumer = $1 AND topic = $2

-- name: move_held_back
UPDATE held_back SET after_offset = $4 WHERE consumer = $1 AND topic = $2 AND partition = $3

-- name: end_held_back
DELETE FROM held_back WHERE consumer = $1 AND topic = $2 AND partition = $3

-- name: set_aside
-- What is set aside already stays where it is in its key's order.
INSERT INTO set_aside (administration_id, consumer, topic, partition, log_offset, event_id, key, envelope, tries,
                       next_try_at, reason)
SELECT $1, $2, $3, $4, given.log_offset, given.event_id, given.key, given.envelope, $9::int,
       clock_timestamp() + $10::bigint * interval '1 millisecond', $11
FROM unnest($5::bigint[], $6::uuid[], $7::text[], $8::bytea[])
    WITH ORDINALITY AS given(log_offset, event_id, key, envelope, place)
ORDER BY given.place
ON CONFLICT (consumer, event_id) DO NOTHING

-- name: find_due_keys
SELECT administration_id, partition, key FROM set_aside
WHERE consumer = $1 AND topic = $2 AND next_try_at <= clock_timestamp()
ORDER BY next_try_at LIMIT $3

-- name: look_at_keys
-- How many keys wait, and in how many milliseconds the first is due.
SELECT count(*), coalesce(ceil(extract(epoch FROM min(next_try_at) - clock_timestamp()) * 1000)::bigint, 0)
FROM set_aside WHERE consumer = $1 AND topic = $2 AND next_try_at IS NOT NULL

-- name: is_due
SELECT 1 FROM set_aside WHERE consumer = $1 AND topic = $2 AND key = $3 AND next_try_at <= clock_timestamp()

-- name: read_set_aside
SELECT id, envelope, partition, log_offset, tries FROM set_aside
WHERE consumer = $1 AND topic = $2 AND key = $3 ORDER BY id LIMIT $4

-- name: forget_set_aside
DELETE FROM set_aside WHERE id = ANY($1::bigint[])

-- name: try_again_later
UPDATE set_aside SET tries = $2, next_try_at = clock_timestamp() + $3::bigint * interval '1 millisecond', reason = $4
WHERE id = $1

-- name: try_next_of_key
UPDATE set_aside SET next_try_at = clock_timestamp()
WHERE id = (SELECT min(id) FROM set_aside WHERE consumer = $1 AND topic = $2 AND key = $3) AND next_try_at IS NULL

-- name: insert_dead_letter
-- One that died before, was replayed and died again waits again, with its newest reason.
INSERT INTO dead_letter (administration_id, consumer, topic, partition, log_offset, event_id, key, envelope, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (consumer, event_id) DO UPDATE SET partition = excluded.partition, log_offset = excluded.log_offset,
    reason = excluded.reason, died_at = now(), replayed_at = NULL

-- name: newest_dead_letters
SELECT id, consumer, reason, topic, key, envelope, partition, log_offset,
       (extract(epoch FROM died_at) * 1000000)::bigint, replayed_at IS NOT NULL
FROM dead_letter
ORDER BY died_at DESC, id DESC LIMIT $1

-- name: find_dead_letter
SELECT id, consumer, reason, topic, key, envelope, partition, log_offset,
       (extract(epoch FROM died_at) * 1000000)::bigint, replayed_at IS NOT NULL
FROM dead_letter
WHERE id = $1

-- name: replay_letter
INSERT INTO set_aside (administration_id, consumer, topic, partition, log_offset, event_id, key, envelope)
SELECT administration_id, consumer, topic, partition, log_offset, event_id, key, envelope FROM dead_letter WHERE id = $1
ON CONFLICT (consumer, event_id) DO NOTHING

-- name: mark_replayed
UPDATE dead_letter SET replayed_at = now() WHERE id = $1

-- name: count_waiting_letters
SELECT count(*) FROM dead_letter WHERE replayed_at IS NULL

-- name: forget_taken
DELETE FROM inbox WHERE (consumer, event_id) IN (
    SELECT consumer, event_id FROM inbox WHERE taken_on < current_date - $1::int ORDER BY taken_on LIMIT $2)

-- name: forget_outcomes
DELETE FROM operation_outcome WHERE ctid = ANY (ARRAY (
    SELECT ctid FROM operation_outcome
    WHERE verdict = 'accepted' AND decided_at < now() - $1::int * interval '1 day' ORDER BY decided_at LIMIT $2))

-- name: forget_quarantined
-- Bodies of money stay, whatever their age: $3 is how its types begin.
DELETE FROM operation_quarantine WHERE ctid = ANY (ARRAY (
    SELECT ctid FROM operation_quarantine
    WHERE received_at < now() - $1::int * interval '1 day'
      AND NOT EXISTS (SELECT FROM unnest($3::text[]) AS money(word) WHERE starts_with(type, word))
    ORDER BY received_at LIMIT $2))

-- name: forget_letters
DELETE FROM dead_letter WHERE id IN (
    SELECT id FROM dead_letter WHERE died_at < now() - $1::int * interval '1 day' ORDER BY died_at LIMIT $2)
