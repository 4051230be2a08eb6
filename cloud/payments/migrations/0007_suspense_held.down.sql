DROP TRIGGER hold_suspense ON ledger_entry;
DROP FUNCTION hold_suspense;
DROP TABLE suspense_held;
