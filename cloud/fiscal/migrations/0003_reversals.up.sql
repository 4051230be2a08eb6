-- Bills that were reversed: a document that was never stamped is withdrawn, a stamped one is to be cancelled before
-- SAT. The stamped row itself stays as it is.
CREATE TABLE bill_reversal (
    administration_id int NOT NULL,
    invoice_id uuid NOT NULL,
    motive text NOT NULL CHECK (motive IN ('01', '02', '03', '04')),
    reason text NOT NULL,
    reversed_at timestamptz NOT NULL,
    PRIMARY KEY (administration_id, invoice_id)
);
-- grants bill_reversal: insert, because a bill that was reversed stays reversed
CREATE TABLE cfdi_cancellation (
    administration_id int NOT NULL,
    cfdi_id uuid NOT NULL,
    motive text NOT NULL CHECK (motive IN ('01', '02', '03', '04')),
    asked_at timestamptz NOT NULL,
    PRIMARY KEY (administration_id, cfdi_id),
    FOREIGN KEY (administration_id, cfdi_id) REFERENCES cfdi
);
-- grants cfdi_cancellation: insert, because what was asked of SAT stays asked

ALTER TABLE cfdi
    DROP CONSTRAINT cfdi_state_check,
    ADD CONSTRAINT cfdi_state_check
        CHECK (state IN ('pending', 'sealed', 'stamped', 'rejected', 'unknown', 'set_aside', 'not_needed',
                         'withdrawn'));
ALTER TABLE cfdi_note
    DROP CONSTRAINT cfdi_note_what_check,
    ADD CONSTRAINT cfdi_note_what_check CHECK (what IN ('rejected', 'set_aside', 'retried', 'withdrawn', 'to_cancel'));
-- grants cfdi: insert, update (state, xml_sealed, sealed_at, uuid, stamped_at, reason, tries, next_try, resume_as, waits, remark), because of which bill it is never changes

-- Of the shape that every context's access log has.
ALTER TABLE access_log RENAME COLUMN invoice_id TO document_id;
CREATE INDEX access_log_by_subject ON access_log (administration_id, subject, access_id);
