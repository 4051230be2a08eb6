-- The server end of sync: what devices sent (the inbox), what became of it, and the feed that goes down.
-- synchub owns no domain state: the views are projections of other contexts' events and can be made anew from the log.

CREATE FUNCTION current_administration() RETURNS int LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('aquacis.administration_id', true), '')::int $$;

-- Two tables without a tenant: they say nothing about anybody.
CREATE TABLE hub (
    one int PRIMARY KEY CHECK (one = 1),
    incarnation uuid NOT NULL DEFAULT gen_random_uuid()  -- renewed by whoever restores this database from a backup
);
INSERT INTO hub (one) VALUES (1);
CREATE TABLE administration (
    administration_id int PRIMARY KEY
);

CREATE TABLE device (
    device_id uuid PRIMARY KEY,
    administration_id int NOT NULL,
    epoch bigint NOT NULL,
    acknowledged_seq bigint NOT NULL DEFAULT 0,
    chain_hash bytea NOT NULL DEFAULT '',
    program_version text NOT NULL,
    enrolled_at timestamptz NOT NULL,
    greeted_at timestamptz NOT NULL,
    epoch_reason text NOT NULL DEFAULT ''                -- why the present epoch began: a clone, a backup
);

CREATE TABLE operation (
    device_id uuid NOT NULL REFERENCES device,
    epoch bigint NOT NULL,
    seq bigint NOT NULL,
    administration_id int NOT NULL,
    type text NOT NULL,
    version int NOT NULL,
    body bytea NOT NULL,
    deps bigint[] NOT NULL,
    hlc_wall_us bigint NOT NULL,                         -- as the node said it; clamped when it is handed on
    hlc_counter bigint NOT NULL,
    actor text NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    act_hash bytea NOT NULL,
    created_at_us bigint NOT NULL,
    received_at timestamptz NOT NULL,
    same_act_epoch bigint,                               -- it came before under this name: its outcome is that one's
    same_act_seq bigint,
    attempts int NOT NULL DEFAULT 0,
    verdict smallint CHECK (verdict BETWEEN 1 AND 4),    -- null: not decided yet
    code text NOT NULL DEFAULT '',
    field text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    remedy text NOT NULL DEFAULT '',
    decided_at timestamptz,
    PRIMARY KEY (device_id, epoch, seq)
);
CREATE INDEX operation_undecided ON operation (device_id, epoch, seq) WHERE verdict IS NULL;
CREATE INDEX operation_act ON operation (device_id, act_hash);
CREATE INDEX operation_decided ON operation (decided_at);

-- The accounts whose change a payment will bring to the feed.
CREATE TABLE awaited_effect (
    device_id uuid NOT NULL,
    epoch bigint NOT NULL,
    seq bigint NOT NULL,
    contract_id text NOT NULL,
    administration_id int NOT NULL,
    has_arrived boolean NOT NULL DEFAULT false,
    PRIMARY KEY (device_id, epoch, seq, contract_id)
);

-- From this position on the feed holds the effects of the device's operations through (epoch, seq).
CREATE TABLE device_seen (
    device_id uuid NOT NULL,
    epoch bigint NOT NULL,
    seq bigint NOT NULL,
    administration_id int NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (device_id, epoch, seq)
);

-- The sequencer: whoever writes rows of a partition holds its row here until the commit, so positions become visible in
-- order.
CREATE TABLE feed_partition (
    partition text PRIMARY KEY,
    administration_id int NOT NULL,
    position bigint NOT NULL DEFAULT 0,
    checksum bigint NOT NULL DEFAULT 0                   -- 64 bits without a sign
);
CREATE TABLE feed_row (
    partition text NOT NULL REFERENCES feed_partition,
    kind text NOT NULL,
    id text NOT NULL,
    administration_id int NOT NULL,
    body bytea NOT NULL,
    hash bigint NOT NULL,
    position bigint NOT NULL,
    version bigint NOT NULL DEFAULT 0,                   -- of the entity: an older state never replaces a newer one
    PRIMARY KEY (partition, kind, id),
    UNIQUE (partition, position)
);

-- What a contract row is joined from; the parts come in any order.
CREATE TABLE contract_view (
    contract_id text PRIMARY KEY,
    administration_id int NOT NULL,
    customer_id text NOT NULL,
    number text NOT NULL,
    street text NOT NULL,
    street_number text NOT NULL,
    settlement text NOT NULL,
    municipality text NOT NULL,
    zone_id text NOT NULL,
    use_class text NOT NULL,
    tariff_code text NOT NULL,
    state text NOT NULL
);
CREATE INDEX contract_view_customer ON contract_view (customer_id);
CREATE TABLE customer_view (
    customer_id text PRIMARY KEY,
    administration_id int NOT NULL,
    name text NOT NULL
);
CREATE TABLE meter_view (
    contract_id text PRIMARY KEY,
    administration_id int NOT NULL,
    manufacturer text NOT NULL,
    serial text NOT NULL,
    installed_on text NOT NULL
);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['device', 'operation', 'awaited_effect', 'device_seen', 'feed_partition', 'feed_row',
                             'contract_view', 'customer_view', 'meter_view'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY tenant ON %I USING (administration_id = current_administration())', t);
    END LOOP;
END $$;

-- tenant hub: none, because it says which database this is
-- tenant administration: none, because it says which administrations there are, and nothing about them
-- grants operation: insert, update, because none is deleted
