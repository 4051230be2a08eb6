DROP TABLE tender, ledger_entry, payment, debt, account;
