-- A run may fail or be cancelled, takes its turn among the administrations, and ends with what became of every
-- contract. A bill has a revision: what replaces a reversed bill is the next one of the same contract, period and
-- concept.
ALTER TABLE contract ADD COLUMN start_date date, ADD COLUMN end_date date;
CREATE INDEX contract_by_zone ON contract (administration_id, zone_id, contract_id);

ALTER TABLE billing_run
    ADD COLUMN turn bigint NOT NULL DEFAULT 0,  -- rises with each step of any run: the lowest is the next
    ADD COLUMN tries int NOT NULL DEFAULT 0,    -- faults since its last good step
    ADD COLUMN next_try timestamptz NOT NULL DEFAULT '-infinity',
    ADD COLUMN reason text NOT NULL DEFAULT '',
    ADD COLUMN number_prefix text NOT NULL DEFAULT '',
    ADD COLUMN correlation_id text NOT NULL DEFAULT '',
    ADD COLUMN started_by text NOT NULL DEFAULT '',
    ADD COLUMN cancelled_by text,
    ADD COLUMN cancelled_at timestamptz,
    ADD COLUMN invoices int NOT NULL DEFAULT 0,
    ADD COLUMN billed_centavos bigint NOT NULL DEFAULT 0,
    DROP CONSTRAINT billing_run_state_check,
    ADD CONSTRAINT billing_run_state_check CHECK (state IN ('running', 'completed', 'failed', 'cancelled')),
    DROP CONSTRAINT billing_run_administration_id_zone_id_period_key;
-- Of every administration, so for once past the policies that hold the owner too.
ALTER TABLE billing_run NO FORCE ROW LEVEL SECURITY;
ALTER TABLE invoice NO FORCE ROW LEVEL SECURITY;
UPDATE billing_run SET (invoices, billed_centavos) = (
    SELECT count(*), coalesce(sum(total_centavos), 0) FROM invoice
    WHERE invoice.administration_id = billing_run.administration_id AND invoice.run_id = billing_run.run_id);
ALTER TABLE billing_run FORCE ROW LEVEL SECURITY;
ALTER TABLE invoice FORCE ROW LEVEL SECURITY;
CREATE UNIQUE INDEX billing_run_in_force ON billing_run (administration_id, zone_id, period) WHERE state <> 'cancelled';

-- Two administrations with one prefix would give two bills one number; whoever bills first with it has it.
CREATE TABLE number_prefix (
    prefix text PRIMARY KEY,
    administration_id int NOT NULL
);
-- grants number_prefix: insert, because bills with it are out
-- grants claim: insert, update (released), because what was billed stays billed until its bill is reversed
-- grants invoice: insert, update (state), because it is made from the events of its bill

ALTER TABLE claim
    ADD COLUMN revision int NOT NULL DEFAULT 1,
    ADD COLUMN released boolean NOT NULL DEFAULT false,  -- its bill was reversed: the next revision may be claimed
    DROP CONSTRAINT claim_pkey,
    ADD CONSTRAINT claim_pkey PRIMARY KEY (administration_id, contract_id, period, concept, revision);
CREATE UNIQUE INDEX claim_in_force ON claim (administration_id, contract_id, period, concept) WHERE NOT released;

ALTER TABLE invoice ADD COLUMN revision int NOT NULL DEFAULT 1;
CREATE UNIQUE INDEX invoice_in_force ON invoice (administration_id, contract_id, period, revision);
DROP INDEX invoice_by_contract;
CREATE INDEX invoice_by_contract ON invoice (administration_id, contract_id, period DESC, invoice_id DESC);

-- Contracts that a run did not bill, and why.
ALTER TABLE parked_account RENAME TO run_account;
ALTER TABLE run_account
    ADD COLUMN outcome text NOT NULL DEFAULT 'parked' CHECK (outcome IN ('parked', 'exempt', 'missing'));
CREATE INDEX run_account_by_contract ON run_account (administration_id, contract_id);
