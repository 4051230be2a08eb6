-- name: cashiers
SELECT cashier_id, name, pin_salt, pin_hash, role FROM cashier ORDER BY name LIMIT 500

-- name: cashier
SELECT cashier_id, name, pin_salt, pin_hash, role FROM cashier WHERE cashier_id = ?

-- name: wrong_pins
SELECT failures, blocked_until_us FROM wrong_pin WHERE cashier_id = ?

-- name: put_wrong_pins
INSERT OR REPLACE INTO wrong_pin (cashier_id, failures, blocked_until_us) VALUES (?,?,?)

-- name: open_session_of_drawer
SELECT session_id, number, drawer, cashier_id, cashier_name, business_date, float_centavos, opened_at_us, closed_at_us,
  counted_centavos, expected_centavos
FROM cash_session WHERE drawer = ? AND closed_at_us IS NULL

-- name: session
SELECT session_id, number, drawer, cashier_id, cashier_name, business_date, float_centavos, opened_at_us, closed_at_us,
  counted_centavos, expected_centavos
FROM cash_session WHERE session_id = ?

-- name: next_session_number
SELECT coalesce(max(number), 0) + 1 FROM cash_session

-- name: insert_session
INSERT INTO cash_session (session_id, number, drawer, cashier_id, cashier_name, business_date, float_centavos, opened_at_us,
  opened_seq) VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING

-- name: insert_count
INSERT INTO cash_count (session_id, denomination_centavos, count) VALUES (?,?,?)

-- name: close_session
UPDATE cash_session SET closed_at_us = ?, counted_centavos = ?, expected_centavos = ?, closed_seq = ?
WHERE session_id = ? AND closed_at_us IS NULL

-- name: insert_drawer_opening
INSERT INTO drawer_opening (opened_at_us, session_id, reason) VALUES (?,?,?)

-- name: unsent_payments
SELECT count(*) FROM payment WHERE operation_seq > max(
  (SELECT coalesce(max(operation_seq), 0) FROM payment), (SELECT coalesce(max(max(opened_seq, closed_seq)), 0) FROM cash_session)) - ?1

-- name: expected_cash
SELECT s.float_centavos + coalesce((SELECT sum(t.amount_centavos) FROM tender t JOIN payment p ON p.payment_id = t.payment_id
  WHERE p.session_id = s.session_id AND t.method = 'cash'), 0)
FROM cash_session s WHERE s.session_id = ?

-- name: session_totals
SELECT t.method, sum(t.amount_centavos) FROM tender t JOIN payment p ON p.payment_id = t.payment_id
WHERE p.session_id = ? GROUP BY t.method ORDER BY t.method

-- name: session_payments
SELECT count(*) FROM payment WHERE session_id = ?

-- name: contract_by_id
SELECT contract_id, number, customer_name, street, street_number, settlement, municipality, zone_id, use_class, tariff_code,
  meter_label, meter_serial, state FROM contract WHERE contract_id = ?

-- name: contract_by_number
SELECT contract_id, number, customer_name, street, street_number, settlement, municipality, zone_id, use_class, tariff_code,
  meter_label, meter_serial, state FROM contract WHERE number = ?

-- name: account_head
SELECT coalesce(a.credit_centavos, 0) + coalesce((SELECT sum(p.advance_centavos) FROM payment p
  WHERE p.contract_id = ?1 AND p.effect_seen = 0), 0), coalesce(a.as_of_us, 0)
FROM (SELECT 1) LEFT JOIN account a ON a.contract_id = ?1

-- name: debts_now
SELECT invoice_id, number, period, due_date, total_centavos, remaining_centavos, pending_centavos, consumed_litres,
  issued_centavos, surcharge_centavos
FROM debt_now WHERE contract_id = ? AND remaining_centavos > pending_centavos ORDER BY position LIMIT ?

-- name: consumption
SELECT period, consumed_litres FROM invoice WHERE contract_id = ? ORDER BY period DESC LIMIT ?

-- name: invoice_body
SELECT body FROM invoice WHERE invoice_id = ?

-- name: latest_invoice_of_contract
SELECT invoice_id FROM invoice WHERE contract_id = ? ORDER BY period DESC LIMIT 1

-- name: next_folio
SELECT first, next FROM folio_range WHERE series = ? AND next <= last ORDER BY first LIMIT 1

-- name: use_folio
UPDATE folio_range SET next = next + 1 WHERE series = ? AND first = ?

-- name: insert_folio_use
INSERT INTO folio_use (series, number, state, payment_id) VALUES (?,?,'used',?)

-- name: folio_balance
SELECT coalesce((SELECT sum(next - first) FROM folio_range), 0), (SELECT count(*) FROM folio_use),
  (SELECT count(*) FROM payment)

-- name: insert_payment
INSERT INTO payment (payment_id, session_id, contract_id, series, folio_number, amount_centavos, advance_centavos, taken_at_us,
  operation_seq) VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (payment_id) DO NOTHING

-- name: insert_tender
INSERT INTO tender (payment_id, position, method, amount_centavos, reference) VALUES (?,?,?,?,?)

-- name: insert_application
INSERT INTO application (payment_id, position, invoice_id, contract_id, invoice_number, period, amount_centavos)
VALUES (?,?,?,?,?,?,?)

-- name: insert_print_job
INSERT INTO print_job (payment_id, copy_number, state, created_at_us)
VALUES (?1, (SELECT count(*) FROM print_job WHERE payment_id = ?1), 'queued', ?2) RETURNING job_id, copy_number

-- name: set_print_state
UPDATE print_job SET state = ? WHERE job_id = ?

-- name: payment
SELECT payment_id, session_id, contract_id, series, folio_number, amount_centavos, advance_centavos, taken_at_us, effect_seen
FROM payment WHERE payment_id = ?

-- name: payment_by_folio
SELECT payment_id FROM payment WHERE series = ? AND folio_number = ?

-- name: last_payment
SELECT p.payment_id, (SELECT j.state FROM print_job j WHERE j.payment_id = p.payment_id ORDER BY j.copy_number DESC LIMIT 1)
FROM payment p ORDER BY p.taken_at_us DESC, p.folio_number DESC LIMIT 1

-- name: tenders
SELECT method, amount_centavos, reference FROM tender WHERE payment_id = ? ORDER BY position

-- name: applications
SELECT invoice_id, contract_id, invoice_number, period, amount_centavos FROM application WHERE payment_id = ? ORDER BY position

-- name: ledger
SELECT (SELECT count(*) FROM payment), (SELECT coalesce(sum(amount_centavos), 0) FROM payment),
  (SELECT coalesce(sum(amount_centavos), 0) FROM tender), (SELECT coalesce(sum(amount_centavos), 0) FROM application),
  (SELECT coalesce(sum(advance_centavos), 0) FROM payment), (SELECT count(*) FROM cash_session)
