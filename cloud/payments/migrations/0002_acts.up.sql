-- The accounts that an outcome announced: asked again, also under another name of the same act, it says the same ones.
ALTER TABLE applied_operation ADD COLUMN announced uuid[] NOT NULL DEFAULT '{}';
CREATE INDEX applied_operation_by_act ON applied_operation (administration_id, device_id, fingerprint);

ALTER TABLE payment
    ADD COLUMN taken_by text NOT NULL DEFAULT '',  -- the cashier; empty outside a till
    ADD COLUMN taken_at_raw_us bigint,             -- what the till's clock said, when nobody can mean that
    ADD COLUMN server_folio text;                  -- in place of a paper's folio that is not this payment's
CREATE UNIQUE INDEX payment_by_server_folio ON payment (administration_id, server_folio) WHERE server_folio IS NOT NULL;
