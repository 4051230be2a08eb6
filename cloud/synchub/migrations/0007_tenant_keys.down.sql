ALTER TABLE hub DROP COLUMN place;
-- Back to one name for all: of two administrations' rows under one id only one can stay, and the feed has them both.
DELETE FROM contract_view a USING contract_view b
WHERE a.contract_id = b.contract_id AND a.administration_id > b.administration_id;
DELETE FROM customer_view a USING customer_view b
WHERE a.customer_id = b.customer_id AND a.administration_id > b.administration_id;
DELETE FROM meter_view a USING meter_view b
WHERE a.contract_id = b.contract_id AND a.administration_id > b.administration_id;
DELETE FROM awaited_effect a USING awaited_effect b
WHERE (a.device_id, a.epoch, a.seq, a.entity) = (b.device_id, b.epoch, b.seq, b.entity)
  AND a.administration_id > b.administration_id;
DELETE FROM device_seen a USING device_seen b
WHERE (a.device_id, a.epoch, a.seq) = (b.device_id, b.epoch, b.seq) AND a.administration_id > b.administration_id;
ALTER TABLE device_seen DROP CONSTRAINT device_seen_pkey, ADD PRIMARY KEY (device_id, epoch, seq);
ALTER TABLE awaited_effect DROP CONSTRAINT awaited_effect_pkey, ADD PRIMARY KEY (device_id, epoch, seq, entity);
DROP INDEX contract_view_customer;
CREATE INDEX contract_view_customer ON contract_view (customer_id);
ALTER TABLE meter_view DROP CONSTRAINT meter_view_pkey, ADD PRIMARY KEY (contract_id);
ALTER TABLE customer_view DROP CONSTRAINT customer_view_pkey, ADD PRIMARY KEY (customer_id);
ALTER TABLE contract_view DROP CONSTRAINT contract_view_pkey, ADD PRIMARY KEY (contract_id);
