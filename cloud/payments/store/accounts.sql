-- name: upsert_accounts
INSERT INTO account (administration_id, contract_id, number)
SELECT DISTINCT ON (contract_id) $1::int, contract_id, number FROM unnest($2::uuid[], $3::text[]) AS given (contract_id, number)
ON CONFLICT DO NOTHING

-- name: insert_debts
INSERT INTO debt (administration_id, invoice_id, contract_id, number, period, due_date, total_centavos, consumed_litres)
SELECT $1::int, given.*
FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::date[], $7::bigint[], $8::bigint[]) AS given
ON CONFLICT DO NOTHING

-- name: lock_accounts
SELECT contract_id, number, version FROM account WHERE contract_id = ANY ($1::uuid[]) ORDER BY contract_id FOR UPDATE

-- name: find_account_by_number
SELECT contract_id FROM account WHERE number = $1

-- name: find_accounts
SELECT account.contract_id, account.number, account.version,
       coalesce((SELECT sum(CASE kind WHEN 'credited' THEN amount_centavos ELSE -amount_centavos END)
                 FROM ledger_entry AS entry
                 WHERE entry.contract_id = account.contract_id AND entry.kind IN ('credited', 'credit_used')), 0)::bigint AS credit_centavos
FROM account WHERE contract_id = ANY ($1::uuid[]) ORDER BY contract_id

-- name: find_open_debts
SELECT * FROM (
    SELECT debt.*, account.number AS contract_number,
           (debt.total_centavos - coalesce((SELECT sum(amount_centavos) FROM ledger_entry AS entry
                                            WHERE entry.invoice_id = debt.invoice_id), 0))::bigint AS remaining_centavos
    FROM debt JOIN account USING (administration_id, contract_id)
    WHERE debt.contract_id = ANY ($1::uuid[])) AS owed
WHERE remaining_centavos > 0
ORDER BY contract_id, due_date, period, invoice_id

-- name: raise_versions
UPDATE account SET version = version + 1 WHERE contract_id = ANY ($1::uuid[])

-- The independent look: what each account owes and has, and whether the ledger conserves money.
-- name: check_conservation
SELECT coalesce(sum(amount_centavos) FILTER (WHERE kind = 'received'), 0)::bigint AS received,
       coalesce(sum(amount_centavos) FILTER (WHERE kind = 'applied'), 0)::bigint AS applied,
       coalesce(sum(amount_centavos) FILTER (WHERE kind = 'credited'), 0)::bigint AS credited,
       coalesce(sum(amount_centavos) FILTER (WHERE kind = 'suspense'), 0)::bigint AS suspense,
       coalesce(sum(amount_centavos) FILTER (WHERE kind = 'credit_used'), 0)::bigint AS credit_used
FROM ledger_entry

-- name: count_unbalanced_payments
SELECT count(*) FROM (
    SELECT payment_id FROM ledger_entry WHERE payment_id IS NOT NULL GROUP BY payment_id
    HAVING sum(amount_centavos) FILTER (WHERE kind = 'received') IS DISTINCT FROM sum(amount_centavos) FILTER (WHERE kind <> 'received')) AS unbalanced

-- name: count_overpaid_debts
SELECT count(*) FROM debt
WHERE total_centavos < (SELECT coalesce(sum(amount_centavos), 0) FROM ledger_entry AS entry WHERE entry.invoice_id = debt.invoice_id)
