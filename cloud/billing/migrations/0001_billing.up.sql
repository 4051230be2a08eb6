-- What contract.created said.
CREATE TABLE contract (
    administration_id int NOT NULL,
    contract_id uuid NOT NULL,
    number text NOT NULL,
    customer_id uuid NOT NULL,
    use_class text NOT NULL,
    tariff_code text NOT NULL,
    zone_id text NOT NULL,
    state text NOT NULL,
    PRIMARY KEY (administration_id, contract_id)
);
CREATE UNIQUE INDEX contract_by_number ON contract (administration_id, number);

-- Canonical JSON; published once, never changed.
CREATE TABLE tariff_version (
    administration_id int NOT NULL,
    code text NOT NULL,
    version int NOT NULL,
    valid_from date NOT NULL,
    sha256 text NOT NULL,
    definition text NOT NULL,
    published_at timestamptz NOT NULL,
    PRIMARY KEY (administration_id, code, version)
);

CREATE TABLE billing_run (
    administration_id int NOT NULL,
    run_id uuid NOT NULL,
    zone_id text NOT NULL,
    period text NOT NULL,
    campaign_id uuid NOT NULL,
    issue_date date NOT NULL,
    due_date date NOT NULL,
    state text NOT NULL CHECK (state IN ('running', 'completed')),
    page_token text NOT NULL,  -- where the campaign's next page begins
    started_at timestamptz NOT NULL,
    PRIMARY KEY (administration_id, run_id),
    UNIQUE (administration_id, zone_id, period)
);
CREATE INDEX billing_run_running ON billing_run (started_at) WHERE state = 'running';

-- Taken before a bill is written: a contract pays a period's concept once, whatever run comes by.
CREATE TABLE claim (
    administration_id int NOT NULL,
    contract_id uuid NOT NULL,
    period text NOT NULL,
    concept text NOT NULL,
    run_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    meter_id uuid NOT NULL,
    PRIMARY KEY (administration_id, contract_id, period, concept)
);

-- The bills themselves. The invoice table below can be made again from it.
CREATE TABLE bill_event (
    administration_id int NOT NULL,
    invoice_id uuid NOT NULL,
    seq int NOT NULL,
    kind text NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (administration_id, invoice_id, seq)
);

CREATE TABLE invoice (
    administration_id int NOT NULL,
    invoice_id uuid NOT NULL,
    number text NOT NULL,
    contract_id uuid NOT NULL,
    period text NOT NULL,
    run_id uuid NOT NULL,
    total_centavos bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('issued', 'reversed')),
    PRIMARY KEY (administration_id, invoice_id),
    UNIQUE (administration_id, number)
);
CREATE INDEX invoice_by_contract ON invoice (administration_id, contract_id, period DESC, invoice_id);
CREATE INDEX invoice_by_run ON invoice (administration_id, run_id);

CREATE TABLE parked_account (
    administration_id int NOT NULL,
    run_id uuid NOT NULL,
    contract_id uuid NOT NULL,
    code text NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (administration_id, run_id, contract_id)
);

ALTER TABLE contract ENABLE ROW LEVEL SECURITY;
ALTER TABLE contract FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration ON contract
    USING (administration_id = current_setting('aquacis.administration_id')::int);
ALTER TABLE claim ENABLE ROW LEVEL SECURITY;
ALTER TABLE claim FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration ON claim USING (administration_id = current_setting('aquacis.administration_id')::int);
ALTER TABLE invoice ENABLE ROW LEVEL SECURITY;
ALTER TABLE invoice FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration ON invoice
    USING (administration_id = current_setting('aquacis.administration_id')::int);
ALTER TABLE parked_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE parked_account FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration ON parked_account
    USING (administration_id = current_setting('aquacis.administration_id')::int);
-- The task that advances runs looks for them in every administration, as administration 0.
ALTER TABLE billing_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE billing_run FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration ON billing_run
    USING (administration_id = current_setting('aquacis.administration_id')::int);
CREATE POLICY task_reads ON billing_run FOR SELECT USING (current_setting('aquacis.administration_id')::int = 0);
-- Without a policy for UPDATE or DELETE nobody, the owner included, changes what was published or issued.
ALTER TABLE tariff_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE tariff_version FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration_reads ON tariff_version FOR SELECT
    USING (administration_id = current_setting('aquacis.administration_id')::int);
CREATE POLICY own_administration_adds ON tariff_version FOR INSERT
    WITH CHECK (administration_id = current_setting('aquacis.administration_id')::int);
ALTER TABLE bill_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE bill_event FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration_reads ON bill_event FOR SELECT
    USING (administration_id = current_setting('aquacis.administration_id')::int);
CREATE POLICY own_administration_adds ON bill_event FOR INSERT
    WITH CHECK (administration_id = current_setting('aquacis.administration_id')::int);

-- tenant billing_run: task:runs reads, because the task that advances runs looks for them in every administration
-- grants tariff_version: insert, because what was published is never changed
-- grants bill_event: insert, because what was issued is corrected by a further event
-- grants claim: insert, because what was billed once stays billed
-- grants invoice: insert, because it is made from the events of its bill
