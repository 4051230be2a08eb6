DROP TABLE device_adoption, device_code, device_invitation, device_certificate;
DROP INDEX device_revoked;
ALTER TABLE device
    DROP COLUMN name, DROP COLUMN office, DROP COLUMN registered_at, DROP COLUMN registered_by, DROP COLUMN revoked_at,
    DROP COLUMN revoked_by, DROP COLUMN epoch_began_at, DROP COLUMN quarantined_at, DROP COLUMN sent_day,
    DROP COLUMN sent_bytes, DROP COLUMN unknown_bytes,
    ALTER COLUMN epoch DROP DEFAULT,
    ALTER COLUMN program_version DROP DEFAULT,
    ALTER COLUMN enrolled_at SET NOT NULL,
    ALTER COLUMN greeted_at SET NOT NULL;
