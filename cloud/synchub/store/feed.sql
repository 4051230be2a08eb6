-- name: make_partition
INSERT INTO feed_partition (partition, administration_id) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: lock_partition
SELECT position, checksum FROM feed_partition WHERE partition = $1 FOR UPDATE;

-- name: advance_partition
UPDATE feed_partition SET position = $2, checksum = $3 WHERE partition = $1;

-- name: read_heads
SELECT partition, position FROM feed_partition;

-- name: put_rows
WITH incoming AS (
    SELECT x.kind, x.id, decode(x.body, 'base64') AS body, x.hash, x.version, x.place
    FROM jsonb_to_recordset($1::jsonb) AS x(kind text, id text, body text, hash bigint, version bigint, place bigint)
), changed AS (
    SELECT i.*, coalesce(f.hash, 0) AS old_hash, row_number() OVER (ORDER BY i.place) AS step
    FROM incoming i LEFT JOIN LATERAL (
        SELECT known.hash, known.version FROM feed_row known
        WHERE known.partition = $2 AND known.kind = i.kind AND known.id = i.id LIMIT 1) f ON true
    WHERE f.hash IS NULL OR (f.hash <> i.hash AND f.version <= i.version)
), written AS (
    INSERT INTO feed_row (partition, kind, id, administration_id, body, hash, position, version)
    SELECT $2, kind, id, $3::int, body, hash, $4::bigint + step, version FROM changed
    ON CONFLICT (partition, kind, id) DO UPDATE
        SET body = excluded.body, hash = excluded.hash, position = excluded.position, version = excluded.version
)
SELECT old_hash, hash FROM changed;

-- name: find_rows
SELECT id, body FROM feed_row WHERE partition = $1 AND kind = $2 AND id = ANY ($3::text[]);

-- name: read_page
-- Head and rows in one statement: one snapshot, so the checksum is of the very state that the rows complete.
SELECT p.position, p.checksum, r.kind, r.id, r.body, r.position
FROM feed_partition p LEFT JOIN LATERAL (
    SELECT f.kind, f.id, f.body, f.position FROM feed_row f
    WHERE f.partition = p.partition AND f.position > $2 ORDER BY f.position LIMIT $3) AS r ON true
WHERE p.partition = $1;

-- name: put_contracts
INSERT INTO contract_view (contract_id, administration_id, customer_id, number, street, street_number, settlement,
                           municipality, zone_id, use_class, tariff_code, state)
SELECT x.contract_id, $2::int, x.customer_id, x.number, x.street, x.street_number, x.settlement, x.municipality,
       x.zone_id, x.use_class, x.tariff_code, x.state
FROM jsonb_to_recordset($1::jsonb) AS x(contract_id text, customer_id text, number text, street text,
    street_number text, settlement text, municipality text, zone_id text, use_class text, tariff_code text, state text)
ON CONFLICT (administration_id, contract_id) DO UPDATE SET customer_id = excluded.customer_id, number = excluded.number,
    street = excluded.street, street_number = excluded.street_number, settlement = excluded.settlement,
    municipality = excluded.municipality, zone_id = excluded.zone_id, use_class = excluded.use_class,
    tariff_code = excluded.tariff_code, state = excluded.state;

-- name: put_customers
INSERT INTO customer_view AS known (customer_id, administration_id, name, version)
SELECT x.customer_id, $2::int, x.name, x.version
FROM jsonb_to_recordset($1::jsonb) AS x(customer_id text, name text, version int)
ON CONFLICT (administration_id, customer_id) DO UPDATE SET name = excluded.name, version = excluded.version
WHERE known.version <= excluded.version;

-- name: put_meters
INSERT INTO meter_view (contract_id, administration_id, manufacturer, serial, installed_on)
SELECT x.contract_id, $2::int, x.manufacturer, x.serial, x.installed_on
FROM jsonb_to_recordset($1::jsonb) AS x(contract_id text, manufacturer text, serial text, installed_on text)
ON CONFLICT (administration_id, contract_id) DO UPDATE SET manufacturer = excluded.manufacturer,
    serial = excluded.serial, installed_on = excluded.installed_on
WHERE meter_view.installed_on <= excluded.installed_on;

-- name: contracts_of_customers
SELECT c.contract_id FROM contract_view c
WHERE c.customer_id IN (SELECT x.id FROM jsonb_to_recordset($1::jsonb) AS x(id text));

-- name: select_contracts
SELECT c.contract_id, c.number, coalesce(u.name, ''), c.street, c.street_number, c.settlement, c.municipality,
       c.zone_id, c.use_class, c.tariff_code, coalesce(m.manufacturer, ''), coalesce(m.serial, ''), c.state
FROM jsonb_to_recordset($1::jsonb) AS x(id text)
JOIN contract_view c ON c.contract_id = x.id
LEFT JOIN customer_view u ON (u.administration_id, u.customer_id) = (c.administration_id, c.customer_id)
LEFT JOIN meter_view m ON (m.administration_id, m.contract_id) = (c.administration_id, c.contract_id);
