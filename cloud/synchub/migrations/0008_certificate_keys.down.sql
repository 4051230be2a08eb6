-- Of two administrations' certificates with one key only one can stay.
ALTER TABLE device_certificate NO FORCE ROW LEVEL SECURITY;
DELETE FROM device_certificate a USING device_certificate b
WHERE a.key_digest = b.key_digest AND a.administration_id > b.administration_id;
ALTER TABLE device_certificate FORCE ROW LEVEL SECURITY;
ALTER TABLE device_certificate DROP CONSTRAINT device_certificate_pkey, ADD PRIMARY KEY (key_digest);
