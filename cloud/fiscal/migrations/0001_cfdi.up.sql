-- One tax document a bill. The XML holds a name and an RFC, so it is sealed with AES-256-GCM (xml_sealed).
-- next_try: when a document that is not finished is due; a worker that takes it moves it ahead, and that is its lease.
CREATE TABLE cfdi (
    administration_id int NOT NULL,
    cfdi_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    contract_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    period text NOT NULL,
    state text NOT NULL CHECK (state IN ('pending', 'sealed', 'stamped', 'rejected', 'unknown')),
    total_centavos bigint NOT NULL,
    invoice bytea NOT NULL,
    xml_sealed bytea,
    sealed_at timestamptz,
    uuid uuid,
    stamped_at text,
    reason text NOT NULL DEFAULT '',
    tries int NOT NULL DEFAULT 0,
    next_try timestamptz NOT NULL,
    taken_at timestamptz NOT NULL,
    PRIMARY KEY (administration_id, cfdi_id),
    UNIQUE (administration_id, invoice_id),
    CHECK (state IN ('pending', 'rejected') OR (xml_sealed IS NOT NULL AND sealed_at IS NOT NULL)),
    CHECK (state <> 'stamped' OR (uuid IS NOT NULL AND stamped_at IS NOT NULL))
);
CREATE INDEX cfdi_due ON cfdi (administration_id, next_try) WHERE state IN ('pending', 'sealed', 'unknown');
CREATE INDEX cfdi_by_period ON cfdi (administration_id, period, state);
CREATE UNIQUE INDEX cfdi_by_uuid ON cfdi (uuid) WHERE uuid IS NOT NULL;

-- The stamping task looks for work in every administration (0) and then works in one at a time.
ALTER TABLE cfdi ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON cfdi USING (current_setting('aquacis.administration_id')::int IN (0, administration_id));

-- grants cfdi: insert, update, because none is deleted
-- tenant cfdi: task:stamping reads, because it looks in every administration for work, and then works in one at a time
