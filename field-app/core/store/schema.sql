-- name: schema_1
CREATE TABLE contract (
  row INTEGER PRIMARY KEY,
  contract_id BLOB NOT NULL UNIQUE,
  number TEXT NOT NULL,
  number_key TEXT NOT NULL,
  number_reversed TEXT NOT NULL,
  customer_name TEXT NOT NULL,
  street TEXT NOT NULL,
  street_number TEXT NOT NULL,
  settlement TEXT NOT NULL,
  municipality TEXT NOT NULL,
  zone_id TEXT NOT NULL,
  use_class TEXT NOT NULL,
  tariff_code TEXT NOT NULL,
  meter_label TEXT NOT NULL,
  meter_serial TEXT NOT NULL,
  meter_key TEXT NOT NULL,
  meter_reversed TEXT NOT NULL,
  state TEXT NOT NULL
);
CREATE INDEX contract_number ON contract (number);
CREATE INDEX contract_number_key ON contract (number_key);
CREATE INDEX contract_number_reversed ON contract (number_reversed);
CREATE INDEX contract_meter_key ON contract (meter_key);
CREATE INDEX contract_meter_reversed ON contract (meter_reversed);
CREATE VIRTUAL TABLE contract_words USING fts5(name, place, content='', detail=column, prefix='1 2 3 4',
                                               tokenize='unicode61');
CREATE VIRTUAL TABLE contract_vocabulary USING fts5vocab(contract_words, row);

CREATE TABLE account (
  contract_id BLOB PRIMARY KEY,
  credit_centavos INTEGER NOT NULL,
  version INTEGER NOT NULL,
  as_of_us INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE debt (
  invoice_id BLOB PRIMARY KEY,
  contract_id BLOB NOT NULL,
  position INTEGER NOT NULL,
  number TEXT NOT NULL,
  period TEXT NOT NULL,
  due_date TEXT NOT NULL,
  total_centavos INTEGER NOT NULL,
  remaining_centavos INTEGER NOT NULL,
  consumed_litres INTEGER NOT NULL,
  issued_centavos INTEGER NOT NULL,
  surcharge_centavos INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX debt_of_contract ON debt (contract_id, position);
CREATE TABLE invoice (
  invoice_id BLOB PRIMARY KEY,
  contract_id BLOB NOT NULL,
  period TEXT NOT NULL,
  consumed_litres INTEGER NOT NULL,
  body BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX invoice_of_contract ON invoice (contract_id, period);
CREATE TABLE cashier (
  cashier_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  pin_salt BLOB NOT NULL,
  pin_hash BLOB NOT NULL,
  role TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE wrong_pin (
  cashier_id TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  blocked_until_us INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE cash_session (
  session_id BLOB PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  drawer TEXT NOT NULL,
  cashier_id TEXT NOT NULL,
  cashier_name TEXT NOT NULL,
  business_date TEXT NOT NULL,
  float_centavos INTEGER NOT NULL CHECK (float_centavos >= 0),
  opened_at_us INTEGER NOT NULL,
  closed_at_us INTEGER,
  counted_centavos INTEGER,
  expected_centavos INTEGER,
  opened_seq INTEGER NOT NULL DEFAULT 0,
  closed_seq INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE UNIQUE INDEX one_open_session_per_drawer ON cash_session (drawer) WHERE closed_at_us IS NULL;
CREATE TABLE cash_count (
  session_id BLOB NOT NULL REFERENCES cash_session,
  denomination_centavos INTEGER NOT NULL CHECK (denomination_centavos > 0),
  count INTEGER NOT NULL CHECK (count >= 0),
  PRIMARY KEY (session_id, denomination_centavos)
) WITHOUT ROWID;
CREATE TRIGGER first_count_stays BEFORE UPDATE ON cash_count BEGIN SELECT raise(ABORT, 'the first count is kept'); END;
CREATE TRIGGER first_count_is_not_deleted BEFORE DELETE ON cash_count
  BEGIN SELECT raise(ABORT, 'the first count is kept'); END;

CREATE TABLE payment (
  payment_id BLOB PRIMARY KEY,
  session_id BLOB NOT NULL REFERENCES cash_session,
  contract_id BLOB NOT NULL,
  series TEXT NOT NULL,
  folio_number INTEGER NOT NULL,
  amount_centavos INTEGER NOT NULL CHECK (amount_centavos > 0),
  advance_centavos INTEGER NOT NULL CHECK (advance_centavos >= 0),
  taken_at_us INTEGER NOT NULL,
  operation_seq INTEGER NOT NULL,
  effect_seen INTEGER NOT NULL DEFAULT 0,
  UNIQUE (series, folio_number)
) WITHOUT ROWID;
CREATE INDEX payment_by_time ON payment (taken_at_us);
CREATE INDEX payment_of_session ON payment (session_id);
CREATE INDEX payment_pending ON payment (contract_id) WHERE effect_seen = 0;
CREATE INDEX payment_operation ON payment (operation_seq);
CREATE INDEX payment_unseen ON payment (operation_seq) WHERE effect_seen = 0;
CREATE TABLE tender (
  payment_id BLOB NOT NULL REFERENCES payment,
  position INTEGER NOT NULL,
  method TEXT NOT NULL CHECK (method IN ('cash', 'card', 'transfer', 'cheque')),
  amount_centavos INTEGER NOT NULL CHECK (amount_centavos <> 0 AND (amount_centavos > 0 OR method = 'cash')),
  reference TEXT NOT NULL,
  PRIMARY KEY (payment_id, position)
) WITHOUT ROWID;
CREATE TABLE application (
  payment_id BLOB NOT NULL REFERENCES payment,
  position INTEGER NOT NULL,
  invoice_id BLOB NOT NULL,
  contract_id BLOB NOT NULL,
  invoice_number TEXT NOT NULL,
  period TEXT NOT NULL,
  amount_centavos INTEGER NOT NULL CHECK (amount_centavos > 0),
  PRIMARY KEY (payment_id, position)
) WITHOUT ROWID;
CREATE INDEX application_of_invoice ON application (invoice_id);

CREATE TABLE folio_range (
  series TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL CHECK (last >= first),
  next INTEGER NOT NULL CHECK (next BETWEEN first AND last + 1),
  PRIMARY KEY (series, first)
) WITHOUT ROWID;
CREATE TABLE folio_use (
  series TEXT NOT NULL,
  number INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('used', 'cancelled', 'void')),
  payment_id BLOB,
  PRIMARY KEY (series, number)
) WITHOUT ROWID;

CREATE TABLE print_job (
  job_id INTEGER PRIMARY KEY,
  payment_id BLOB NOT NULL REFERENCES payment,
  copy_number INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'confirmed', 'doubtful')),
  created_at_us INTEGER NOT NULL,
  UNIQUE (payment_id, copy_number)
);

CREATE TABLE drawer_opening (
  opened_at_us INTEGER NOT NULL,
  session_id BLOB NOT NULL REFERENCES cash_session,
  reason TEXT NOT NULL CHECK (length(reason) > 0)
);

CREATE VIEW debt_now AS
  SELECT d.*, min(d.remaining_centavos, coalesce((
    SELECT sum(a.amount_centavos) FROM application a JOIN payment p ON p.payment_id = a.payment_id
    WHERE a.invoice_id = d.invoice_id AND p.effect_seen = 0), 0)) AS pending_centavos
  FROM debt d;

-- name: schema_2
-- What was undone, who closed another person's session, and what a debt was when it was paid: the day may come on which
-- it is owed again.
CREATE TABLE cancellation (
  payment_id BLOB PRIMARY KEY REFERENCES payment,
  reason TEXT NOT NULL CHECK (length(reason) > 0),
  cancelled_by TEXT NOT NULL,
  authorized_by TEXT NOT NULL CHECK (authorized_by <> cancelled_by),
  authorized_name TEXT NOT NULL,
  cancelled_at_us INTEGER NOT NULL,
  operation_seq INTEGER NOT NULL,
  effect_seen INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX cancellation_unseen ON cancellation (operation_seq) WHERE effect_seen = 0;
ALTER TABLE application ADD COLUMN due_date TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN total_centavos INTEGER NOT NULL DEFAULT 0;
ALTER TABLE application ADD COLUMN consumed_litres INTEGER NOT NULL DEFAULT 0;
ALTER TABLE application ADD COLUMN issued_centavos INTEGER NOT NULL DEFAULT 0;
ALTER TABLE application ADD COLUMN surcharge_centavos INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cash_session ADD COLUMN closed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE print_job ADD COLUMN operation_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE drawer_opening ADD COLUMN operation_seq INTEGER NOT NULL DEFAULT 0;
CREATE INDEX payment_of_contract ON payment (contract_id, operation_seq);
CREATE INDEX tender_reference ON tender (reference) WHERE method = 'card';
CREATE INDEX print_job_operation ON print_job (operation_seq);
CREATE INDEX print_job_doubtful ON print_job (payment_id) WHERE state = 'doubtful';
CREATE INDEX print_job_queued ON print_job (payment_id) WHERE state = 'queued';
DROP INDEX payment_by_time;

-- What this till did and the server's word does not hold yet: a payment to be taken off, a cancelled one to be put
-- back.
CREATE VIEW pending_application AS
  SELECT a.invoice_id, c.operation_seq AS cancelled_seq,
    iif(c.payment_id IS NULL, a.amount_centavos, -a.amount_centavos) AS pending_centavos
  FROM application a JOIN payment p ON p.payment_id = a.payment_id
    LEFT JOIN cancellation c ON c.payment_id = a.payment_id
  WHERE iif(c.payment_id IS NULL, p.effect_seen = 0, p.effect_seen = 1 AND c.effect_seen = 0);
DROP VIEW debt_now;
CREATE VIEW debt_now AS
  SELECT d.invoice_id, d.contract_id, d.position, d.number, d.period, d.due_date, d.total_centavos,
    d.remaining_centavos, d.consumed_litres, d.issued_centavos, d.surcharge_centavos,
    min(d.remaining_centavos, coalesce((
      SELECT sum(w.pending_centavos) FROM pending_application w WHERE w.invoice_id = d.invoice_id), 0))
      AS pending_centavos
  FROM debt d
  UNION ALL  -- paid whole as the server knows it, and cancelled here; from the few unseen cancellations, in this order
  SELECT a.invoice_id, a.contract_id, 0, a.invoice_number, a.period, a.due_date, a.total_centavos, 0, a.consumed_litres,
    a.issued_centavos, a.surcharge_centavos,
    (SELECT sum(w.pending_centavos) FROM pending_application w WHERE w.invoice_id = a.invoice_id)
  FROM cancellation c CROSS JOIN payment p ON p.payment_id = c.payment_id
    CROSS JOIN application a ON a.payment_id = c.payment_id
  WHERE c.effect_seen = 0 AND p.effect_seen = 1 AND NOT EXISTS (SELECT 1 FROM debt d WHERE d.invoice_id = a.invoice_id)
    AND c.operation_seq = (SELECT min(w.cancelled_seq) FROM pending_application w WHERE w.invoice_id = a.invoice_id);

-- name: schema_people
-- What is kept of a PIN is this device's alone, and a wait is measured by the machine's own uptime: no clock that is
-- set shortens or lengthens it. The people come anew with the server's list.
DROP TABLE cashier;
DROP TABLE wrong_pin;
CREATE TABLE cashier (
  cashier_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  pin_salt BLOB NOT NULL,
  pin_verifier BLOB NOT NULL,
  role TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE wrong_pin (
  cashier_id TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  boot TEXT NOT NULL,
  until_us INTEGER NOT NULL
) WITHOUT ROWID;

-- name: schema_months
-- The chart's months beside the newest bill: the feed no longer brings every bill that ever was.
CREATE TABLE month_of_use (
  contract_id BLOB NOT NULL,
  period TEXT NOT NULL,
  litres INTEGER NOT NULL,
  PRIMARY KEY (contract_id, period)
) WITHOUT ROWID;
INSERT OR IGNORE INTO month_of_use (contract_id, period, litres)
SELECT contract_id, period, consumed_litres FROM invoice;

-- name: schema_pin_key
-- With which key the people's verifiers were made: under another one every PIN would be wrong, so they come anew.
CREATE TABLE pin_key (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  name TEXT NOT NULL
);

-- name: schema_debts_left
-- What the receipt of a payment says that could not name all debts, also when it is printed again.
ALTER TABLE payment ADD COLUMN debts_left INTEGER NOT NULL DEFAULT 0;

-- name: schema_older_bills
-- Bills that were asked of the server one by one, for the screen that explains them: the last few alone, by their
-- number.
CREATE TABLE older_bill (
  got INTEGER PRIMARY KEY,
  invoice_id BLOB NOT NULL UNIQUE,
  body BLOB NOT NULL
);
CREATE TABLE bill_list (
  got INTEGER PRIMARY KEY,
  contract_id BLOB NOT NULL UNIQUE,
  body BLOB NOT NULL
);
-- Why the last of them was not given.
CREATE TABLE bill_refusal (
  got INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL,
  problem TEXT NOT NULL
);
