-- name: set_task
-- No administration's rows; as the tasks' role those of the tables whose policy names the task.
SELECT set_config('role', $3::text, true),
       set_config('aquacis.administration_id', '0', true), set_config('aquacis.scope', 'task:' || $1::text, true),
       CASE WHEN NOT $2::boolean THEN set_config('transaction_read_only', 'on', true) END

-- name: plan_in_order
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
       set_config('enable_sort', 'off', true)

-- name: probe
SELECT 1

-- name: find_role
SELECT 1 FROM pg_roles WHERE rolname = $1

-- name: may_run_tasks
-- The one that runs may become the tasks' role, and has none of its rights before.
SELECT CASE WHEN to_regrole(quote_ident($1)) IS NULL OR to_regrole(quote_ident($2)) IS NULL THEN false
            ELSE pg_has_role($2::name, $1::name, 'MEMBER') AND NOT pg_has_role($2::name, $1::name, 'USAGE') END

-- name: task_may_ask
SELECT coalesce(has_table_privilege(to_regrole(quote_ident($1))::oid, 'schema_migration', 'SELECT'), false)

-- name: find_database
SELECT 1 FROM pg_database WHERE datname = $1

-- name: wait_to_migrate
-- Held until this session ends.
SELECT pg_advisory_lock(7221901)

-- name: who_am_i
SELECT current_user

-- name: migrate_for_all
-- The owner's rows are hidden from the owner too; a step of a migration sees them all.
SELECT set_config('aquacis.administration_id', '0', true), set_config('aquacis.scope', 'task:migrate', true)

-- name: list_tables
SELECT c.relname, EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'administration_id'
                                                         AND NOT a.attisdropped),
       c.relispartition, c.relrowsecurity AND c.relforcerowsecurity
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
ORDER BY c.relname

-- name: list_policies
SELECT polname, obj_description(oid, 'pg_policy'), polcmd = '*' FROM pg_policy WHERE polrelid = $1::regclass

-- name: make_migration_ledger
CREATE TABLE IF NOT EXISTS schema_migration (
    family text NOT NULL, number integer NOT NULL, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (family, number))

-- name: schema_version
SELECT coalesce(max(number), 0) FROM schema_migration WHERE family = $1

-- name: find_migration_ledger
SELECT to_regclass('public.schema_migration')

-- name: list_versions
SELECT family, max(number) FROM schema_migration GROUP BY family

-- name: insert_migration
INSERT INTO schema_migration (family, number, name) VALUES ($1, $2, $3)

-- name: delete_context_migration
DELETE FROM schema_migration WHERE family = 'context' AND number = $1
