-- Fields ending in _sealed are AES-256-GCM under the key whose id is their first byte; those ending in _index are blind
-- indexes: equal values are equal, and nothing else can be learned.
CREATE TABLE customer (
    administration_id int NOT NULL,
    customer_id uuid NOT NULL,
    name text NOT NULL,
    tax_name text NOT NULL,
    tax_regime text NOT NULL,
    tax_postal_code text NOT NULL,
    cfdi_use text NOT NULL,
    rfc_sealed bytea NOT NULL,
    rfc_index bytea NOT NULL,
    curp_sealed bytea,
    curp_index bytea,
    email_sealed bytea,
    email_index bytea,
    phone_sealed bytea,
    phone_index bytea,
    address_line_sealed bytea,
    content_index bytea NOT NULL,
    registered_at timestamptz NOT NULL,
    PRIMARY KEY (administration_id, customer_id)
);
CREATE INDEX customer_by_rfc ON customer (administration_id, rfc_index);
CREATE INDEX customer_by_curp ON customer (administration_id, curp_index) WHERE curp_index IS NOT NULL;
CREATE INDEX customer_by_email ON customer (administration_id, email_index) WHERE email_index IS NOT NULL;
CREATE INDEX customer_by_phone ON customer (administration_id, phone_index) WHERE phone_index IS NOT NULL;

-- Who holds each contract, as contract.created said it.
CREATE TABLE contract_holder (
    administration_id int NOT NULL,
    contract_number text NOT NULL,
    customer_id uuid NOT NULL,
    PRIMARY KEY (administration_id, contract_number)
);

-- Each read of personal data: who and why. Only ever added to.
CREATE TABLE access_log (
    access_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    administration_id int NOT NULL,
    customer_id uuid NOT NULL,
    subject text NOT NULL,
    purpose text NOT NULL,
    correlation_id text NOT NULL,
    read_at timestamptz NOT NULL
);
CREATE INDEX access_log_by_customer ON access_log (administration_id, customer_id, read_at);

ALTER TABLE customer ENABLE ROW LEVEL SECURITY;
ALTER TABLE customer FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration ON customer
    USING (administration_id = current_setting('aquacis.administration_id')::int);
ALTER TABLE contract_holder ENABLE ROW LEVEL SECURITY;
ALTER TABLE contract_holder FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration ON contract_holder
    USING (administration_id = current_setting('aquacis.administration_id')::int);
-- Without a policy for UPDATE or DELETE no role, the owner included, changes what was logged.
ALTER TABLE access_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_log FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration_reads ON access_log FOR SELECT
    USING (administration_id = current_setting('aquacis.administration_id')::int);
CREATE POLICY own_administration_adds ON access_log FOR INSERT
    WITH CHECK (administration_id = current_setting('aquacis.administration_id')::int);

-- grants access_log: insert, because who read what cannot be taken back
