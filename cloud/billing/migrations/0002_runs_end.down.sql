-- A cancelled run has issued nothing; a failed one goes on.
ALTER TABLE run_account NO FORCE ROW LEVEL SECURITY;
ALTER TABLE billing_run NO FORCE ROW LEVEL SECURITY;
DROP INDEX run_account_by_contract;
DELETE FROM run_account WHERE outcome <> 'parked';
ALTER TABLE run_account DROP COLUMN outcome;
ALTER TABLE run_account RENAME TO parked_account;
ALTER TABLE parked_account FORCE ROW LEVEL SECURITY;
DROP INDEX invoice_by_contract;
CREATE INDEX invoice_by_contract ON invoice (administration_id, contract_id, period DESC, invoice_id);
DROP INDEX invoice_in_force;
ALTER TABLE invoice DROP COLUMN revision;
DROP INDEX claim_in_force;
ALTER TABLE claim
    DROP CONSTRAINT claim_pkey,
    DROP COLUMN revision,
    DROP COLUMN released,
    ADD CONSTRAINT claim_pkey PRIMARY KEY (administration_id, contract_id, period, concept);
DROP TABLE number_prefix;
DROP INDEX billing_run_in_force;
DELETE FROM billing_run WHERE state = 'cancelled';
UPDATE billing_run SET state = 'running' WHERE state = 'failed';
ALTER TABLE billing_run
    DROP COLUMN turn,
    DROP COLUMN tries,
    DROP COLUMN next_try,
    DROP COLUMN reason,
    DROP COLUMN number_prefix,
    DROP COLUMN correlation_id,
    DROP COLUMN started_by,
    DROP COLUMN cancelled_by,
    DROP COLUMN cancelled_at,
    DROP COLUMN invoices,
    DROP COLUMN billed_centavos,
    DROP CONSTRAINT billing_run_state_check,
    ADD CONSTRAINT billing_run_state_check CHECK (state IN ('running', 'completed')),
    ADD CONSTRAINT billing_run_administration_id_zone_id_period_key UNIQUE (administration_id, zone_id, period);
ALTER TABLE billing_run FORCE ROW LEVEL SECURITY;
DROP INDEX contract_by_zone;
ALTER TABLE contract DROP COLUMN start_date, DROP COLUMN end_date;
