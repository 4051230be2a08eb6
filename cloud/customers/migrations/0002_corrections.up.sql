ALTER TABLE customer ADD COLUMN version int NOT NULL DEFAULT 1;

-- What a customer was before each correction: a whole customer sealed with AES-256-GCM. Only ever added to.
CREATE TABLE customer_history (
    administration_id int NOT NULL,
    customer_id uuid NOT NULL,
    version int NOT NULL,
    content_sealed bytea NOT NULL,
    replaced_by text NOT NULL,
    reason text NOT NULL,
    correlation_id text NOT NULL,
    replaced_at timestamptz NOT NULL,
    PRIMARY KEY (administration_id, customer_id, version)
);

-- A search that found nobody is an access too. via: the context through which the person asked.
ALTER TABLE access_log ALTER COLUMN customer_id DROP NOT NULL;
ALTER TABLE access_log ADD COLUMN via text NOT NULL DEFAULT '';
DROP INDEX access_log_by_customer;
CREATE INDEX access_log_by_customer ON access_log (administration_id, customer_id, access_id);
CREATE INDEX access_log_by_subject ON access_log (administration_id, subject, access_id);
CREATE INDEX access_log_by_number ON access_log (administration_id, access_id);

-- grants customer_history: insert, because what was is never rewritten
