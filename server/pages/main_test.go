package pages_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2/memstore"

	"jalons/server/account"
	"jalons/server/database/databasetest"
	"jalons/server/files"
	"jalons/server/i18n"
	"jalons/server/i18n/i18ntest"
	"jalons/server/pages"
	"jalons/server/pages/render"
	"jalons/server/testkit"
	"jalons/server/tracker"
	"jalons/server/web"
)

func TestMain(m *testing.M) { databasetest.Main(m) }

// noon is the instant of the tests' clock.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// site is the pages on a record of their own with the facts loaded.
type site struct {
	http.Handler
	tracker *tracker.Tracker
	db      *databasetest.Database
	texts   *i18n.Texts
	guard   *web.Authenticator
	people  int // accounts that tests have added
}

func newSite(t *testing.T) *site {
	t.Helper()
	tr, db := testkit.NewAt(t, noon)
	s := &site{tracker: tr, db: db, texts: texts(t)}
	binder, err := web.NewBinder(s.texts)
	if err != nil {
		t.Fatal(err)
	}
	s.guard = &web.Authenticator{
		Sessions: web.NewSessions(memstore.New(), false),
		People:   account.New(db.Write, func() time.Time { return noon }),
	}
	if s.guard.People.Keys, err = account.ParseKeys(strings.Repeat("0a", 32)); err != nil {
		t.Fatal(err)
	}
	s.guard.People.Cost.Memory, s.guard.People.Cost.Iterations = 64, 1 // passwords are tested in package people
	about := render.About{Origin: "https://jalons.example", Version: "test"}
	rendered, err := render.NewSite(s.tracker, s.texts, binder, about)
	if err != nil {
		t.Fatal(err)
	}
	faces, err := pages.New(rendered, files.New(db.Read, db.Write, nil, s.tracker.Now), s.guard)
	if err != nil {
		t.Fatal(err)
	}
	router := web.NewRouter(faces.Fail, s.guard)
	faces.Register(router)
	if err := router.Check(); err != nil {
		t.Fatal(err)
	}
	s.Handler = &web.Edge{Inner: router.Engine(), Fail: faces.Fail, Log: slog.New(slog.DiscardHandler)}
	return s
}

func texts(t *testing.T) *i18n.Texts {
	t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// The texts of a key as people read them.
var fr, en, ar = i18ntest.French, i18ntest.English, i18ntest.Arabic

// unfilled finds a placeholder of a text that got no value; addresses stand in code.
var (
	unfilled = regexp.MustCompile(`\{[a-z_]+\}`)
	notText  = regexp.MustCompile(`(?s)<(code|pre|style|script)\b.*?</(code|pre|style|script)>`)
)

// latinSign finds a comma or semicolon of another script after an Arabic word, whatever markup is between.
var latinSign = regexp.MustCompile(`\p{Arabic}(?:<[^>]*>)*[,;](?:<[^>]*>)*\s`)

// get gives the answer to an address, in which every text has its values.
func (s *site) get(t *testing.T, address string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, nil))
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		if found := unfilled.FindString(notText.ReplaceAllString(w.Body.String(), "")); found != "" {
			t.Errorf("%s shows %s", address, found)
		}
		if found := latinSign.FindString(w.Body.String()); found != "" && strings.HasPrefix(address, "/ar") {
			t.Errorf("%s has a Latin sign: %s", address, found)
		}
	}
	return w
}
