DROP TABLE drawer_opening, receipt_reprint, payment_cancellation;
ALTER TABLE cash_close DROP COLUMN closed_by;
ALTER TABLE cashier DROP COLUMN office, DROP COLUMN inactive;
