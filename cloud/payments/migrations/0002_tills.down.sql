DROP TABLE cashier, cash_session, folio, folio_range, folio_series, device_operation;
