-- name: share_meters
SELECT pg_advisory_xact_lock_shared(hashtext('metering.meters'), $1::int)

-- name: hold_meters
SELECT pg_advisory_xact_lock(hashtext('metering.meters'), $1::int)

-- name: insert_meters
INSERT INTO meter (administration_id, meter_id, manufacturer, serial, version, device_type, contract_id, zone_id,
                   installed_on, installed_at_us, initial_litres, permanent_flow_litres_h, register_digits)
SELECT $1::int, given.*
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::int[], $6::int[], $7::uuid[], $8::text[], $9::date[],
            $10::bigint[], $11::bigint[], $12::bigint[], $13::int[]) AS given
ON CONFLICT DO NOTHING
RETURNING meter_id

-- name: find_meters
SELECT meter.*
FROM unnest($1::uuid[]) AS given (meter_id)
CROSS JOIN LATERAL (SELECT * FROM meter WHERE meter.meter_id = given.meter_id LIMIT 1) AS meter

-- name: find_meter
SELECT * FROM meter WHERE meter_id = $1::uuid

-- name: list_hanging_meters
-- Locked, so that a removal is told after what is told of them here.
SELECT * FROM meter
WHERE removed_on IS NULL AND meter_id > coalesce(nullif($1, ''), '00000000-0000-0000-0000-000000000000')::uuid
ORDER BY meter_id LIMIT $2 FOR SHARE

-- name: remove_meter
UPDATE meter
SET removed_on = $2::date, removed_at_us = $3::bigint, final_litres = $4::bigint, removed_by = $5, removal_reason = $6
WHERE meter_id = $1::uuid

-- name: find_reading_facts
-- Each telegram's meter is the installation in whose time it was taken, or the latest one. The neighbours matter for
-- late readings alone.
SELECT given.at, meter.*, before.litres AS before_litres, before.taken_at_us AS before_taken_at_us,
       after.litres AS after_litres, after.taken_at_us AS after_taken_at_us,
       EXISTS (SELECT FROM reading
               WHERE reading.administration_id = meter.administration_id AND reading.meter_id = meter.meter_id
                 AND reading.taken_at_us > given.taken_at_us - $8::bigint
                 AND reading.taken_at_us < given.taken_at_us + $8::bigint
                 AND reading.counter = given.counter AND reading.payload_hash = given.payload_hash) AS already_recorded
FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::bigint[], $6::bigint[], $7::bigint[])
     WITH ORDINALITY AS given (manufacturer, serial, version, device_type, counter, payload_hash, taken_at_us, at)
CROSS JOIN LATERAL (
    SELECT * FROM meter
    WHERE meter.manufacturer = given.manufacturer AND meter.serial = given.serial AND meter.version = given.version
      AND meter.device_type = given.device_type
    ORDER BY given.taken_at_us BETWEEN meter.installed_at_us AND coalesce(meter.removed_at_us, given.taken_at_us) DESC,
             meter.installed_at_us DESC
    LIMIT 1) AS meter
LEFT JOIN LATERAL (
    SELECT reading.litres, reading.taken_at_us FROM reading
    WHERE reading.administration_id = meter.administration_id AND reading.meter_id = meter.meter_id
      AND given.taken_at_us < meter.last_taken_at_us AND reading.taken_at_us <= given.taken_at_us
      AND NOT reading.suspect AND NOT reading.voided
    ORDER BY reading.taken_at_us DESC
    LIMIT 1) AS before ON true
LEFT JOIN LATERAL (
    SELECT reading.litres, reading.taken_at_us FROM reading
    WHERE reading.administration_id = meter.administration_id AND reading.meter_id = meter.meter_id
      AND given.taken_at_us < meter.last_taken_at_us AND reading.taken_at_us > given.taken_at_us
      AND NOT reading.suspect AND NOT reading.voided
    ORDER BY reading.taken_at_us
    LIMIT 1) AS after ON true

-- name: update_last_readings
UPDATE meter
SET last_litres = given.litres, last_taken_at_us = given.taken_at_us
FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS given (meter_id, litres, taken_at_us)
WHERE meter.meter_id = given.meter_id
  AND (meter.last_taken_at_us IS NULL OR meter.last_taken_at_us <= given.taken_at_us)

-- name: find_last_reading_again
UPDATE meter
SET (last_litres, last_taken_at_us) = (
    SELECT reading.litres, reading.taken_at_us FROM reading
    WHERE reading.administration_id = meter.administration_id AND reading.meter_id = meter.meter_id
      AND NOT reading.suspect AND NOT reading.voided
    ORDER BY reading.taken_at_us DESC
    LIMIT 1)
WHERE meter.meter_id = $1::uuid
