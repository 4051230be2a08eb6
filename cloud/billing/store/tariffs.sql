-- name: insert_tariff
INSERT INTO tariff_version (administration_id, code, version, valid_from, sha256, definition, published_at)
VALUES ($1, $2, $3, $4::date, $5, $6, $7::timestamptz)
ON CONFLICT DO NOTHING

-- name: find_tariff_sha256
SELECT sha256 FROM tariff_version WHERE code = $1 AND version = $2

-- name: find_tariff
SELECT definition, sha256, to_char(published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
FROM tariff_version WHERE code = $1 AND version = $2

-- name: find_tariffs_in_force
SELECT DISTINCT ON (code) definition, sha256
FROM tariff_version
WHERE code = ANY ($1::text[]) AND valid_from <= $2::date
ORDER BY code, valid_from DESC, version DESC
