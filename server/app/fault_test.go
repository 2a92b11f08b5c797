//go:build unix

package app

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jalons/server/database/databasetest"
	"jalons/server/database/faults"
	"jalons/server/i18n"
	"jalons/server/i18n/i18ntest"
	"jalons/server/testkit"
)

// hurried are waits that let a test see what a server does at their end, and a busy machine keep within them.
var hurried = waits{read: 5 * time.Second, write: 5 * time.Second, lock: 300 * time.Millisecond, network: time.Second}

// failing is a server whose way to the database leads through a proxy, and the persons who use it.
type failing struct {
	*reach
	*twin
	proxy *faults.Proxy
	name  string // of the database
	staff *person
}

func newFailing(t *testing.T, db *databasetest.Database) *failing {
	t.Helper()
	f := &failing{reach: newReachOn(t, db), proxy: faults.New(t, db.DSN)}
	through := func(role string) string { return f.proxy.DSN(databasetest.As(db.DSN, role)) }
	r, err := Open(t.Context(), Config{
		OwnerURL: f.proxy.DSN(db.DSN), DatabaseURL: through(writerRole), ReadURL: through(readerRole),
		Now: testkit.AtNoon, waits: hurried,
	}, slog.New(slog.DiscardHandler), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() }) // of connections that were cut
	f.twin = newTwin(t, r)
	f.reach.Handler = f.twin.Handler
	f.staff = f.persons[slices.IndexFunc(f.persons, func(p *person) bool { return p.name == "staff" })]
	if err := f.owner.GetContext(t.Context(), &f.name, `select current_database()`); err != nil {
		t.Fatal(err)
	}
	return f
}

// sql does something to the database behind the server's back.
func (f *failing) sql(statements ...string) {
	f.reach.t.Helper()
	for _, statement := range statements {
		f.must(strings.ReplaceAll(statement, "{database}", f.name))
	}
}

// use is one thing that people do. One that reads is answered where only writing is what fails.
type use struct {
	name  string
	reads bool
	ask   func() *httptest.ResponseRecorder
}

// uses are those that a fault is tried on, each write about an object of its own.
func (f *failing) uses() []use {
	o, other := f.object(), f.object()
	signedIn := caller{cookies: f.staff.cookies}
	get := func(by caller, address string) func() *httptest.ResponseRecorder {
		return func() *httptest.ResponseRecorder { return f.ask(by, http.MethodGet, address, nil) }
	}
	attempted := func(name string, o object) func() *httptest.ResponseRecorder {
		all := attempts(f.reach.record.Today())
		a := all[slices.IndexFunc(all, func(a attempt) bool { return a.name == name })]
		return func() *httptest.ResponseRecorder { return f.try(f.staff, a, o) }
	}
	credentials := url.Values{"email": {"person1@example.org"}, "password": {"une phrase de passe"}, "next": {""}}
	return []use{
		{"page", true, get(caller{}, "/en/commitments?q="+o.milestone)},
		{"API list", true, get(caller{}, "/api/v1/states?q="+o.milestone)},
		{"session", true, get(signedIn, "/fr/account")},
		{"download", true, get(signedIn, fmt.Sprintf("/fr/documents/%d/file", o.paper))},
		{"write by API", false, attempted("declare", o)},
		{"form", false, attempted("declare by form", other)},
		{"sign-in", false, func() *httptest.ResponseRecorder {
			return f.ask(caller{}, http.MethodPost, "/en/sign-in", credentials)
		}},
	}
}

// fault is something that befalls a database, and what people are told then.
type fault struct {
	name, code string
	reading    bool // nothing can be read either
	begin, end func(*failing)
}

func faultsOfDatabases() []fault {
	cut := func(f *failing) { f.proxy.Cut() }
	insert := func(does string) []string {
		return []string{
			`create function fault() returns trigger language plpgsql security definer
				as $$ begin ` + does + `; return null; end $$`,
			`create trigger z_fault after insert on statements execute function fault()`,
			`create trigger z_fault after insert on sign_in_attempts execute function fault()`,
		}
	}
	unhurt := func(f *failing) { f.sql(`drop function fault() cascade`) }
	restored := func(*failing) {} // by the proxy
	return []fault{
		{"away", "database_away", true, func(f *failing) { f.proxy.Refuse() }, restored},
		{"frozen", "database_frozen", true, func(f *failing) { f.proxy.Freeze() }, restored},
		{"no connection left", "database_connections", true,
			func(f *failing) { f.sql(`alter database {database} connection limit 0`); cut(f) },
			func(f *failing) { f.sql(`alter database {database} connection limit -1`) }},
		// The device is full, and not that of the database's files, which a test has no way to fill.
		{"full", "database_full", false, func(f *failing) {
			f.sql(insert(`copy (select 1) to '/dev/full'`)...)
		}, unhurt},
		{"slow", "took_too_long", false, func(f *failing) { f.sql(insert(`perform pg_sleep(3600)`)...) }, unhurt},
	}
}

// While a database can't answer everybody is told so, in words and with a time to come back, and nobody gets a 500.
// Once it can, everything works again without a restart.
func TestFaultsOfTheDatabase(t *testing.T) {
	t.Parallel()
	f := newFailing(t, databasetest.Facts(t))
	for _, fault := range faultsOfDatabases() {
		t.Run(fault.name, func(t *testing.T) {
			uses := f.uses()
			fault.begin(f)
			tryAll(t, uses, fault.reading, fault.code)
			if w := f.ask(caller{}, http.MethodGet, "/readyz", nil); (w.Code == http.StatusOK) == fault.reading {
				t.Errorf("ready: %d %s", w.Code, w.Body)
			}
			fault.end(f)
			f.proxy.Restore(t)
			for _, use := range uses {
				awaitSuccess(t, use)
			}
		})
	}
}

// tryAll wants all uses to be told of a fault, or those that write. These come one after the other: they wait for one
// another's locks.
func tryAll(t *testing.T, uses []use, reading bool, code string) {
	t.Helper()
	var all sync.WaitGroup
	writes := func(u use) bool { return !u.reads }
	for _, use := range slices.DeleteFunc(slices.Clone(uses), writes) {
		all.Go(func() {
			if w := use.ask(); reading {
				unavailable(t, use.name, w, code)
			} else {
				expect(t, use.name, w, http.StatusOK)
			}
		})
	}
	for _, use := range uses {
		if writes(use) {
			unavailable(t, use.name, use.ask(), code)
		}
	}
	all.Wait()
}

func expect(t *testing.T, name string, w *httptest.ResponseRecorder, status int) {
	t.Helper()
	if w.Code != status {
		t.Errorf("%s: %d %.600s", name, w.Code, w.Body)
	}
}

// unavailable wants a 503 with the reason of a code.
func unavailable(t *testing.T, name string, w *httptest.ResponseRecorder, code string) {
	t.Helper()
	lang := w.Header().Get("Content-Language")
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || !i18n.KnownLanguage(lang) {
		t.Errorf("%s: %d %v %.600s", name, w.Code, w.Header(), w.Body)
		return
	}
	if !strings.Contains(w.Body.String(), i18ntest.T(lang, "error."+code)) {
		t.Errorf("%s: not %s: %.2000s", name, code, w.Body)
	}
}

// awaitSuccess asks again until something works, which on a busy machine may not be at the first time.
func awaitSuccess(t *testing.T, u use) {
	t.Helper()
	awaitAnswer(t, u, func(w *httptest.ResponseRecorder) bool {
		return w.Code == http.StatusOK || w.Code == http.StatusSeeOther
	})
}

func awaitAnswer(t *testing.T, u use, is func(*httptest.ResponseRecorder) bool) {
	t.Helper()
	giveUp := time.After(time.Minute)
	for {
		w := u.ask()
		if is(w) {
			return
		}
		select {
		case <-giveUp:
			t.Errorf("%s: %d %.600s", u.name, w.Code, w.Body)
			return
		default:
		}
	}
}

// Who needs what somebody else has locked is told so, and who doesn't is not kept waiting.
func TestALockedTable(t *testing.T) {
	t.Parallel()
	f := newFailing(t, databasetest.Facts(t))
	uses := f.uses()
	lock, err := f.owner.BeginTxx(t.Context(), nil)
	if err == nil {
		_, err = lock.ExecContext(t.Context(), `lock table commitments, states, statements in access exclusive mode`)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, use := range uses {
		switch w := use.ask(); use.name {
		case "session", "download", "sign-in":
		default:
			unavailable(t, use.name, w, "database_locked")
		}
	}
	if err := lock.Rollback(); err != nil {
		t.Fatal(err)
	}
	for _, use := range uses {
		awaitSuccess(t, use)
	}
}

// reading is an address that anybody reads.
func (f *failing) reading(address string) use {
	return use{address, true, func() *httptest.ResponseRecorder {
		return f.ask(caller{}, http.MethodGet, address, nil)
	}}
}

// A PostgreSQL that follows another one serves readers and no writers; one that is shut down takes nobody, and so does
// one that starts. The server goes on through all of it, and through a crash.
func TestADatabaseThatFollowsStopsAndStarts(t *testing.T) {
	own := databasetest.Alone(t)
	f := newFailing(t, own.Database)
	uses := f.uses()
	ready := func(want string) {
		t.Helper()
		awaitAnswer(t, f.reading("/readyz"), func(w *httptest.ResponseRecorder) bool {
			return strings.Contains(w.Body.String(), want)
		})
	}
	ready(`"ready"`)

	own.Stop()
	tryAll(t, uses, true, "database_away")
	own.Follow(true)
	own.Start()
	tryAll(t, uses, false, "database_read_only")
	ready(`"read-only"`)

	own.Stop()
	own.Follow(false)
	own.Start()
	for _, use := range uses {
		awaitSuccess(t, use)
	}
	ready(`"ready"`)

	session, err := own.Owner.Connx(t.Context()) // as long as it is there the server is
	if err != nil {
		t.Fatal(err)
	}
	again := f.uses()
	own.TakeNoMore()
	f.proxy.Cut()
	tryAll(t, again, true, "database_starting")
	if err := session.Close(); err != nil {
		t.Error(err)
	}
	own.Stop()
	own.Start()
	for _, use := range again {
		awaitSuccess(t, use)
	}

	own.Crash()
	for _, use := range again {
		if use.reads {
			awaitAnswer(t, use, func(w *httptest.ResponseRecorder) bool {
				if w.Code != http.StatusOK && w.Code != http.StatusServiceUnavailable {
					t.Errorf("%s after a crash: %d %.600s", use.name, w.Code, w.Body)
				}
				return w.Code == http.StatusOK
			})
		}
	}
}
