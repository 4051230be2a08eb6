-- name: insert_session
INSERT INTO cash_session (administration_id, session_id, device_id, cashier_id, till, business_date, float_centavos,
                          fingerprint, opened_at)
VALUES ($1, $2::uuid, $3::uuid, $4, $5, $6, $7, $8, $9::timestamptz)
ON CONFLICT DO NOTHING

-- name: find_session
SELECT float_centavos, cash_session.fingerprint, cash_close.session_id IS NOT NULL, cashier_id
FROM cash_session LEFT JOIN cash_close USING (administration_id, session_id)
WHERE cash_session.session_id = $1

-- name: find_other_open_session
SELECT 1 FROM cash_session
WHERE device_id = $1 AND till = $2 AND session_id <> $3
  AND NOT EXISTS (SELECT 1 FROM cash_close WHERE cash_close.session_id = cash_session.session_id)
LIMIT 1

-- name: session_cash
-- Without those that were cancelled: their cash went back.
SELECT coalesce(sum(tender.amount_centavos) FILTER (WHERE method = 'cash'), 0), count(DISTINCT payment_id)
FROM payment JOIN tender USING (administration_id, payment_id)
WHERE session_id = $1
  AND NOT EXISTS (SELECT 1 FROM payment_cancellation WHERE payment_cancellation.payment_id = payment.payment_id)

-- name: insert_close
INSERT INTO cash_close (administration_id, session_id, counted_centavos, device_expected_centavos,
                        server_expected_centavos, fingerprint, closed_at, closed_by)
VALUES ($1, $2::uuid, $3, $4, $5, $6, $7::timestamptz, $8)
ON CONFLICT DO NOTHING

-- name: find_close_fingerprint
SELECT fingerprint FROM cash_close WHERE session_id = $1

-- name: insert_counts
INSERT INTO cash_count (administration_id, session_id, denomination_centavos, count)
SELECT $1::int, $2::uuid, given.denomination, sum(given.count)
FROM unnest($3::bigint[], $4::int[]) AS given (denomination, count)
GROUP BY given.denomination

-- name: upsert_cashiers
INSERT INTO cashier (administration_id, cashier_id, name, pin_salt, pin_hash, role, inactive, office)
SELECT $1::int, given.*
FROM unnest($2::text[], $3::text[], $4::bytea[], $5::bytea[], $6::text[], $7::boolean[], $8::text[]) AS given
ON CONFLICT (administration_id, cashier_id) DO UPDATE SET
    name = excluded.name, role = excluded.role,
    pin_salt = CASE WHEN excluded.pin_hash = '' THEN cashier.pin_salt ELSE excluded.pin_salt END,
    pin_hash = CASE WHEN excluded.pin_hash = '' THEN cashier.pin_hash ELSE excluded.pin_hash END,
    inactive = excluded.inactive, office = excluded.office

-- name: deactivate_cashier
UPDATE cashier SET inactive = true WHERE cashier_id = $1 RETURNING name, role, office

-- name: list_cashiers
SELECT cashier_id, name, pin_salt, pin_hash, role, office FROM cashier
WHERE NOT inactive AND pin_hash <> '' AND office IN ('', $1) ORDER BY name, cashier_id LIMIT 500

-- name: find_active_supervisor
SELECT 1 FROM cashier WHERE cashier_id = $1 AND role = 'supervisor' AND NOT inactive

-- name: insert_reprint
INSERT INTO receipt_reprint (administration_id, payment_id, fingerprint, session_id, copy, printed_by, printed_at)
VALUES ($1, $2::uuid, $3, nullif($4, '')::uuid, $5, $6, $7::timestamptz)
ON CONFLICT DO NOTHING

-- name: insert_drawer_opening
INSERT INTO drawer_opening (administration_id, session_id, fingerprint, reason, opened_by, opened_at)
VALUES ($1, $2::uuid, $3, $4, $5, $6::timestamptz)
ON CONFLICT DO NOTHING
