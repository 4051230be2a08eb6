-- name: insert_customers
INSERT INTO customer (administration_id, customer_id, name, tax_name, tax_regime, tax_postal_code, cfdi_use,
                      rfc_sealed, rfc_index, curp_sealed, curp_index, email_sealed, email_index,
                      phone_sealed, phone_index, address_line_sealed, content_index, registered_at)
SELECT $1::int, given.*, $18::timestamptz
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::bytea[], $9::bytea[], $10::bytea[], $11::bytea[], $12::bytea[], $13::bytea[],
            $14::bytea[], $15::bytea[], $16::bytea[], $17::bytea[]) AS given
ON CONFLICT DO NOTHING
RETURNING customer_id

-- name: update_customers
UPDATE customer
SET name = given.name, tax_name = given.tax_name, tax_regime = given.tax_regime,
    tax_postal_code = given.tax_postal_code, cfdi_use = given.cfdi_use, rfc_sealed = given.rfc_sealed,
    rfc_index = given.rfc_index, curp_sealed = given.curp_sealed, curp_index = given.curp_index,
    email_sealed = given.email_sealed, email_index = given.email_index, phone_sealed = given.phone_sealed,
    phone_index = given.phone_index, address_line_sealed = given.address_line_sealed,
    content_index = given.content_index, version = customer.version + 1
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::bytea[], $9::bytea[], $10::bytea[], $11::bytea[], $12::bytea[], $13::bytea[],
            $14::bytea[], $15::bytea[], $16::bytea[], $17::bytea[])
     AS given (customer_id, name, tax_name, tax_regime, tax_postal_code, cfdi_use, rfc_sealed, rfc_index, curp_sealed,
               curp_index, email_sealed, email_index, phone_sealed, phone_index, address_line_sealed, content_index)
WHERE customer.administration_id = $1::int AND customer.customer_id = given.customer_id
RETURNING customer.customer_id

-- name: find_differing_customer
SELECT given.customer_id
FROM unnest($1::uuid[], $2::bytea[]) AS given (customer_id, content_index)
CROSS JOIN LATERAL (SELECT content_index FROM customer WHERE customer.customer_id = given.customer_id LIMIT 1) AS known
WHERE known.content_index <> given.content_index
LIMIT 1

-- name: find_customers
SELECT customer.customer_id, name, tax_name, tax_regime, tax_postal_code, cfdi_use,
       rfc_sealed, curp_sealed, email_sealed, phone_sealed, address_line_sealed, version
FROM (SELECT DISTINCT customer_id FROM unnest($1::uuid[]) AS customer_id) AS given
CROSS JOIN LATERAL (SELECT * FROM customer WHERE customer.customer_id = given.customer_id LIMIT 1) AS customer
ORDER BY customer.customer_id

-- name: lock_customer
SELECT customer_id, name, tax_name, tax_regime, tax_postal_code, cfdi_use,
       rfc_sealed, curp_sealed, email_sealed, phone_sealed, address_line_sealed, version
FROM customer
WHERE customer_id = $1::uuid
FOR UPDATE

-- name: find_duplicates
-- Of each given customer one other with the same RFC, and one with the same CURP.
SELECT given.customer_id, 'rfc' AS field, other.customer_id AS other_id
FROM unnest($2::uuid[], $3::bytea[], $4::bytea[]) AS given (customer_id, rfc_index, curp_index)
CROSS JOIN LATERAL (SELECT customer_id FROM customer
                    WHERE administration_id = $1::int AND customer.rfc_index = given.rfc_index
                      AND customer_id <> given.customer_id
                    LIMIT 1) AS other
UNION ALL
SELECT given.customer_id, 'curp', other.customer_id
FROM unnest($2::uuid[], $3::bytea[], $4::bytea[]) AS given (customer_id, rfc_index, curp_index)
CROSS JOIN LATERAL (SELECT customer_id FROM customer
                    WHERE administration_id = $1::int AND customer.curp_index = given.curp_index
                      AND customer_id <> given.customer_id
                    LIMIT 1) AS other

-- name: insert_history
INSERT INTO customer_history (administration_id, customer_id, version, content_sealed, replaced_by, reason,
                              correlation_id, replaced_at)
VALUES ($1::int, $2::uuid, $3, $4::bytea, $5, $6, $7, $8::timestamptz)

-- name: find_history
SELECT version, content_sealed, replaced_by, reason,
       (extract(epoch FROM replaced_at) * 1000000)::bigint AS replaced_at_us
FROM customer_history
WHERE customer_id = $1::uuid
ORDER BY version DESC
LIMIT $2

-- name: find_customer_ids_by_rfc
SELECT customer_id FROM customer WHERE rfc_index = $1::bytea ORDER BY customer_id LIMIT $2

-- name: find_customer_ids_by_curp
SELECT customer_id FROM customer WHERE curp_index = $1::bytea ORDER BY customer_id LIMIT $2

-- name: find_customer_ids_by_email
SELECT customer_id FROM customer WHERE email_index = $1::bytea ORDER BY customer_id LIMIT $2

-- name: find_customer_ids_by_phone
SELECT customer_id FROM customer WHERE phone_index = $1::bytea ORDER BY customer_id LIMIT $2

-- name: list_names
-- Locked, so that what is told of them is told before what changes them next.
SELECT customer_id, name, cfdi_use FROM customer
WHERE customer_id > coalesce(nullif($1, ''), '00000000-0000-0000-0000-000000000000')::uuid
ORDER BY customer_id LIMIT $2 FOR SHARE
