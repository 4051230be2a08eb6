-- name: schema_1
-- The node's part of sync, in the same file as its domain tables. An operation is known here by its `number`, which is
-- dense and never changes; (epoch, seq) is how the server knows it, and changes when the server asks for a new epoch.
CREATE TABLE sync_device (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    device BLOB NOT NULL CHECK (length(device) = 16),
    administration INTEGER NOT NULL,
    epoch INTEGER NOT NULL DEFAULT 1,
    epoch_base INTEGER NOT NULL DEFAULT 0,       -- number = epoch_base + seq in this epoch
    last_number INTEGER NOT NULL DEFAULT 0,
    chain_hash BLOB NOT NULL DEFAULT x'',        -- of the last operation of this epoch
    hlc_wall_us INTEGER NOT NULL DEFAULT 0,
    hlc_counter INTEGER NOT NULL DEFAULT 0,
    acknowledged INTEGER NOT NULL DEFAULT 0,     -- number: durable on the server up to here
    seen INTEGER NOT NULL DEFAULT 0,             -- number: the feed has brought the effects up to here
    server_incarnation TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE sync_operation (
    number INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    type TEXT NOT NULL,
    version INTEGER NOT NULL,
    body BLOB NOT NULL,
    deps TEXT NOT NULL,                          -- numbers, separated by commas
    hlc_wall_us INTEGER NOT NULL,
    hlc_counter INTEGER NOT NULL,
    actor TEXT NOT NULL,
    previous_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    created_at_us INTEGER NOT NULL,
    UNIQUE (epoch, seq)
) STRICT;

CREATE TRIGGER sync_operation_is_immutable BEFORE UPDATE OF number, type, version, body, deps, hlc_wall_us, hlc_counter,
    actor, created_at_us ON sync_operation
BEGIN
    SELECT raise(ABORT, 'an operation never changes; a correction is a new operation');
END;

CREATE TRIGGER sync_operation_is_kept BEFORE DELETE ON sync_operation
WHEN old.number > (SELECT acknowledged FROM sync_device)
    OR NOT EXISTS (SELECT 1 FROM sync_outcome WHERE number = old.number)
BEGIN
    SELECT raise(ABORT, 'an operation that the server has not answered is never deleted');
END;

CREATE TABLE sync_outcome (
    number INTEGER PRIMARY KEY,
    verdict INTEGER NOT NULL CHECK (verdict BETWEEN 1 AND 4),
    code TEXT NOT NULL,
    field TEXT NOT NULL,
    reason TEXT NOT NULL,
    remedy TEXT NOT NULL,
    answered_at_us INTEGER NOT NULL,             -- by the server's clock: the node's own may jump
    dismissed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX sync_outcome_to_tell ON sync_outcome (number) WHERE verdict <> 1 AND dismissed = 0;

-- What an operation was called before a new epoch renamed it: for the person who investigates a cloned or restored
-- node.
CREATE TABLE sync_renamed (
    number INTEGER NOT NULL,
    old_epoch INTEGER NOT NULL,
    old_seq INTEGER NOT NULL,
    old_hash BLOB NOT NULL,
    PRIMARY KEY (number, old_epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_feed (
    partition TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    applied_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The hash of every row that the feed brought: the checksum is kept from these, never by reading the domain's tables
-- again.
CREATE TABLE sync_shadow (
    partition TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    hash INTEGER NOT NULL,
    PRIMARY KEY (partition, kind, id)
) STRICT, WITHOUT ROWID;

-- name: has_schema
SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'sync_device';

-- name: schema_2
-- Generations of a partition: one that is shown, at most one that comes anew beside it, and what of older ones is still
-- to be taken away.
ALTER TABLE sync_feed RENAME TO sync_feed_1;
CREATE TABLE sync_feed (
    partition TEXT NOT NULL,
    generation INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('standing', 'coming', 'gone')),
    position INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    applied_at_us INTEGER NOT NULL,              -- of a coming one: since when it comes
    PRIMARY KEY (partition, generation)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX sync_feed_one_of_each ON sync_feed (partition, state) WHERE state <> 'gone';
INSERT INTO sync_feed (partition, generation, state, position, checksum, rows, applied_at_us)
SELECT f.partition, 1, 'standing', f.position, f.checksum,
       (SELECT count(*) FROM sync_shadow s WHERE s.partition = f.partition), f.applied_at_us FROM sync_feed_1 f;
DROP TABLE sync_feed_1;
ALTER TABLE sync_shadow RENAME TO sync_shadow_1;
CREATE TABLE sync_shadow (
    partition TEXT NOT NULL,
    generation INTEGER NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    hash INTEGER NOT NULL,
    PRIMARY KEY (partition, generation, kind, id)
) STRICT, WITHOUT ROWID;
INSERT INTO sync_shadow (partition, generation, kind, id, hash) SELECT partition, 1, kind, id, hash FROM sync_shadow_1;
DROP TABLE sync_shadow_1;

-- name: has_generations
SELECT count(*) FROM pragma_table_info('sync_feed') WHERE name = 'generation';
