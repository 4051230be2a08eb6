DROP INDEX ledger_entry_by_time;
DROP INDEX payment_by_time;
DROP TABLE ledger_check;
