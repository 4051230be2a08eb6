CREATE OR REPLACE FUNCTION check_new_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM new_entry GROUP BY movement_id, payment_id, contract_id
               HAVING sum(CASE WHEN kind = 'received' THEN amount_centavos ELSE -amount_centavos END) <> 0) THEN
        RAISE EXCEPTION 'ledger: a movement does not balance';
    END IF;
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT invoice_id FROM new_entry WHERE kind = 'applied') touched
               LEFT JOIN debt USING (invoice_id)
               LEFT JOIN debt_withdrawal withdrawn USING (invoice_id)
               WHERE (SELECT sum(paid.amount_centavos) FROM ledger_entry paid
                      WHERE paid.invoice_id = touched.invoice_id AND paid.kind = 'applied')
                     NOT BETWEEN 0 AND CASE WHEN withdrawn.reason IS NULL THEN coalesce(debt.total_centavos, -1)
                         ELSE 0 END) THEN
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
CREATE FUNCTION hold_suspense() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM new_entry WHERE kind = 'suspense') THEN
        RETURN NULL;
    END IF;
    DELETE FROM suspense_held WHERE payment_id IN (SELECT payment_id FROM new_entry WHERE kind = 'suspense');
    INSERT INTO suspense_held (administration_id, payment_id, centavos, since)
    SELECT administration_id, payment_id, sum(amount_centavos), min(recorded_at) FROM ledger_entry
    WHERE kind = 'suspense' AND payment_id IN (SELECT payment_id FROM new_entry WHERE kind = 'suspense')
    GROUP BY administration_id, payment_id HAVING sum(amount_centavos) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER hold_suspense AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS new_entry
    FOR EACH STATEMENT EXECUTE FUNCTION hold_suspense();
