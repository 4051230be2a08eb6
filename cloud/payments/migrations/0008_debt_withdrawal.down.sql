CREATE OR REPLACE FUNCTION check_new_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM new_entry GROUP BY movement_id, payment_id, contract_id
               HAVING sum(CASE WHEN kind = 'received' THEN amount_centavos ELSE -amount_centavos END) <> 0) THEN
        RAISE EXCEPTION 'ledger: a movement does not balance';
    END IF;
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT invoice_id FROM new_entry WHERE kind = 'applied') touched
               LEFT JOIN debt USING (invoice_id)
               WHERE (SELECT sum(paid.amount_centavos) FROM ledger_entry paid
                      WHERE paid.invoice_id = touched.invoice_id AND paid.kind = 'applied')
                          NOT BETWEEN 0 AND coalesce(debt.total_centavos, -1)) THEN
        RAISE EXCEPTION 'ledger: an invoice is paid beyond its total';
    END IF;
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT payment_id, contract_id FROM new_entry
                              WHERE kind = 'credited' AND amount_centavos < 0) touched
               WHERE (SELECT sum(credit.amount_centavos) FROM ledger_entry credit
                      WHERE credit.contract_id = touched.contract_id AND credit.payment_id = touched.payment_id
                        AND credit.kind = 'credited') < 0) THEN
        RAISE EXCEPTION 'ledger: more credit is used than there is';
    END IF;
    RETURN NULL;
END $$;
DROP TABLE debt_withdrawal;
