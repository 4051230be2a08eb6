-- name: schema_1
-- A row's number is its class in the high bits and a rising number below: the key's order is the order of sending,
-- and no second index is kept. uptime and boot are of rows whose time is unknown; stored_at is 0 when it is taken_at
-- within a day, and NULL while no time was known.
CREATE TABLE readings (
    row INTEGER PRIMARY KEY,
    taken_at INTEGER NOT NULL,
    quality INTEGER NOT NULL,
    uptime INTEGER NOT NULL,
    boot INTEGER NOT NULL,
    stored_at INTEGER,
    rssi INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE TABLE sealed (
    row INTEGER PRIMARY KEY,
    meter INTEGER NOT NULL,
    taken_at INTEGER NOT NULL,
    quality INTEGER NOT NULL,
    uptime INTEGER NOT NULL,
    boot INTEGER NOT NULL,
    rssi INTEGER NOT NULL,
    frame BLOB NOT NULL
);
CREATE TABLE meters (
    meter INTEGER PRIMARY KEY,
    slot INTEGER NOT NULL,
    day INTEGER NOT NULL,
    words INTEGER NOT NULL
);
CREATE TABLE formats (signature INTEGER PRIMARY KEY, headers BLOB NOT NULL);
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('boot', 0), ('last_known_time', 0);
-- name: schema_2
INSERT INTO meta VALUES ('machine_boot', 0), ('clock_boot', 0);
-- name: schema_3
-- The rising counter of the meter's newest kept telegram, and the minute since 1970 when it was heard; 0: none.
ALTER TABLE meters ADD COLUMN counter INTEGER NOT NULL DEFAULT 0;
ALTER TABLE meters ADD COLUMN counter_at INTEGER NOT NULL DEFAULT 0;
