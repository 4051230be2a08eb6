-- name: insert_run
INSERT INTO billing_run (administration_id, run_id, zone_id, period, campaign_id, issue_date, due_date, state,
                         page_token, number_prefix, correlation_id, started_by, started_at)
VALUES ($1, $2, $3, $4, $5, $6::date, $7::date, 'running', '', $8, $9, $10, $11::timestamptz)
ON CONFLICT DO NOTHING

-- name: find_run_of
SELECT * FROM billing_run WHERE zone_id = $1 AND period = $2 AND state <> 'cancelled'

-- name: count_cancelled
SELECT count(*) FROM billing_run WHERE campaign_id = $1::uuid AND state = 'cancelled'

-- name: find_run
SELECT * FROM billing_run WHERE run_id = $1

-- name: hold_run
SELECT * FROM billing_run WHERE run_id = $1 FOR UPDATE

-- name: find_next_turn
-- Of the runs that are due, one of the administration whose last step lies farthest back.
SELECT *, (SELECT max(turn) + 1 FROM billing_run WHERE state = 'running') AS next_turn
FROM (SELECT *, max(turn) OVER (PARTITION BY administration_id) AS administration_turn
      FROM billing_run WHERE state = 'running' AND next_try <= $1::timestamptz) AS due
ORDER BY administration_turn, turn, started_at, run_id
LIMIT 1

-- name: take_turn
UPDATE billing_run SET turn = $3::bigint WHERE run_id = $1 AND state = 'running' AND turn = $2::bigint

-- name: lock_run_page
SELECT 1 FROM billing_run WHERE run_id = $1 AND state = 'running' AND page_token = $2 FOR UPDATE

-- name: move_run
UPDATE billing_run
SET page_token = $2, state = $3, invoices = invoices + $4, billed_centavos = billed_centavos + $5, tries = 0,
    reason = ''
WHERE run_id = $1

-- name: put_run_back
UPDATE billing_run SET tries = tries + 1, next_try = $3::timestamptz, reason = $4
WHERE run_id = $1 AND state = 'running' AND page_token = $2

-- name: fail_run
UPDATE billing_run SET state = 'failed', reason = $3 WHERE run_id = $1 AND state = 'running' AND page_token = $2

-- name: continue_run
UPDATE billing_run SET state = 'running', tries = 0, next_try = '-infinity', reason = '' WHERE run_id = $1

-- name: cancel_run
UPDATE billing_run SET state = 'cancelled', reason = $2, cancelled_by = $3, cancelled_at = $4::timestamptz
WHERE run_id = $1

-- name: run_again
UPDATE billing_run SET state = 'running', page_token = '' WHERE run_id = $1 AND state = 'completed'

-- name: forget_accounts
DELETE FROM run_account WHERE run_id = $1

-- name: run_totals
SELECT invoices, billed_centavos,
       (SELECT count(*) FROM run_account
        WHERE run_account.run_id = billing_run.run_id AND run_account.outcome = 'parked')
FROM billing_run WHERE run_id = $1

-- name: run_table
SELECT count(*) AS contracts,
       count(claim.contract_id) AS billed,
       count(*) FILTER (WHERE claim.contract_id IS NULL AND run_account.outcome = 'parked') AS parked,
       count(*) FILTER (WHERE claim.contract_id IS NULL AND run_account.outcome = 'exempt') AS exempt,
       count(*) FILTER (WHERE claim.contract_id IS NULL
                        AND coalesce(run_account.outcome, 'missing') = 'missing') AS missing
FROM contract
LEFT JOIN LATERAL (
    SELECT claim.contract_id FROM claim
    WHERE claim.administration_id = contract.administration_id AND claim.contract_id = contract.contract_id
      AND claim.period = $3 AND claim.concept = $4 AND NOT claim.released
    LIMIT 1) AS claim ON true
LEFT JOIN LATERAL (
    SELECT run_account.outcome FROM run_account
    WHERE run_account.administration_id = contract.administration_id AND run_account.run_id = $1::uuid
      AND run_account.contract_id = contract.contract_id
    LIMIT 1) AS run_account ON true
WHERE $2 = '' OR contract.zone_id = $2

-- name: count_outside
SELECT count(*) FROM run_account
WHERE run_id = $1::uuid AND outcome = 'parked'
  AND (SELECT true FROM contract
       WHERE contract.administration_id = run_account.administration_id
         AND contract.contract_id = run_account.contract_id
         AND ($2 = '' OR contract.zone_id = $2)
       LIMIT 1) IS NULL

-- name: list_reasons
SELECT outcome, code, min(reason) AS reason, count(*) AS accounts
FROM run_account WHERE run_id = $1
GROUP BY outcome, code
ORDER BY outcome DESC, accounts DESC, code

-- name: list_accounts
SELECT contract_id, outcome, code, reason FROM run_account WHERE run_id = $1 ORDER BY outcome DESC, contract_id LIMIT $2

-- name: set_accounts_aside
INSERT INTO run_account (administration_id, run_id, contract_id, outcome, code, reason)
SELECT $1::int, $2::uuid, given.*
FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[]) AS given
ON CONFLICT (administration_id, run_id, contract_id)
DO UPDATE SET outcome = excluded.outcome, code = excluded.code, reason = excluded.reason

-- name: settle_accounts
-- Billed now: no run of the period has a word left about them.
DELETE FROM run_account USING billing_run
WHERE billing_run.administration_id = run_account.administration_id AND billing_run.run_id = run_account.run_id
  AND billing_run.period = $1 AND run_account.contract_id = ANY ($2::uuid[])

-- name: take_number_prefix
INSERT INTO number_prefix (prefix, administration_id) VALUES ($1, $2) ON CONFLICT DO NOTHING

-- name: has_number_prefix
SELECT 1 FROM number_prefix WHERE prefix = $1
