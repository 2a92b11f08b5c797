package app

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/files"
	"jalons/server/i18n"
	"jalons/server/testkit"
	"jalons/server/web"
)

// may is the one table of who may use which route; pages stand without their language. A route that is
// not in it fails, and so does a row without a route.
var may = map[string]web.Policy{
	"GET /": web.Public, "GET /assets/*name": web.Public, "GET /sitemap.xml": web.Public,
	"GET /sitemaps/:name": web.Public,
	"GET /robots.txt":     web.Public, "GET /worker.js": web.Public, "GET /healthz": web.Public,
	"GET /readyz": web.Public, "GET /api": web.Public, "GET /api/openapi.json": web.Public,
	"GET /{lang}": web.Public, "GET /{lang}/method": web.Public, "GET /{lang}/rollout": web.Public,
	"GET /{lang}/cities":      web.Public,
	"GET /{lang}/commitments": web.Public, "GET /{lang}/map": web.Public, "GET /{lang}/regions/:code": web.Public,
	"GET /{lang}/gates/:code": web.Public, "GET /{lang}/states/:code": web.Public,
	"GET /{lang}/commitments/:code": web.Public,
	"GET /{lang}/cities/:key":       web.Public, "GET /{lang}/reports/:code": web.Public,
	"GET /api/v1/regions": web.Public, "GET /api/v1/regions.csv": web.Public, "GET /api/v1/regions/:code": web.Public,
	"GET /api/v1/states":     web.Public,
	"GET /api/v1/states.csv": web.Public, "GET /api/v1/states/:code": web.Public, "GET /api/v1/commitments": web.Public,
	"GET /api/v1/commitments.csv": web.Public, "GET /api/v1/commitments/:code": web.Public,
	"GET /api/v1/milestones/:id": web.Public,
	"GET /api/v1/progress":       web.Public, "GET /api/v1/progress.csv": web.Public,
	"GET /api/v1/programmes/:code": web.Public,
	"GET /api/v1/gates/:code":      web.Public, "GET /api/v1/rollouts": web.Public,
	"GET /api/v1/rollouts.csv":    web.Public,
	"GET /api/v1/rollouts/:state": web.Public, "GET /api/v1/cities": web.Public, "GET /api/v1/cities.csv": web.Public,
	"GET /api/v1/cities/:key": web.Public, "GET /api/v1/initiatives": web.Public,
	"GET /api/v1/initiatives.csv": web.Public,
	"GET /api/v1/changes":         web.Public, "GET /api/v1/changes.csv": web.Public,
	"GET /api/v1/state_facts": web.Public, "GET /api/v1/state_facts.csv": web.Public,
	"GET /api/v1/milestones": web.Public, "GET /api/v1/milestones.csv": web.Public,
	"GET /api/v1/indicators": web.Public, "GET /api/v1/indicators.csv": web.Public,
	"GET /api/v1/date_moves": web.Public, "GET /api/v1/date_moves.csv": web.Public,
	"GET /api/v1/statements": web.Public, "GET /api/v1/statements.csv": web.Public,
	"GET /api/v1/reviews": web.Public, "GET /api/v1/reviews.csv": web.Public,
	"GET /api/v1/evidence": web.Public, "GET /api/v1/evidence.csv": web.Public,
	"GET /api/v1/stages": web.Public, "GET /api/v1/stages.csv": web.Public,
	"GET /api/v1/rollout_targets": web.Public, "GET /api/v1/rollout_targets.csv": web.Public,
	"GET /api/v1/export": web.Public, "GET /api/v1/export.csv": web.Public,
	"GET /api/v1/columns": web.Public, "GET /api/v1/columns.csv": web.Public,

	"GET /{lang}/sign-in": web.Public, "POST /{lang}/sign-in": web.Public, "GET /{lang}/code": web.Public,
	"POST /{lang}/code":   web.Public,
	"GET /{lang}/recover": web.Public, "POST /{lang}/recover": web.Public, "GET /{lang}/two-factor": web.Public,
	"POST /{lang}/two-factor": web.Public,
	"POST /{lang}/sign-out":   web.SignedIn, "GET /{lang}/account": web.SignedIn,
	"POST /{lang}/account/password": web.SignedIn,
	"POST /{lang}/account/sessions": web.SignedIn, "GET /{lang}/account/two-factor.png": web.SignedIn,
	"POST /{lang}/account/two-factor/start":   web.SignedIn,
	"POST /{lang}/account/two-factor/confirm": web.SignedIn, "POST /{lang}/account/two-factor/stop": web.SignedIn,

	"POST /{lang}/account/mails": web.SignedIn, "POST /{lang}/account/tokens": web.SignedIn,
	"POST /{lang}/account/tokens/end": web.SignedIn,
	"GET /{lang}/plans":               web.Staff, "POST /{lang}/plans": web.Staff,
	"POST /{lang}/plans/commitments": web.Staff, "GET /{lang}/edit/:code": web.Staff,
	"POST /{lang}/edit/:code": web.Staff, "POST /{lang}/edit/:code/milestones": web.Staff,
	"POST /{lang}/edit/:code/relations": web.Staff, "POST /{lang}/edit/:code/moves": web.Staff,
	"GET /{lang}/plans/:code": web.Staff, "POST /{lang}/plans/:code": web.Staff,
	"GET /api/v1/plans/:code/edit": web.Staff, "POST /api/v1/plans/:code/texts": web.Staff,
	"GET /{lang}/indicators/:code": web.Staff, "POST /{lang}/indicators/:code": web.Staff,
	"GET /api/v1/indicators/:code/edit": web.Staff, "POST /api/v1/indicators/:code/texts": web.Staff,
	"GET /{lang}/institutions": web.Staff, "POST /{lang}/institutions": web.Staff,
	"GET /{lang}/accounts": web.Admin, "POST /{lang}/accounts": web.Admin, "GET /{lang}/accounts/:id": web.Admin,
	"POST /{lang}/accounts/:id/rights": web.Admin,
	"POST /{lang}/accounts/:id/end":    web.Admin, "POST /{lang}/accounts/:id/invite": web.Admin,
	"POST /{lang}/accounts/:id/names": web.Admin, "POST /{lang}/accounts/:id/close": web.Admin,
	"POST /{lang}/accounts/:id/impersonate": web.Admin,
	"POST /{lang}/impersonate/end":          web.ReadOnly,
	"GET /{lang}/audit-log":                 web.Admin, "GET /{lang}/mails": web.Admin,
	"GET /{lang}/assessments": web.Assessor, "POST /{lang}/assessments/correct": web.Assessor,
	"GET /{lang}/assessments/:code":  web.Assessor,
	"POST /{lang}/assessments/:code": web.Assessor, "POST /api/v1/assessments": web.Assessor,
	"GET /api/v1/worklist": web.Keeper, "GET /api/v1/worklist/:code": web.Keeper, "GET /api/v1/inbox": web.Reviewer,
	"GET /api/v1/delegations": web.Reviewer,
	"GET /api/v1/follow-ups":  web.Staff, "POST /api/v1/statements": web.Keeper,
	"POST /api/v1/confirmations":             web.Keeper,
	"POST /api/v1/statements/:id/retraction": web.Keeper, "POST /api/v1/statements/:id/review": web.Reviewer,
	"POST /api/v1/statements/:id/revocation": web.Reviewer,
	"POST /api/v1/approvals":                 web.Reviewer, "POST /api/v1/milestones/:id/moves": web.Staff,
	"POST /api/v1/milestones/:id/withdrawal": web.Staff,
	"POST /api/v1/follow-ups":                web.Staff, "POST /api/v1/follow-ups/:id/done": web.Staff,
	"POST /api/v1/delegations":         web.Reviewer,
	"POST /api/v1/delegations/:id/end": web.Reviewer,
	"GET /evidence/:id/thumbnail":      web.Public, "GET /{lang}/documents/:id/thumbnail": web.Keeper,
	"GET /evidence/:id": web.Public, "GET /{lang}/worklist": web.Keeper, "POST /{lang}/worklist/update": web.Keeper,
	"POST /{lang}/worklist/confirm": web.Keeper,
	"POST /{lang}/worklist/undo":    web.Keeper, "GET /{lang}/items/:code": web.Keeper,
	"POST /{lang}/items/:code/correct": web.Keeper,
	"POST /{lang}/items/:code/move":    web.Staff, "POST /{lang}/items/:code/withdraw": web.Staff,
	"POST /{lang}/follow-ups":      web.Staff,
	"POST /{lang}/follow-ups/done": web.Staff, "GET /{lang}/inbox": web.Reviewer,
	"GET /{lang}/inbox/batch": web.Reviewer, "POST /{lang}/inbox/batch": web.Reviewer,
	"GET /{lang}/inbox/:id": web.Reviewer, "POST /{lang}/inbox/:id": web.Reviewer,
	"POST /{lang}/inbox/:id/revoke": web.Reviewer, "POST /{lang}/inbox/:id/hand-over": web.Reviewer,
	"POST /api/v1/statements/:id/handover": web.Reviewer,
	"GET /api/v1/reports":                  web.Public, "GET /api/v1/reports.csv": web.Public,
	"GET /api/v1/reports/:code": web.Public, "POST /api/v1/reports": web.Keeper,
	"GET /api/v1/commitments/:code/edit": web.Staff, "GET /api/v1/institutions": web.Staff,
	"GET /api/v1/accounts": web.Admin, "GET /api/v1/accounts/:id": web.Admin,
	"GET /api/v1/audit-log": web.Admin, "POST /api/v1/plans": web.Staff, "POST /api/v1/commitments": web.Staff,
	"POST /api/v1/commitments/:code/texts":     web.Staff,
	"POST /api/v1/commitments/:code/relations": web.Staff, "POST /api/v1/milestones": web.Staff,
	"POST /api/v1/milestones/:id/texts": web.Staff,
	"POST /api/v1/institutions":         web.Staff, "POST /api/v1/institutions/:id": web.Staff,
	"POST /api/v1/accounts": web.Admin, "POST /api/v1/accounts/:id/invitation": web.Admin,
	"POST /api/v1/accounts/:id/names": web.Admin, "POST /api/v1/accounts/:id/rights": web.Admin,
	"POST /api/v1/accounts/:id/rights/end": web.Admin, "POST /api/v1/accounts/:id/closing": web.Admin,
	"GET /api/v1/documents": web.Keeper, "POST /api/v1/documents": web.Keeper, "GET /api/v1/documents/:id": web.Keeper,
	"POST /api/v1/documents/:id/confirmation": web.Staff,
	"POST /api/v1/documents/:id/refusal":      web.Staff,
	"GET /{lang}/documents":                   web.Keeper, "POST /{lang}/documents": web.Keeper,
	"GET /{lang}/documents/new": web.Keeper, "POST /{lang}/documents/reports": web.Keeper,
	"GET /{lang}/documents/:id": web.Keeper, "GET /{lang}/documents/:id/file": web.Keeper,
	"POST /{lang}/documents/:id": web.Keeper,
	"GET /{lang}/delegations":    web.Reviewer, "POST /{lang}/delegations": web.Reviewer,
	"POST /{lang}/delegations/end": web.Reviewer,
}

// caller is somebody who asks: nobody, or a person of a role.
type caller struct {
	role    domain.Role
	cookies []*http.Cookie
}

// matrix is the whole server on a record of its own, and one caller of each kind.
type matrix struct {
	http.Handler
	t       *testing.T
	owner   *sqlx.DB
	routes  []web.Route
	callers []caller
	on      *Store
	now     func() time.Time // the clock of sign-ins
	config  Config
	people  *account.Accounts
	log     *slog.Logger // nil where nobody reads it
}

func newMatrix(t *testing.T) *matrix {
	t.Helper()
	return newMatrixAt(t, testkit.Noon)
}

// newMatrixAt is newMatrix with a clock that stands at an instant.
func newMatrixAt(t *testing.T, instant time.Time) *matrix {
	t.Helper()
	tr, db := testkit.NewAt(t, instant)
	now := func() time.Time { return instant }
	r := &Store{Tracker: tr, OwnerDB: db.Owner, WriteDB: db.Write, ReadDB: db.Read}
	all := quick(account.New(db.Write, now))
	m := &matrix{t: t, owner: db.Owner, callers: []caller{{}}, on: r, now: now}
	m.serve(r)
	for _, role := range domain.Roles() {
		m.callers = append(m.callers, m.join(r, all, role))
	}
	return m
}

// newStore is an open database of its own, and the people of it.
func newStore(t *testing.T) (*Store, *account.Accounts) {
	t.Helper()
	tr, db := testkit.New(t)
	r := &Store{Tracker: tr, OwnerDB: db.Owner, WriteDB: db.Write, ReadDB: db.Read}
	return r, account.New(db.Write, testkit.AtNoon)
}

// quick lets hashes of passwords cost nothing, where passwords are not what is tested.
func quick(p *account.Accounts) *account.Accounts {
	p.Cost.Memory, p.Cost.Iterations = 64, 1
	return p
}

// serve puts the whole server on a record.
func (m *matrix) serve(r *Store) *Server {
	m.t.Helper()
	if r.Files == nil {
		r.Files = files.New(r.ReadDB, r.WriteDB, nil, r.Now)
	}
	log := m.log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	s, err := New(r, quick(account.New(r.WriteDB, m.now)), m.config, log)
	if err != nil {
		m.t.Fatal(err)
	}
	m.Handler, m.routes, m.people = s.Handler, s.routes, s.people
	return s
}

// freeze takes from the server what lets it write.
func (m *matrix) freeze() {
	m.t.Helper()
	if _, err := m.owner.ExecContext(
		m.t.Context(), `revoke insert, update, delete, truncate on all tables in schema public from jalons_writer`,
	); err != nil {
		m.t.Fatal(err)
	}
}

// join adds a person of a role and signs them in, an admin with the second factor.
func (m *matrix) join(r *Store, all *account.Accounts, role domain.Role) caller {
	m.t.Helper()
	ctx, email := m.t.Context(), string(role)+"@example.org"
	p := testkit.Person{Email: email, Role: string(role)}
	if role == domain.RoleLiaison || role == domain.RoleAssessor {
		p.States = []string{"TN"}
	}
	testkit.AddPerson(m.t, r.Tracker, p)
	code, err := all.Code(ctx, email, account.Invitation)
	if err != nil {
		m.t.Fatal(err)
	}
	if err := all.UseCode(ctx, account.Credentials{Email: email, Secret: code}, "une phrase de passe"); err != nil {
		m.t.Fatal(err)
	}
	w := m.ask(
		caller{}, http.MethodPost, "/fr/sign-in",
		url.Values{"email": {email}, "password": {"une phrase de passe"}, "next": {""}},
	)
	if w.Code != http.StatusSeeOther {
		m.t.Fatalf("%s: %d %s", role, w.Code, w.Body)
	}
	if role == domain.RoleAdmin {
		if _, err := r.OwnerDB.ExecContext(
			ctx, `update accounts set totp_secret = 'v1.00000000.eA==', totp_since = $2 where email = $1`, email,
			m.now(),
		); err != nil {
			m.t.Fatal(err)
		}
	}
	return caller{role, w.Result().Cookies()}
}

func (m *matrix) ask(c caller, method, address string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, cookie := range c.cookies {
		r.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	m.ServeHTTP(w, r)
	return w
}

// bare gives a route without its language.
func bare(route web.Route) string {
	for _, lang := range i18n.Languages() {
		if rest, ok := strings.CutPrefix(route.Path, "/"+lang); ok && (rest == "" || rest[0] == '/') {
			return route.Method + " /{lang}" + rest
		}
	}
	return route.Method + " " + route.Path
}

// sampled puts something into the places of a route.
func sampled(route web.Route) string {
	return strings.NewReplacer(
		":code", "TN", ":key", "TN-001", ":state", "TN", ":id", "900000", ":name", "x", "*name", "x",
	).Replace(route.Path)
}

// Every route, by every kind of caller, does what the table says: it lets in, sends to the sign-in, or
// turns away.
func TestMatrix(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	seen := map[string]bool{}
	for _, route := range m.routes {
		row := bare(route)
		policy, ok := may[row]
		if seen[row] = true; !ok {
			t.Errorf("%s has no row", row)
			continue
		}
		for _, c := range m.callers {
			if row == "POST /{lang}/sign-out" && c.role != "" {
				continue // it is let in, as TestSignInAndOut shows, and would end the caller
			}
			m.check(route, policy, c)
		}
	}
	for row := range may {
		if !seen[row] {
			t.Errorf("there is no route %s", row)
		}
	}
}

func (m *matrix) check(route web.Route, policy web.Policy, c caller) {
	m.t.Helper()
	address := sampled(route)
	w := m.ask(c, route.Method, address, nil)
	toSignIn := w.Code == http.StatusSeeOther && strings.Contains(w.Header().Get("Location"), "/sign-in?next=") ||
		w.Code == http.StatusUnauthorized
	turnedAway := w.Code == http.StatusForbidden
	switch {
	case policy == web.Public && (turnedAway || toSignIn && route.Method == http.MethodGet),
		policy != web.Public && c.role == "" && !toSignIn,
		policy != web.Public && c.role != "" &&
			(turnedAway == slices.Contains(web.RolesOf(policy), c.role) || toSignIn):
		m.t.Errorf(
			"%s %s as %q under %s: %d %s", route.Method, address, c.role, policy, w.Code, w.Header().Get("Location"),
		)
	}
	if policy != web.Public && w.Header().Get("Cache-Control") != "no-store" {
		m.t.Errorf("%s as %q may be kept: %v", address, c.role, w.Header())
	}
}

// A GET changes nothing, whoever asks: mail scanners and browsers follow links by themselves. Here the
// server can write nothing, and all of them answer.
func TestNoGetWrites(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	m.freeze()
	if w := m.ask(
		caller{}, http.MethodPost, "/fr/sign-in", url.Values{"email": {"x"}, "password": {"x"}, "next": {""}},
	); w.Code != http.StatusInternalServerError {
		t.Fatalf("something can be written: %d", w.Code)
	}
	for _, route := range m.routes {
		for _, c := range m.callers {
			if address := sampled(route); route.Method == http.MethodGet {
				if w := m.ask(c, http.MethodGet, address, nil); w.Code >= http.StatusInternalServerError {
					t.Errorf("GET %s as %q: %d", address, c.role, w.Code)
				}
			}
		}
	}
}

// Who sees as somebody else changes nothing, whatever the route, and doesn't open their account.
func TestLookingChangesNothing(t *testing.T) {
	m := newMatrix(t)
	var admin caller
	var liaison int64
	for _, c := range m.callers {
		if c.role == domain.RoleAdmin {
			admin = c
		}
	}
	if err := m.owner.GetContext(t.Context(), &liaison, `select id from accounts where role = 'liaison'`); err != nil {
		t.Fatal(err)
	}
	if w := m.ask(
		admin, http.MethodPost, fmt.Sprintf("/fr/accounts/%d/impersonate", liaison), url.Values{"key": {""}},
	); w.Header().Get("Location") != "/fr/inbox" {
		t.Fatalf("%d %s", w.Code, w.Header().Get("Location"))
	}
	for _, route := range m.routes {
		if route.Policy == web.Public || route.Policy == web.ReadOnly {
			continue
		}
		w := m.ask(admin, route.Method, sampled(route), nil)
		read := route.Method == http.MethodGet && route.Policy != web.SignedIn &&
			slices.Contains(web.RolesOf(route.Policy), domain.RoleLiaison)
		if turnedAway := w.Code == http.StatusForbidden; turnedAway == read {
			t.Errorf("%s %s: %d", route.Method, route.Path, w.Code)
		}
	}
	if w := m.ask(
		admin, http.MethodPost, "/fr/impersonate/end", nil,
	); w.Header().Get("Location") != fmt.Sprintf("/fr/accounts/%d", liaison) {
		t.Errorf("%d %s", w.Code, w.Header().Get("Location"))
	}
	var acts []string
	if err := m.owner.SelectContext(
		t.Context(), &acts,
		`select a.action || ' ' || p.role || ' ' || s.role
			from audit_log a join accounts p on p.id = a.account_id join accounts s on s.id = a.subject_id
			where a.action like 'impersonation%' order by a.id`,
	); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(acts, ", "); got != "impersonation_begun admin liaison, impersonation_ended admin liaison" {
		t.Errorf("the log says %s", got)
	}
}
