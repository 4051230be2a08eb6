-- What an operator is told of: how much waits for its context, and how much waits for a person.
CREATE INDEX operation_waiting ON operation (administration_id, received_at) WHERE verdict IS NULL;
CREATE INDEX operation_parked ON operation (administration_id, decided_at) WHERE verdict = 3;
-- tenant operation: task:telemetry reads, because an operator is told how much waits in each administration
