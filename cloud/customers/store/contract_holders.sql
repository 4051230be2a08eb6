-- name: upsert_contract_holders
INSERT INTO contract_holder (administration_id, contract_number, customer_id)
SELECT $1::int, contract_number, customer_id
FROM unnest($2::text[], $3::uuid[]) AS given (contract_number, customer_id)
ON CONFLICT (administration_id, contract_number) DO UPDATE SET customer_id = excluded.customer_id

-- name: find_contract_holder
SELECT customer_id
FROM contract_holder
WHERE contract_number = $1
