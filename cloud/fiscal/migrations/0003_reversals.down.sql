DROP INDEX access_log_by_subject;
ALTER TABLE access_log RENAME COLUMN document_id TO invoice_id;
DELETE FROM cfdi_note WHERE what IN ('withdrawn', 'to_cancel');
ALTER TABLE cfdi_note
    DROP CONSTRAINT cfdi_note_what_check,
    ADD CONSTRAINT cfdi_note_what_check CHECK (what IN ('rejected', 'set_aside', 'retried'));
UPDATE cfdi SET state = 'not_needed' WHERE state = 'withdrawn';
ALTER TABLE cfdi
    DROP CONSTRAINT cfdi_state_check,
    ADD CONSTRAINT cfdi_state_check
        CHECK (state IN ('pending', 'sealed', 'stamped', 'rejected', 'unknown', 'set_aside', 'not_needed'));
DROP TABLE cfdi_cancellation;
DROP TABLE bill_reversal;
