// Package client gives tests the whole server as people use it: signed in, by pages and by the API.
package client

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"jalons/server/account"
	"jalons/server/app"
	"jalons/server/files"
	"jalons/server/testkit"
)

// Passphrase is that of everybody whom SignIn adds.
const Passphrase = "une phrase de passe"

// Site is the server on a database of its own that holds the facts.
type Site struct {
	*app.Server
	Store *app.Store
	Owner *sqlx.DB // sees and changes everything

	t        testing.TB
	accounts *account.Accounts
}

// New starts a site whose clock stands at testkit.Noon.
func New(t testing.TB) *Site {
	t.Helper()
	tr, db := testkit.New(t)
	return On(t, &app.Store{
		Tracker: tr, OwnerDB: db.Owner, WriteDB: db.Write, ReadDB: db.Read,
		Files: files.New(db.Read, db.Write, nil, tr.Now),
	})
}

// On starts a site on an open database.
func On(t testing.TB, store *app.Store) *Site {
	t.Helper()
	accounts := account.New(store.WriteDB, store.Now)
	accounts.Cost.Memory, accounts.Cost.Iterations = 64, 1 // hashes of passwords are tested in package account
	server, err := app.New(store, accounts, app.Config{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return &Site{Server: server, Store: store, Owner: store.OwnerDB, t: t, accounts: accounts}
}

// Visitor is somebody who is not signed in.
func (s *Site) Visitor() *Client { return &Client{site: s} }

// SignIn adds a person, who chooses a password and signs in with it.
func (s *Site) SignIn(p testkit.Person) *Client {
	s.t.Helper()
	id := testkit.AddPerson(s.t, s.Store.Tracker, p)
	code, err := s.accounts.Code(s.t.Context(), p.Email, account.Invitation)
	if err == nil {
		err = s.accounts.UseCode(s.t.Context(), account.Credentials{Email: p.Email, Secret: code}, Passphrase)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	w := s.Visitor().Post("/fr/sign-in", url.Values{"email": {p.Email}, "password": {Passphrase}, "next": {""}})
	if w.Code != http.StatusSeeOther {
		s.t.Fatalf("%s signs in: got %d, want %d: %s", p.Email, w.Code, http.StatusSeeOther, w.Body)
	}
	return &Client{Account: id, site: s, cookies: w.Result().Cookies()}
}

// Client is a browser or a program with the session of one account, or with none.
type Client struct {
	Account int64 // 0 for a visitor

	site    *Site
	cookies []*http.Cookie
}

// Cookies are those of the session.
func (c *Client) Cookies() []*http.Cookie { return c.cookies }

// Get asks for an address.
func (c *Client) Get(address string) *httptest.ResponseRecorder {
	return c.Do(httptest.NewRequest(http.MethodGet, address, nil))
}

// Post sends a form of a page.
func (c *Client) Post(address string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.Do(r)
}

// Do sends any request with the session.
func (c *Client) Do(r *http.Request) *httptest.ResponseRecorder {
	for _, cookie := range c.cookies {
		r.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	c.site.Handler.ServeHTTP(w, r)
	return w
}
