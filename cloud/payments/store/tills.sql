-- name: claim_operation
INSERT INTO device_operation (administration_id, device_id, epoch, seq, type)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
RETURNING seq

-- name: find_outcome
SELECT verdict, code, field, reason, remedy FROM device_operation WHERE device_id = $1 AND epoch = $2 AND seq = $3

-- name: record_outcome
UPDATE device_operation SET verdict = $4, code = $5, field = $6, reason = $7, remedy = $8, body = $9
WHERE device_id = $1 AND epoch = $2 AND seq = $3

-- name: claim_folio
INSERT INTO folio (administration_id, series, number, payment_id) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
RETURNING number

-- name: find_folio_range
SELECT first_number, last_number FROM folio_range WHERE series = $1 AND request_key = $2

-- name: advance_series
INSERT INTO folio_series AS known (administration_id, series, next_number) VALUES ($1, $2, 1 + $3::bigint)
ON CONFLICT (administration_id, series) DO UPDATE SET next_number = known.next_number + $3::bigint
RETURNING next_number

-- name: insert_folio_range
INSERT INTO folio_range (administration_id, series, request_key, device_id, first_number, last_number) VALUES ($1, $2, $3, $4, $5, $6)

-- name: insert_session
INSERT INTO cash_session (administration_id, session_id, device_id, cashier_id, till, business_date, float_centavos, opened_at_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT DO NOTHING

-- name: find_session
SELECT * FROM cash_session WHERE session_id = $1

-- Fondo + cash in − change, from this ledger and not from what the device says.
-- name: expected_cash
SELECT (session.float_centavos + coalesce(sum(tender.amount_centavos), 0))::bigint
FROM cash_session AS session
LEFT JOIN payment ON payment.session_id = session.session_id
LEFT JOIN tender ON tender.payment_id = payment.payment_id AND tender.method = 'cash'
WHERE session.session_id = $1
GROUP BY session.float_centavos

-- name: close_session
UPDATE cash_session SET closed_at_us = $2, counted_centavos = $3, device_expected_centavos = $4, expected_centavos = $5
WHERE session_id = $1 AND closed_at_us IS NULL

-- name: upsert_cashier
INSERT INTO cashier (administration_id, cashier_id, name, role, pin_salt, pin_hash) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (administration_id, cashier_id)
DO UPDATE SET name = excluded.name, role = excluded.role, pin_salt = excluded.pin_salt, pin_hash = excluded.pin_hash
