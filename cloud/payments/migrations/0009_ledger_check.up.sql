-- How far each administration's ledger was checked against itself, and what the last check found. What is out of order
-- is looked at again until it is mended: checked_to goes on only when nothing was found.
CREATE TABLE ledger_check (
    administration_id int PRIMARY KEY,
    checked_to timestamptz NOT NULL DEFAULT '1970-01-01T00:00:00Z',
    checked_at timestamptz NOT NULL DEFAULT '1970-01-01T00:00:00Z',
    imbalances int NOT NULL DEFAULT 0,
    folios_not_granted int NOT NULL DEFAULT 0
);
ALTER TABLE ledger_check ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_check FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration ON ledger_check
    USING (administration_id = current_setting('aquacis.administration_id')::int);
INSERT INTO ledger_check (administration_id) SELECT DISTINCT administration_id FROM account;
-- tenant ledger_check: task:ledger_check reads, because it checks each administration in its turn and tells one sum

CREATE INDEX payment_by_time ON payment (administration_id, recorded_at);
CREATE INDEX ledger_entry_by_time ON ledger_entry (administration_id, recorded_at);
