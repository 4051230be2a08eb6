-- name: set_administration
SELECT set_config('aquacis.administration_id', $1, true)

-- name: probe
SELECT 1

-- name: find_role
SELECT 1 FROM pg_roles WHERE rolname = $1

-- name: find_database
SELECT 1 FROM pg_database WHERE datname = $1

-- name: wait_to_migrate
-- Held until this session ends.
SELECT pg_advisory_lock(7221901)

-- name: make_migration_ledger
CREATE TABLE IF NOT EXISTS schema_migration (
    family text NOT NULL, number integer NOT NULL, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (family, number))

-- name: schema_version
SELECT coalesce(max(number), 0) FROM schema_migration WHERE family = $1

-- name: insert_migration
INSERT INTO schema_migration (family, number, name) VALUES ($1, $2, $3)

-- name: delete_context_migration
DELETE FROM schema_migration WHERE family = 'context' AND number = $1
