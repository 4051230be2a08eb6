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
SELECT * FROM contract JOIN service_point USING (administration_id, service_point_id)
WHERE contract_id = ANY ($1::uuid[])

-- name: find_contract_by_number
SELECT * FROM contract JOIN service_point USING (administration_id, service_point_id)
WHERE number = $1

-- name: list_contracts
SELECT * FROM contract JOIN service_point USING (administration_id, service_point_id)
WHERE number > $1 AND ($2 = '' OR zone_id = $2)
ORDER BY number
LIMIT $3
