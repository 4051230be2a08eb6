-- name: find_folio_range
SELECT first, last FROM folio_range WHERE device_id = $1 AND series = $2 AND request_key = $3

-- name: claim_series
INSERT INTO folio_series (administration_id, series, device_id, since) VALUES ($1, $2, $3::uuid, $4::timestamptz)
ON CONFLICT DO NOTHING

-- name: find_series_owner
SELECT device_id FROM folio_series WHERE series = $1

-- name: move_series
UPDATE folio_series SET device_id = $2::uuid, since = $3::timestamptz WHERE series = $1 AND device_id <> $2::uuid

-- name: count_unused_folios
SELECT coalesce(sum(last - first + 1), 0) - coalesce(sum(
    (SELECT count(*) FROM payment WHERE payment.series = folio_range.series AND folio_number BETWEEN first AND last)),
    0)
FROM folio_range WHERE device_id = $1 AND series = $2 AND epoch = $3

-- name: grant_folios
-- Above all that was ever granted, that stands on a payment, and that the device says it has seen ($8).
INSERT INTO folio_range (administration_id, series, first, last, device_id, request_key, granted_at, epoch)
SELECT $1::int, $2, next.first, next.first + $3::bigint - 1, $4::uuid, $5, $6::timestamptz, $7
FROM (SELECT greatest(coalesce((SELECT max(last) FROM folio_range WHERE series = $2), 0),
                      coalesce((SELECT max(folio_number) FROM payment WHERE series = $2 AND folio_stands), 0),
                      $8::bigint) + 1 AS first) next
RETURNING first, last

-- name: find_overlap
-- Who holds some of these folios, and whether that is all of them.
SELECT device_id, first <= $2::bigint AND last >= $3::bigint FROM folio_range
WHERE series = $1 AND first <= $3::bigint AND last >= $2::bigint ORDER BY first LIMIT 1

-- name: give_back_folios
-- Of no epoch: it does not count as unused.
INSERT INTO folio_range (administration_id, series, first, last, device_id, request_key, granted_at, epoch, given_back)
VALUES ($1::int, $2, $3::bigint, $4::bigint, $5::uuid, 'stated/' || $3::bigint || '-' || $4::bigint,
        $6::timestamptz, 0, true)

-- name: find_grant_of_folio
SELECT 1 FROM folio_range WHERE device_id = $1 AND series = $2 AND $3::bigint BETWEEN first AND last LIMIT 1

-- name: find_folio_holder
SELECT payment_id FROM payment WHERE series = $1 AND folio_number = $2 AND folio_stands

-- name: next_server_folio
SELECT count(*) + 1 FROM payment WHERE server_folio LIKE $1::text || '-%'
