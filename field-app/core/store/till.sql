-- name: cashiers
SELECT cashier_id, name, pin_salt, pin_verifier, role FROM cashier ORDER BY name LIMIT 500

-- name: cashier
SELECT cashier_id, name, pin_salt, pin_verifier, role FROM cashier WHERE cashier_id = ?

-- name: pin_key_name
SELECT name FROM pin_key

-- name: put_pin_key_name
INSERT OR REPLACE INTO pin_key (one, name) VALUES (1, ?)

-- name: wrong_pins
SELECT failures, boot, until_us FROM wrong_pin WHERE cashier_id = ?

-- name: put_wrong_pins
INSERT OR REPLACE INTO wrong_pin (cashier_id, failures, boot, until_us) VALUES (?,?,?,?)

-- name: open_session_of_drawer
SELECT session_id, number, drawer, cashier_id, cashier_name, business_date, float_centavos, opened_at_us, closed_at_us,
  counted_centavos, expected_centavos, closed_by
FROM cash_session WHERE drawer = ? AND closed_at_us IS NULL

-- name: session
SELECT session_id, number, drawer, cashier_id, cashier_name, business_date, float_centavos, opened_at_us, closed_at_us,
  counted_centavos, expected_centavos, closed_by
FROM cash_session WHERE session_id = ?

-- name: next_session_number
SELECT coalesce(max(number), 0) + 1 FROM cash_session

-- name: insert_session
INSERT INTO cash_session (session_id, number, drawer, cashier_id, cashier_name, business_date, float_centavos,
  opened_at_us, opened_seq) VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING

-- name: insert_count
INSERT INTO cash_count (session_id, denomination_centavos, count) VALUES (?,?,?)

-- name: close_session
UPDATE cash_session SET closed_at_us = ?, counted_centavos = ?, expected_centavos = ?, closed_seq = ?, closed_by = ?
WHERE session_id = ? AND closed_at_us IS NULL

-- name: insert_drawer_opening
INSERT INTO drawer_opening (opened_at_us, session_id, reason, operation_seq) VALUES (?,?,?,?)

-- name: counts
SELECT denomination_centavos, count FROM cash_count WHERE session_id = ? AND count > 0
ORDER BY denomination_centavos DESC

-- name: session_of_number
SELECT session_id FROM cash_session WHERE number = ? AND closed_at_us IS NOT NULL

-- name: session_folios
SELECT coalesce(min(folio_number), 0), coalesce(max(folio_number), 0), coalesce(min(series), ''), count(*),
  coalesce((SELECT count(*) FROM cancellation c JOIN payment q ON q.payment_id = c.payment_id
            WHERE q.session_id = ?1), 0),
  coalesce((SELECT sum(q.amount_centavos) FROM cancellation c JOIN payment q ON q.payment_id = c.payment_id
    WHERE q.session_id = ?1), 0)
FROM payment WHERE session_id = ?1

-- name: unsent_payments
SELECT count(*) FROM payment WHERE operation_seq > max(
  (SELECT coalesce(max(operation_seq), 0) FROM payment),
  (SELECT coalesce(max(max(opened_seq, closed_seq)), 0) FROM cash_session),
  (SELECT coalesce(max(operation_seq), 0) FROM cancellation), (SELECT coalesce(max(operation_seq), 0) FROM print_job),
  (SELECT coalesce(max(operation_seq), 0) FROM drawer_opening)) - ?1

-- name: expected_cash
-- Without those that were cancelled: their cash went back.
SELECT s.float_centavos + coalesce((SELECT sum(t.amount_centavos) FROM tender t
                                    JOIN payment p ON p.payment_id = t.payment_id
  WHERE p.session_id = s.session_id AND t.method = 'cash'
    AND NOT EXISTS (SELECT 1 FROM cancellation c WHERE c.payment_id = p.payment_id)), 0)
FROM cash_session s WHERE s.session_id = ?

-- name: session_totals
SELECT t.method, sum(t.amount_centavos) FROM tender t JOIN payment p ON p.payment_id = t.payment_id
WHERE p.session_id = ? AND NOT EXISTS (SELECT 1 FROM cancellation c WHERE c.payment_id = p.payment_id)
GROUP BY t.method ORDER BY t.method

-- name: session_payments
SELECT count(*) FROM payment p
WHERE p.session_id = ? AND NOT EXISTS (SELECT 1 FROM cancellation c WHERE c.payment_id = p.payment_id)

-- name: contract_by_id
SELECT contract_id, number, customer_name, street, street_number, settlement, municipality, zone_id, use_class,
  tariff_code, meter_label, meter_serial, state FROM contract WHERE contract_id = ?

-- name: contract_by_number
SELECT contract_id, number, customer_name, street, street_number, settlement, municipality, zone_id, use_class,
  tariff_code, meter_label, meter_serial, state FROM contract WHERE number = ?

-- name: account_head
SELECT coalesce(a.credit_centavos, 0) + coalesce((
    SELECT sum(iif(c.payment_id IS NULL, iif(p.effect_seen, 0, p.advance_centavos),
      iif(p.effect_seen AND NOT c.effect_seen, -p.advance_centavos, 0)))
    FROM payment p LEFT JOIN cancellation c ON c.payment_id = p.payment_id
    WHERE p.contract_id = ?1 AND (p.effect_seen = 0 OR c.effect_seen = 0)), 0), coalesce(a.as_of_us, 0)
FROM (SELECT 1) LEFT JOIN account a ON a.contract_id = ?1

-- name: debts_now
SELECT invoice_id, number, period, due_date, total_centavos, remaining_centavos, pending_centavos, consumed_litres,
  issued_centavos, surcharge_centavos
FROM debt_now WHERE contract_id = ? AND remaining_centavos > pending_centavos ORDER BY period, position LIMIT ?

-- name: consumption
SELECT period, litres FROM month_of_use WHERE contract_id = ? ORDER BY period DESC LIMIT ?

-- name: invoice_body
SELECT body FROM invoice WHERE invoice_id = ?1 UNION ALL SELECT body FROM older_bill WHERE invoice_id = ?1 LIMIT 1

-- name: bill_list_of
SELECT got, body FROM bill_list WHERE contract_id = ?

-- name: bill_refusal_of
SELECT got, problem FROM bill_refusal WHERE key = ?

-- name: latest_invoice_of_contract
SELECT invoice_id FROM invoice WHERE contract_id = ? ORDER BY period DESC LIMIT 1

-- name: next_folio
SELECT first, next FROM folio_range WHERE series = ? AND next <= last ORDER BY first LIMIT 1

-- name: other_series_with_folios
SELECT series FROM folio_range WHERE series <> ? AND next <= last ORDER BY series LIMIT 1

-- name: use_folio
UPDATE folio_range SET next = next + 1 WHERE series = ? AND first = ?

-- name: insert_folio_use
INSERT INTO folio_use (series, number, state, payment_id) VALUES (?,?,'used',?)

-- name: folio_balance
SELECT coalesce((SELECT sum(next - first) FROM folio_range), 0), (SELECT count(*) FROM folio_use),
  (SELECT count(*) FROM payment)

-- name: insert_payment
INSERT INTO payment (payment_id, session_id, contract_id, series, folio_number, amount_centavos, advance_centavos,
  taken_at_us, operation_seq, debts_left) VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (payment_id) DO NOTHING

-- name: insert_tender
INSERT INTO tender (payment_id, position, method, amount_centavos, reference) VALUES (?,?,?,?,?)

-- name: insert_application
INSERT INTO application (payment_id, position, invoice_id, contract_id, invoice_number, period, amount_centavos,
  due_date, total_centavos, consumed_litres, issued_centavos, surcharge_centavos) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)

-- name: insert_print_job
-- The next copy after those that were sent: a paper that never came out is not counted.
INSERT INTO print_job (payment_id, copy_number, state, created_at_us) VALUES (?1, coalesce((
    SELECT max(copy_number) + 1 FROM print_job WHERE payment_id = ?1
      AND (copy_number = 0 OR state IN ('sent', 'confirmed'))), 0),
  'queued', ?2)
ON CONFLICT (payment_id, copy_number) DO UPDATE SET state = 'queued', created_at_us = excluded.created_at_us
RETURNING job_id, copy_number

-- name: set_print_state
UPDATE print_job SET state = ?, operation_seq = max(operation_seq, ?) WHERE job_id = ?

-- name: settle_papers
UPDATE print_job SET state = 'confirmed' WHERE payment_id = ? AND state IN ('queued', 'doubtful')

-- name: doubt_interrupted_papers
UPDATE print_job SET state = 'doubtful' WHERE state = 'queued'

-- name: payment
SELECT payment_id, session_id, contract_id, series, folio_number, amount_centavos, advance_centavos, taken_at_us,
       effect_seen, debts_left
FROM payment WHERE payment_id = ?

-- name: payment_by_folio
SELECT payment_id FROM payment WHERE series = ? AND folio_number = ?

-- name: last_payment
-- By the operation, never by the clock: that may have been set back since.
SELECT p.payment_id, (SELECT j.state FROM print_job j WHERE j.payment_id = p.payment_id
                      ORDER BY j.copy_number DESC LIMIT 1)
FROM payment p ORDER BY p.operation_seq DESC LIMIT 1

-- name: payments_of_session
SELECT p.payment_id, p.series, p.folio_number, p.taken_at_us, p.amount_centavos, coalesce(k.number, ''),
  coalesce(k.customer_name, ''),
  (SELECT group_concat(DISTINCT t.method) FROM tender t WHERE t.payment_id = p.payment_id),
  (SELECT j.state FROM print_job j WHERE j.payment_id = p.payment_id ORDER BY j.copy_number DESC LIMIT 1),
  EXISTS (SELECT 1 FROM cancellation c WHERE c.payment_id = p.payment_id), p.session_id
FROM payment p LEFT JOIN contract k ON k.contract_id = p.contract_id
WHERE p.session_id = ? ORDER BY p.operation_seq DESC LIMIT 500

-- name: payments_of_contract
SELECT p.payment_id, p.series, p.folio_number, p.taken_at_us, p.amount_centavos, coalesce(k.number, ''),
  coalesce(k.customer_name, ''),
  (SELECT group_concat(DISTINCT t.method) FROM tender t WHERE t.payment_id = p.payment_id),
  (SELECT j.state FROM print_job j WHERE j.payment_id = p.payment_id ORDER BY j.copy_number DESC LIMIT 1),
  EXISTS (SELECT 1 FROM cancellation c WHERE c.payment_id = p.payment_id), p.session_id
FROM payment p LEFT JOIN contract k ON k.contract_id = p.contract_id
WHERE p.contract_id = ? ORDER BY p.operation_seq DESC LIMIT 5

-- name: payments_in_doubt
-- Whose last paper nobody knows to have come out.
SELECT p.payment_id, p.series, p.folio_number, p.taken_at_us, p.amount_centavos, coalesce(k.number, ''),
  coalesce(k.customer_name, ''),
  (SELECT group_concat(DISTINCT t.method) FROM tender t WHERE t.payment_id = p.payment_id),
  d.state, EXISTS (SELECT 1 FROM cancellation c WHERE c.payment_id = p.payment_id), p.session_id
FROM print_job d JOIN payment p ON p.payment_id = d.payment_id LEFT JOIN contract k ON k.contract_id = p.contract_id
WHERE d.state = 'doubtful'
  AND d.copy_number = (SELECT max(j.copy_number) FROM print_job j WHERE j.payment_id = d.payment_id)
ORDER BY p.operation_seq DESC LIMIT 100

-- name: insert_cancellation
INSERT INTO cancellation (payment_id, reason, cancelled_by, authorized_by, authorized_name, cancelled_at_us,
                          operation_seq)
VALUES (?,?,?,?,?,?,?)

-- name: cancel_folio
UPDATE folio_use SET state = 'cancelled' WHERE series = ? AND number = ?

-- name: cancellation
SELECT reason, cancelled_by, authorized_by, authorized_name, cancelled_at_us FROM cancellation WHERE payment_id = ?

-- name: operation_of_payment
SELECT operation_seq FROM payment WHERE payment_id = ?

-- name: card_reference_used
SELECT p.series, p.folio_number FROM tender t JOIN payment p ON p.payment_id = t.payment_id
WHERE t.method = 'card' AND t.reference = ? AND p.taken_at_us >= ?
  AND NOT EXISTS (SELECT 1 FROM cancellation c WHERE c.payment_id = p.payment_id)
ORDER BY p.operation_seq DESC LIMIT 1

-- name: tenders
SELECT method, amount_centavos, reference FROM tender WHERE payment_id = ? ORDER BY position

-- name: applications
SELECT invoice_id, contract_id, invoice_number, period, amount_centavos, due_date, total_centavos, consumed_litres,
  issued_centavos, surcharge_centavos
FROM application WHERE payment_id = ? ORDER BY position

-- name: ledger
SELECT (SELECT count(*) FROM payment), (SELECT coalesce(sum(amount_centavos), 0) FROM payment),
  (SELECT coalesce(sum(amount_centavos), 0) FROM tender), (SELECT coalesce(sum(amount_centavos), 0) FROM application),
  (SELECT coalesce(sum(advance_centavos), 0) FROM payment), (SELECT count(*) FROM cash_session),
  (SELECT count(*) FROM cancellation)
