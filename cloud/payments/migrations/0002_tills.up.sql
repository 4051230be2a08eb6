-- What a node's operation came to: the same key gives the same answer. The body of one that was not plainly accepted stays,
-- for a person.
CREATE TABLE device_operation (
    administration_id int NOT NULL,
    device_id uuid NOT NULL,
    epoch bigint NOT NULL,
    seq bigint NOT NULL,
    type text NOT NULL,
    verdict smallint NOT NULL DEFAULT 0,
    code text NOT NULL DEFAULT '',
    field text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    remedy text NOT NULL DEFAULT '',
    body bytea,
    PRIMARY KEY (administration_id, device_id, epoch, seq)
);

CREATE TABLE folio_series (
    administration_id int NOT NULL,
    series text NOT NULL,
    next_number bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (administration_id, series)
);
CREATE TABLE folio_range (
    administration_id int NOT NULL,
    series text NOT NULL,
    request_key text NOT NULL,
    device_id uuid NOT NULL,
    first_number bigint NOT NULL,
    last_number bigint NOT NULL,
    PRIMARY KEY (administration_id, series, request_key)
);
CREATE TABLE folio (
    administration_id int NOT NULL,
    series text NOT NULL,
    number bigint NOT NULL,
    payment_id uuid NOT NULL,
    PRIMARY KEY (administration_id, series, number)
);

CREATE TABLE cash_session (
    administration_id int NOT NULL,
    session_id uuid NOT NULL,
    device_id uuid NOT NULL,
    cashier_id text NOT NULL,
    till text NOT NULL,
    business_date date NOT NULL,
    float_centavos bigint NOT NULL,
    opened_at_us bigint NOT NULL,
    closed_at_us bigint,
    counted_centavos bigint,
    device_expected_centavos bigint,
    expected_centavos bigint,
    PRIMARY KEY (administration_id, session_id)
);

CREATE TABLE cashier (
    administration_id int NOT NULL,
    cashier_id text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    pin_salt bytea NOT NULL,
    pin_hash bytea NOT NULL,
    PRIMARY KEY (administration_id, cashier_id)
);

ALTER TABLE device_operation ENABLE ROW LEVEL SECURITY;
ALTER TABLE device_operation FORCE ROW LEVEL SECURITY;
ALTER TABLE folio_series ENABLE ROW LEVEL SECURITY;
ALTER TABLE folio_series FORCE ROW LEVEL SECURITY;
ALTER TABLE folio_range ENABLE ROW LEVEL SECURITY;
ALTER TABLE folio_range FORCE ROW LEVEL SECURITY;
ALTER TABLE folio ENABLE ROW LEVEL SECURITY;
ALTER TABLE folio FORCE ROW LEVEL SECURITY;
ALTER TABLE cash_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE cash_session FORCE ROW LEVEL SECURITY;
ALTER TABLE cashier ENABLE ROW LEVEL SECURITY;
ALTER TABLE cashier FORCE ROW LEVEL SECURITY;
CREATE POLICY own_administration ON device_operation USING (administration_id = current_setting('aquacis.administration_id')::int);
CREATE POLICY own_administration ON folio_series USING (administration_id = current_setting('aquacis.administration_id')::int);
CREATE POLICY own_administration ON folio_range USING (administration_id = current_setting('aquacis.administration_id')::int);
CREATE POLICY own_administration ON folio USING (administration_id = current_setting('aquacis.administration_id')::int);
CREATE POLICY own_administration ON cash_session USING (administration_id = current_setting('aquacis.administration_id')::int);
CREATE POLICY own_administration ON cashier USING (administration_id = current_setting('aquacis.administration_id')::int);
