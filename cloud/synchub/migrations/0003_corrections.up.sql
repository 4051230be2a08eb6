-- A customer's correction may come before their registration: they are told in two topics.
ALTER TABLE customer_view ADD COLUMN version int NOT NULL DEFAULT 1;
-- What a device sent stays as it came; what became of it is decided here.
-- grants operation: insert, update (verdict, code, field, reason, remedy, decided_at, attempts, redriven_at), because a device's act is a fact
