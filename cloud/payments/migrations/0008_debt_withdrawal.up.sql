-- A bill that billing reversed: its debt is owed no more, whichever event came first. The debt itself stays as it was
-- billed.
CREATE TABLE debt_withdrawal (
    administration_id int NOT NULL,
    invoice_id uuid NOT NULL,
    contract_id uuid NOT NULL,
    reason text NOT NULL,
    withdrawn_at timestamptz NOT NULL,
    PRIMARY KEY (administration_id, invoice_id)
);
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON debt_withdrawal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- grants debt_withdrawal: insert, because a bill that was reversed stays reversed

-- As before; and nothing stays paid for a bill that was withdrawn.
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
