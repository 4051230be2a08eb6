-- A customer's correction may come before their registration: they are told in two topics.
ALTER TABLE customer_view ADD COLUMN version int NOT NULL DEFAULT 1;
