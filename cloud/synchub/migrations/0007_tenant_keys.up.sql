-- Another context's id is its administration's alone: two may have the same, and neither stands in the other's way.
ALTER TABLE contract_view DROP CONSTRAINT contract_view_pkey, ADD PRIMARY KEY (administration_id, contract_id);
ALTER TABLE customer_view DROP CONSTRAINT customer_view_pkey, ADD PRIMARY KEY (administration_id, customer_id);
ALTER TABLE meter_view DROP CONSTRAINT meter_view_pkey, ADD PRIMARY KEY (administration_id, contract_id);
DROP INDEX contract_view_customer;
CREATE INDEX contract_view_customer ON contract_view (administration_id, customer_id);
ALTER TABLE awaited_effect DROP CONSTRAINT awaited_effect_pkey,
    ADD PRIMARY KEY (administration_id, device_id, epoch, seq, entity);
ALTER TABLE device_seen DROP CONSTRAINT device_seen_pkey, ADD PRIMARY KEY (administration_id, device_id, epoch, seq);

-- Where this database stood when it took its incarnation: elsewhere it takes another one.
ALTER TABLE hub ADD COLUMN place text;
