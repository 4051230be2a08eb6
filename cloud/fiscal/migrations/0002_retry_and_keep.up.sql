-- A document can be set aside (its row cannot be read, resume_as is the state that it had) or not be needed (the bill
-- charges nothing). tries counts refusals of the PAC about this document, waits how often it had to wait.
ALTER TABLE cfdi
    ADD COLUMN revision int NOT NULL DEFAULT 1,
    ADD COLUMN resume_as text CHECK (resume_as IN ('pending', 'sealed', 'unknown')),
    ADD COLUMN waits int NOT NULL DEFAULT 0,
    ADD COLUMN remark text NOT NULL DEFAULT '',
    DROP CONSTRAINT cfdi_state_check,
    ADD CONSTRAINT cfdi_state_check
        CHECK (state IN ('pending', 'sealed', 'stamped', 'rejected', 'unknown', 'set_aside', 'not_needed')),
    DROP CONSTRAINT cfdi_check,
    ADD CONSTRAINT cfdi_sealed_check
        CHECK (state NOT IN ('sealed', 'unknown', 'stamped') OR (xml_sealed IS NOT NULL AND sealed_at IS NOT NULL)),
    ADD CONSTRAINT cfdi_set_aside_check CHECK ((state = 'set_aside') = (resume_as IS NOT NULL)),
    DROP CONSTRAINT cfdi_administration_id_invoice_id_key,
    ADD CONSTRAINT cfdi_one_a_revision UNIQUE (administration_id, invoice_id, revision);
DROP INDEX cfdi_due;
-- What is due of one state, and the worklist of another.
CREATE INDEX cfdi_by_state ON cfdi (administration_id, state, next_try, cfdi_id);
CREATE INDEX cfdi_rejected_of_customer ON cfdi (administration_id, customer_id) WHERE state = 'rejected';

-- Where there is work to look for: which administrations have documents is nobody's secret, so the task that walks them
-- in turn needs to see no other row of theirs.
CREATE TABLE cfdi_administration (administration_id int PRIMARY KEY);
INSERT INTO cfdi_administration SELECT DISTINCT administration_id FROM cfdi;
-- tenant cfdi_administration: task:stamping reads, because it works in each administration in its turn
-- grants cfdi_administration: insert, because an administration stays one

-- A stamped document is the law's: not even who owns the table changes it by an ordinary statement.
CREATE FUNCTION refuse_to_change_cfdi() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a tax document is never deleted, and a stamped one never changed'
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER keep_stamped BEFORE UPDATE ON cfdi
    FOR EACH ROW WHEN (OLD.state = 'stamped') EXECUTE FUNCTION refuse_to_change_cfdi();
CREATE TRIGGER keep_documents BEFORE DELETE ON cfdi FOR EACH ROW EXECUTE FUNCTION refuse_to_change_cfdi();
CREATE TRIGGER keep_table BEFORE TRUNCATE ON cfdi FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_cfdi();

-- What happened to a document on its way. Only ever added to.
CREATE TABLE cfdi_note (
    note_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    administration_id int NOT NULL,
    cfdi_id uuid NOT NULL,
    noted_at timestamptz NOT NULL,
    what text NOT NULL CHECK (what IN ('rejected', 'set_aside', 'retried')),
    subject text NOT NULL,
    reason text NOT NULL,
    correlation_id text NOT NULL
);
CREATE INDEX cfdi_note_by_cfdi ON cfdi_note (administration_id, cfdi_id, note_id);

-- Each read of a document that names a person: who and why. Only ever added to.
CREATE TABLE access_log (
    access_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    administration_id int NOT NULL,
    invoice_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    what text NOT NULL CHECK (what IN ('xml', 'pdf')),
    subject text NOT NULL,
    via text NOT NULL,
    purpose text NOT NULL,
    correlation_id text NOT NULL,
    read_at timestamptz NOT NULL
);
CREATE INDEX access_log_by_time ON access_log (administration_id, access_id);
CREATE INDEX access_log_by_customer ON access_log (administration_id, customer_id, access_id);

-- grants cfdi_note: insert, because what happened cannot be taken back
-- grants access_log: insert, because who read what cannot be taken back
