DROP TABLE parked_account, invoice, bill_event, claim, billing_run, tariff_version, contract;
