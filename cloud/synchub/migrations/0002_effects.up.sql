-- What an operation announced, as its outcome names it ("account/<contract>"): exactly these are awaited. An effect may
-- come to the feed before the outcome is recorded, so either side may write the row first.
ALTER TABLE awaited_effect RENAME COLUMN contract_id TO entity;

-- Asked again by an operator: the device is told the new outcome when it next says hello.
ALTER TABLE operation ADD COLUMN redriven_at timestamptz;
CREATE INDEX operation_redriven ON operation (device_id, redriven_at) WHERE redriven_at IS NOT NULL;
