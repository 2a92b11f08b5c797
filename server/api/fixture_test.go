package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"jalons/frontend"
	"jalons/server/database/databasetest"
	"jalons/server/i18n"
	"jalons/server/ledger"
	"jalons/server/programme"
	"jalons/server/testkit"
	"jalons/server/tracker"
	"jalons/server/web"
)

func TestMain(m *testing.M) { databasetest.Main(m) }

// noon is the instant of the tests' clock.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// record is the API on a record of its own with the facts, put together as the server does it.
type record struct {
	http.Handler
	t       *testing.T
	reg     *Registry
	tracker *tracker.Tracker
	db      *databasetest.Database
}

func newRecord(t *testing.T) *record {
	t.Helper()
	r := &record{t: t}
	r.tracker, r.db = testkit.NewAt(t, noon)
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	router := web.NewRouter(web.FailJSON(texts), nil)
	if r.reg, err = NewRegistry(router, texts, r.tracker); err != nil {
		t.Fatal(err)
	}
	contents(r.reg, endpoints{programme.New(r.tracker)})
	rowContents(r.reg, endpoints{programme.New(r.tracker)})
	look := Look{Templates: frontend.Files, Asset: func(name string) string { return "/assets/" + name }}
	if err := r.reg.servePage(texts, look); err != nil {
		t.Fatal(err)
	}
	cache := web.NewCache(router.Engine(), r.version, func() time.Time { return noon })
	r.Handler = &web.Edge{Inner: cache, Fail: web.FailJSON(texts), Log: slog.New(slog.DiscardHandler), Open: Open}
	return r
}

// version is that of the data, read for each request.
func (r *record) version() int64 {
	version, err := r.tracker.Version(context.Background())
	if err != nil {
		r.t.Error(err)
	}
	return version
}

// get asks for an address below the prefix.
func (r *record) get(address string, headers ...string) *httptest.ResponseRecorder {
	return ask(r, "GET", Prefix+address, headers...)
}

// read gives an answer that has to be there as JSON.
func (r *record) read(address string, into any) {
	r.t.Helper()
	w := r.get(address)
	if w.Code != http.StatusOK {
		r.t.Fatalf("%s: %d %s", address, w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
		r.t.Fatalf("%s: %v", address, err)
	}
}

func (r *record) write(fn func(*ledger.Writer) error) {
	r.t.Helper()
	if err := r.tracker.Write(r.t.Context(), fn); err != nil {
		r.t.Fatal(err)
	}
}

// examples gives for each route an address that it answers with 200.
func examples() map[string]string {
	return map[string]string{
		"/regions": "/regions", "/regions/:code": "/regions/north-africa-middle-east", "/regions.csv": "/regions.csv",
		"/states": "/states?region=north-africa-middle-east", "/states/:code": "/states/TN",
		"/states.csv":  "/states.csv?membership=left",
		"/commitments": "/commitments", "/commitments/:code": "/commitments/TN-2025-C01",
		"/commitments.csv": "/commitments.csv",
		"/milestones/:id":  "/milestones/TN-2025-C01.1", "/progress": "/progress?by=programme",
		"/progress.csv":     "/progress.csv",
		"/programmes/:code": "/programmes/francophonie", "/gates/:code": "/gates/after-flagship",
		"/rollouts": "/rollouts", "/rollouts/:state": "/rollouts/TN", "/rollouts.csv": "/rollouts.csv",
		"/cities": "/cities?state=TN&limit=2", "/cities/:key": "/cities/TN-001", "/cities.csv": "/cities.csv?state=TN",
		"/reports": "/reports?state=TN", "/reports/:code": "/reports/TN-R2", "/reports.csv": "/reports.csv",
		"/initiatives": "/initiatives", "/initiatives.csv": "/initiatives.csv", "/changes": "/changes",
		"/changes.csv": "/changes.csv",
		"/state_facts": "/state_facts?limit=200", "/state_facts.csv": "/state_facts.csv",
		"/milestones": "/milestones", "/milestones.csv": "/milestones.csv",
		"/indicators": "/indicators", "/indicators.csv": "/indicators.csv",
		"/date_moves": "/date_moves", "/date_moves.csv": "/date_moves.csv",
		"/statements": "/statements", "/statements.csv": "/statements.csv",
		"/reviews": "/reviews", "/reviews.csv": "/reviews.csv",
		"/evidence": "/evidence", "/evidence.csv": "/evidence.csv",
		"/stages": "/stages", "/stages.csv": "/stages.csv",
		"/rollout_targets": "/rollout_targets", "/rollout_targets.csv": "/rollout_targets.csv",
		"/export": "/export", "/export.csv": "/export.csv", "/columns": "/columns", "/columns.csv": "/columns.csv",
	}
}

// example gives the example of a route; every route has one.
func (op operation) example(t *testing.T) string {
	t.Helper()
	address, ok := examples()[op.Path]
	if !ok {
		t.Fatalf("%s has no example in fixture_test.go", op.Path)
	}
	return address
}

// with adds a query to an address.
func with(address, query string) string {
	if strings.Contains(address, "?") {
		return address + "&" + query
	}
	return address + "?" + query
}
