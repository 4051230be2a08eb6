-- What is in suspense now, payment by payment, kept by the ledger itself: neither a list nor a number of it sums up all
-- that ever was.
CREATE TABLE suspense_held (
    administration_id int NOT NULL,
    payment_id uuid NOT NULL,
    centavos bigint NOT NULL CHECK (centavos > 0),
    since timestamptz NOT NULL,
    PRIMARY KEY (administration_id, payment_id)
);
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
INSERT INTO suspense_held (administration_id, payment_id, centavos, since)
SELECT administration_id, payment_id, sum(amount_centavos), min(recorded_at) FROM ledger_entry
WHERE kind = 'suspense' GROUP BY administration_id, payment_id HAVING sum(amount_centavos) > 0;
CREATE TRIGGER hold_suspense AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS new_entry
    FOR EACH STATEMENT EXECUTE FUNCTION hold_suspense();

-- tenant suspense_held: task:telemetry reads, because an operator is told how much waits in each administration
