CREATE TABLE service_point (
    administration_id int NOT NULL,
    service_point_id uuid NOT NULL,
    street text NOT NULL,
    street_number text NOT NULL,
    settlement text NOT NULL,
    municipality text NOT NULL,
    postal_code text NOT NULL,
    zone_id text NOT NULL,
    PRIMARY KEY (administration_id, service_point_id)
);

CREATE TABLE contract (
    administration_id int NOT NULL,
    contract_id uuid NOT NULL,
    number text NOT NULL,
    customer_id uuid NOT NULL,
    service_point_id uuid NOT NULL,
    use_class smallint NOT NULL CHECK (use_class BETWEEN 1 AND 4),
    tariff_code text NOT NULL,
    start_date date NOT NULL,
    state text NOT NULL CHECK (state IN ('active', 'suspended', 'terminated')),
    PRIMARY KEY (administration_id, contract_id),
    UNIQUE (administration_id, number),
    FOREIGN KEY (administration_id, service_point_id) REFERENCES service_point
);
CREATE INDEX contract_by_service_point ON contract (administration_id, service_point_id);
CREATE INDEX contract_by_customer ON contract (administration_id, customer_id);
CREATE INDEX service_point_by_zone ON service_point (administration_id, zone_id);

ALTER TABLE service_point ENABLE ROW LEVEL SECURITY;
ALTER TABLE service_point FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration ON service_point
    USING (administration_id = current_setting('aquacis.administration_id')::int);
ALTER TABLE contract ENABLE ROW LEVEL SECURITY;
ALTER TABLE contract FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration ON contract
    USING (administration_id = current_setting('aquacis.administration_id')::int);
