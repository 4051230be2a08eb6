// The peer of the API bench: what a service of the usual kind does for the same answer, in net/http, chi and pgx. It asks
// for no token, and as the database's superuser no row-level security is in its way.
package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"strconv"

	"github.com/go-chi/chi/v5"
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

func main() {
	pool, err := pgxpool.New(context.Background(), os.Getenv("DATABASE"))
	if err != nil {
		log.Fatal(err)
	}
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
	log.Fatal(http.ListenAndServe(os.Getenv("LISTEN"), router))
}
