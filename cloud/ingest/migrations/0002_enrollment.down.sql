DROP TABLE enrollment_code;
DROP INDEX gateway_one_utility_wide;
ALTER TABLE gateway
    DROP COLUMN enrolled_at,
    DROP COLUMN certificate_serial,
    DROP COLUMN certificate_until,
    DROP COLUMN undecryptable_meters,
    DROP COLUMN undecryptable_kept;
