DROP INDEX quarantine_last_at;
