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

-- name: find_differing_customer
SELECT given.customer_id
FROM unnest($1::uuid[], $2::bytea[]) AS given (customer_id, content_index)
JOIN customer USING (customer_id)
WHERE customer.content_index <> given.content_index
LIMIT 1

-- name: find_customers
SELECT customer_id, name, tax_name, tax_regime, tax_postal_code, cfdi_use,
       rfc_sealed, curp_sealed, email_sealed, phone_sealed, address_line_sealed
FROM customer
WHERE customer_id = ANY ($1::uuid[])
ORDER BY customer_id

-- name: find_customer_ids_by_rfc
SELECT customer_id FROM customer WHERE rfc_index = $1::bytea ORDER BY customer_id LIMIT $2

-- name: find_customer_ids_by_curp
SELECT customer_id FROM customer WHERE curp_index = $1::bytea ORDER BY customer_id LIMIT $2

-- name: find_customer_ids_by_email
SELECT customer_id FROM customer WHERE email_index = $1::bytea ORDER BY customer_id LIMIT $2

-- name: find_customer_ids_by_phone
SELECT customer_id FROM customer WHERE phone_index = $1::bytea ORDER BY customer_id LIMIT $2
