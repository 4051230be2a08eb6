-- name: insert_run
INSERT INTO billing_run (administration_id, run_id, zone_id, period, campaign_id, issue_date, due_date, state, page_token, started_at)
VALUES ($1, $2, $3, $4, $5, $6::date, $7::date, 'running', '', $8::timestamptz)
ON CONFLICT (administration_id, zone_id, period) DO NOTHING

-- name: find_run_of
SELECT * FROM billing_run WHERE zone_id = $1 AND period = $2

-- name: find_run
SELECT * FROM billing_run WHERE run_id = $1

-- name: find_running
SELECT * FROM billing_run WHERE state = 'running' ORDER BY started_at LIMIT 1

-- name: lock_run_page
SELECT 1 FROM billing_run WHERE run_id = $1 AND state = 'running' AND page_token = $2 FOR UPDATE

-- name: move_run
UPDATE billing_run SET page_token = $2, state = CASE WHEN $2 = '' THEN 'completed' ELSE 'running' END WHERE run_id = $1

-- name: run_again
UPDATE billing_run SET state = 'running', page_token = '' WHERE run_id = $1 AND state = 'completed'

-- name: run_totals
SELECT (SELECT count(*) FROM invoice WHERE run_id = $1::uuid),
       (SELECT coalesce(sum(total_centavos), 0) FROM invoice WHERE run_id = $1::uuid AND state = 'issued'),
       (SELECT count(*) FROM parked_account WHERE run_id = $1::uuid)

-- name: list_parked
SELECT contract_id, reason FROM parked_account WHERE run_id = $1 ORDER BY contract_id LIMIT $2

-- name: park_accounts
INSERT INTO parked_account (administration_id, run_id, contract_id, code, reason)
SELECT $1::int, $2::uuid, given.*
FROM unnest($3::uuid[], $4::text[], $5::text[]) AS given
ON CONFLICT (administration_id, run_id, contract_id) DO UPDATE SET code = excluded.code, reason = excluded.reason

-- name: unpark_accounts
DELETE FROM parked_account WHERE run_id = $1 AND contract_id = ANY ($2::uuid[])
