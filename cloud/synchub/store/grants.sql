-- name: put_grants
-- Known ones stay as they are. A device that has $7 of them has no more.
INSERT INTO device_grant (administration_id, device_id, kind, body, known_at, is_stated, to_tell)
SELECT $1::int, $2::uuid, x.kind, x.body, $5::timestamptz, $6::boolean, $6::boolean
FROM unnest($3::text[], $4::bytea[]) AS x(kind, body)
WHERE (SELECT count(*) FROM device_grant WHERE device_id = $2::uuid) < $7
ON CONFLICT DO NOTHING;

-- name: grants_to_tell
SELECT kind, body FROM device_grant WHERE device_id = $1::uuid AND to_tell ORDER BY known_at, kind, body LIMIT $2;

-- name: note_told
UPDATE device_grant SET to_tell = false WHERE device_id = $1::uuid AND kind = $2 AND body = $3::bytea;

-- name: tell_grants_again
UPDATE device_grant SET to_tell = true
WHERE known_at >= $2::timestamptz AND ($1 = '' OR split_part(kind, '.', 1) = $1);
