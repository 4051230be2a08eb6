-- name: ask_for_all
INSERT INTO announcement (administration_id, what) VALUES (0, '') ON CONFLICT DO NOTHING

-- name: take_request
DELETE FROM announcement WHERE administration_id = 0 AND what = '' RETURNING 1

-- name: list_administrations_of
SELECT administrations_of($1::text::regclass)

-- name: begin_announcement
-- One that runs begins again: who asked meanwhile has missed its first pages.
INSERT INTO announcement (administration_id, what) VALUES ($1, $2)
ON CONFLICT (administration_id, what) DO UPDATE SET after_key = '', told = 0, asked_at = now(), ended_at = NULL

-- name: find_announcement
SELECT administration_id, what FROM announcement WHERE what <> '' AND ended_at IS NULL AND what = ANY($1::text[])
ORDER BY asked_at, administration_id, what LIMIT 1

-- name: lock_announcement
SELECT after_key FROM announcement WHERE what = $1 AND ended_at IS NULL FOR UPDATE SKIP LOCKED

-- name: move_announcement
UPDATE announcement SET after_key = coalesce($2, after_key), told = told + $3,
    ended_at = CASE WHEN $2 IS NULL THEN now() END
WHERE what = $1

-- name: put_announcement_last
UPDATE announcement SET asked_at = clock_timestamp() WHERE what = $1 AND ended_at IS NULL

-- name: outbox_is_full
SELECT count(*) >= $1::bigint FROM (SELECT FROM outbox WHERE id > (SELECT moved FROM relay_place) LIMIT $1) AS waiting

-- name: list_announcements
SELECT administration_id, what, told, ended_at IS NOT NULL FROM announcement ORDER BY what, administration_id
