-- name: upsert_contracts
INSERT INTO contract (administration_id, contract_id, number, customer_id, use_class, tariff_code, zone_id, state)
SELECT $1::int, given.*
FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[]) AS given
ON CONFLICT (administration_id, contract_id) DO UPDATE SET
    number = excluded.number, customer_id = excluded.customer_id, use_class = excluded.use_class,
    tariff_code = excluded.tariff_code, zone_id = excluded.zone_id, state = excluded.state

-- name: find_contracts
SELECT contract_id, number, customer_id, use_class, tariff_code, zone_id, state
FROM contract WHERE contract_id = ANY ($1::uuid[])

-- name: find_contract_id
SELECT contract_id FROM contract WHERE number = $1
