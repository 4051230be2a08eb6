DROP TABLE cashier, folio_range, cash_count, cash_close, cash_session, quarantined_operation, applied_operation,
    ledger_entry, tender, payment, debt, account;
DROP FUNCTION check_new_entries, refuse_change;
