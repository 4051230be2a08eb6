DROP INDEX operation_redriven;
ALTER TABLE operation DROP COLUMN redriven_at;
ALTER TABLE awaited_effect RENAME COLUMN entity TO contract_id;
