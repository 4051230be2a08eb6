ALTER TABLE payment DROP COLUMN server_folio, DROP COLUMN taken_at_raw_us, DROP COLUMN taken_by;
DROP INDEX applied_operation_by_act;
ALTER TABLE applied_operation DROP COLUMN announced;
