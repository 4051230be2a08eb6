-- name: upsert_contracts
INSERT INTO contract (administration_id, contract_id, number, customer_id, use_class, tariff_code, zone_id, state,
                      start_date, end_date)
SELECT $1::int, given.*
FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::date[],
            $10::date[]) AS given
ON CONFLICT (administration_id, contract_id) DO UPDATE SET
    number = excluded.number, customer_id = excluded.customer_id, use_class = excluded.use_class,
    tariff_code = excluded.tariff_code, zone_id = excluded.zone_id, state = excluded.state,
    start_date = excluded.start_date, end_date = excluded.end_date

-- name: find_contracts
SELECT contract.*
FROM unnest($1::uuid[]) AS given (contract_id)
CROSS JOIN LATERAL (SELECT * FROM contract WHERE contract.contract_id = given.contract_id LIMIT 1) AS contract

-- name: list_unsettled_contracts
-- The register's next contracts that have no bill of the period and no word in the run yet. Each is looked up by its
-- key: of tables that the run has just filled no plan knows the size.
SELECT * FROM contract
WHERE ($1 = '' OR zone_id = $1) AND contract_id > $2::uuid
  AND (SELECT true FROM claim
       WHERE claim.administration_id = contract.administration_id AND claim.contract_id = contract.contract_id
         AND claim.period = $3 AND claim.concept = $4 AND NOT claim.released
       LIMIT 1) IS NULL
  AND (SELECT true FROM run_account
       WHERE run_account.administration_id = contract.administration_id AND run_account.run_id = $5::uuid
         AND run_account.contract_id = contract.contract_id
       LIMIT 1) IS NULL
ORDER BY contract_id
LIMIT $6

-- name: find_contract_id
SELECT contract_id FROM contract WHERE number = $1
