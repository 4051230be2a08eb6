-- A key is known within its administration: what another one holds stands in nobody's way, and tells nobody that it is
-- there.
ALTER TABLE device_certificate DROP CONSTRAINT device_certificate_pkey, ADD PRIMARY KEY (administration_id, key_digest);
