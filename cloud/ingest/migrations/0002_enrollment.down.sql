DROP POLICY tenant ON gateway;
CREATE POLICY tenant ON gateway USING (administration_id = current_setting('aquacis.administration_id')::int);
DROP TABLE enrollment_code;
DROP INDEX gateway_one_utility_wide;
ALTER TABLE gateway
    DROP COLUMN enrolled_at,
    DROP COLUMN certificate_serial,
    DROP COLUMN certificate_until,
    DROP COLUMN undecryptable_meters,
    DROP COLUMN undecryptable_kept;
