-- name: list_suspense
SELECT payment_id, held.centavos, payment.channel, payment.contract_number,
       coalesce(payment.server_folio, payment.folio, payment.external_reference), payment.taken_by,
       to_char(payment.taken_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
FROM (SELECT payment_id, centavos FROM suspense_held WHERE payment_id > $1::uuid ORDER BY payment_id LIMIT $2) held
JOIN payment USING (payment_id)
ORDER BY payment_id

-- name: measure_suspense
-- All of it: the table holds what waits and nothing else, and a sum of some of it would be a wrong amount of money.
SELECT administration_id, count(*), sum(centavos), extract(epoch FROM $1::timestamptz - min(since))::bigint
FROM suspense_held GROUP BY administration_id

-- name: find_suspense
SELECT contract_id, sum(amount_centavos) FROM ledger_entry
WHERE payment_id = $1 AND kind = 'suspense' GROUP BY contract_id HAVING sum(amount_centavos) > 0
ORDER BY contract_id NULLS FIRST

-- name: insert_money_request
INSERT INTO money_request (administration_id, request_id, kind, payment_id, contract_number, amount_centavos, reason,
                           asked_by, asked_at)
VALUES ($1, $2::uuid, $3, $4::uuid, $5, $6, $7, $8, $9::timestamptz)
ON CONFLICT DO NOTHING

-- name: find_money_request
SELECT request_id, kind, payment_id, contract_number, amount_centavos, reason, asked_by,
       to_char(asked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), state, coalesce(decided_by, '')
FROM money_request WHERE request_id = $1 FOR UPDATE

-- name: find_open_request
SELECT request_id, kind, payment_id, contract_number, amount_centavos, reason, asked_by,
       to_char(asked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), state, coalesce(decided_by, '')
FROM money_request WHERE payment_id = $1 AND kind = $2 AND state = 'asked'

-- name: list_money_requests
SELECT request_id, kind, payment_id, contract_number, amount_centavos, reason, asked_by,
       to_char(asked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), state, coalesce(decided_by, '')
FROM money_request WHERE state = 'asked' ORDER BY asked_at, request_id LIMIT $1

-- name: decide_money_request
UPDATE money_request SET state = $2, decided_by = $3, decided_at = $4::timestamptz
WHERE request_id = $1 AND state = 'asked'
