DROP INDEX ledger_entry_suspense;
DROP TABLE money_request;
