// The peer of the API bench: what a service of the usual kind does for the same answers, in net/http, chi and pgx. It asks
// for no token, and as the database's superuser no row-level security is in its way. A payment is the rows that aquacisd
// writes for one, in one transaction; its events stay where they are.
package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

type contract struct {
	ID     string `json:"contract_id"`
	Number string `json:"number"`
	Owner  string `json:"customer_id"`
	Point  struct {
		ID           string `json:"service_point_id"`
		Street       string `json:"street"`
		Number       string `json:"street_number"`
		Settlement   string `json:"settlement"`
		Municipality string `json:"municipality"`
		PostalCode   string `json:"postal_code"`
		Zone         string `json:"zone_id"`
	} `json:"service_point"`
	Use    int    `json:"use_class"`
	Tariff string `json:"tariff_code"`
	Start  string `json:"start_date"`
	State  string `json:"state"`
}

const query = `SELECT contract_id::text, number, customer_id::text, service_point_id::text, street, street_number, settlement,
municipality, postal_code, zone_id, use_class, tariff_code, start_date::text, state
FROM contract JOIN service_point USING (administration_id, service_point_id) WHERE administration_id = $1 AND number = $2`

type payment struct {
	ID        string `json:"payment_id"`
	Number    string `json:"contract_number"`
	Amount    int64  `json:"amount_centavos"`
	Channel   string `json:"channel"`
	PaidAt    string `json:"paid_at"`
	Reference string `json:"external_reference"`
}

const touch = `UPDATE account SET version = version + 1 WHERE administration_id = $1 AND contract_number = $2 RETURNING contract_id::text`
const insertPayment = `INSERT INTO payment (administration_id, payment_id, channel, external_reference, fingerprint, contract_id,
contract_number, amount_centavos, folio_stands, taken_at, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, false, $9, now())`
const insertEntries = `INSERT INTO ledger_entry (administration_id, movement_id, payment_id, contract_id, kind, amount_centavos, recorded_at)
VALUES ($1, $2, $2, $3, 'received', $4, now()), ($1, $2, $2, $3, 'credited', $4, now())`
const insertEvents = `INSERT INTO peer_outbox (administration_id, event_id, topic, key, event_type, envelope) VALUES
($1, gen_random_uuid(), 'payment.received', $2, 'PaymentReceived', $3), ($1, gen_random_uuid(), 'debt.status.changed', $2, 'AccountChanged', $3)`

func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

func pay(ctx context.Context, pool *pgxpool.Pool, administration int, p *payment) error {
	tx, err := pool.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(ctx) }()
	var contract string
	if err := tx.QueryRow(ctx, touch, administration, p.Number).Scan(&contract); err != nil {
		return err
	}
	paidAt, err := time.Parse(time.RFC3339, p.PaidAt)
	if err != nil {
		return err
	}
	p.ID = newID()
	event, _ := json.Marshal(p)
	var batch pgx.Batch
	batch.Queue(insertPayment, administration, p.ID, p.Channel, p.Reference, newID(), contract, p.Number, p.Amount, paidAt)
	batch.Queue(insertEntries, administration, p.ID, contract, p.Amount)
	batch.Queue(insertEvents, administration, contract, event)
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

func connect(name string) *pgxpool.Pool {
	pool, err := pgxpool.New(context.Background(), os.Getenv(name))
	if err != nil {
		log.Fatal(err)
	}
	return pool
}

func main() {
	pool, payments := connect("CONTRACTS"), connect("PAYMENTS")
	router := chi.NewRouter()
	router.Get("/v1/contracts/{number}", func(w http.ResponseWriter, r *http.Request) {
		var c contract
		administration, _ := strconv.Atoi(r.Header.Get("X-Administration"))
		err := pool.QueryRow(r.Context(), query, administration, chi.URLParam(r, "number")).Scan(&c.ID, &c.Number, &c.Owner,
			&c.Point.ID, &c.Point.Street, &c.Point.Number, &c.Point.Settlement, &c.Point.Municipality, &c.Point.PostalCode,
			&c.Point.Zone, &c.Use, &c.Tariff, &c.Start, &c.State)
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(c)
	})
	router.Post("/v1/payments", func(w http.ResponseWriter, r *http.Request) {
		p := payment{Reference: r.Header.Get("Idempotency-Key")}
		administration, _ := strconv.Atoi(r.Header.Get("X-Administration"))
		if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if err := pay(r.Context(), payments, administration, &p); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(p)
	})
	log.Fatal(http.ListenAndServe(os.Getenv("LISTEN"), router))
}
