-- name: insert_service_points
INSERT INTO service_point (administration_id, service_point_id, street, street_number, settlement, municipality,
                           postal_code, zone_id)
SELECT $1::int, given.*
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) AS given
ON CONFLICT DO NOTHING

-- name: insert_contracts
INSERT INTO contract (administration_id, contract_id, number, customer_id, service_point_id, use_class, tariff_code,
                      start_date, state, end_date)
SELECT $1::int, given.*
FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::smallint[], $7::text[], $8::date[], $9::text[],
            $10::date[]) AS given
ON CONFLICT DO NOTHING
RETURNING contract_id

-- name: find_contracts
SELECT contract.*, point.street, point.street_number, point.settlement, point.municipality, point.postal_code,
       point.zone_id
FROM unnest($1::uuid[]) AS given (contract_id)
CROSS JOIN LATERAL (SELECT * FROM contract WHERE contract.contract_id = given.contract_id LIMIT 1) AS contract
CROSS JOIN LATERAL (SELECT * FROM service_point
                    WHERE service_point.administration_id = contract.administration_id
                      AND service_point.service_point_id = contract.service_point_id
                    LIMIT 1) AS point

-- name: find_contract_by_number
SELECT * FROM contract JOIN service_point USING (administration_id, service_point_id)
WHERE number = $1

-- name: list_contracts
SELECT * FROM contract JOIN service_point USING (administration_id, service_point_id)
WHERE number > $1 AND ($2 = '' OR zone_id = $2)
ORDER BY number
LIMIT $3
