// Package pages is the HTML that people read: one file a page, templates in frontend/. Every page is
// complete without JavaScript.
package pages

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"jalons/server/account"
	"jalons/server/desk"
	"jalons/server/domain"
	"jalons/server/i18n"
	"jalons/server/tracker"
	"jalons/server/web"
	"jalons/server/worklist"
)

// Pages answers the addresses under /fr, /en and /ar.
type Pages struct {
	tracker *tracker.Tracker
	desk    *desk.Desk
	work    *worklist.Worklist
	guard   *web.Authenticator
	texts   *i18n.Texts
	binder  *web.Binder
	looks   *renderer
	shapes  *shapes
	about   About

	demonstration atomic.Bool // as it was last read
	mixed         atomic.Bool // real data beside them, as last read
}

// About is what every page says of the program it comes from.
type About struct {
	Origin  string // scheme and host that pages name as their own, without a slash at the end
	Mails   bool   // a mail server takes what is sent to people
	Version string
}

// New reads the templates and gives the pages.
func New(d *desk.Desk, guard *web.Authenticator, texts *i18n.Texts, binder *web.Binder, about About) (*Pages, error) {
	looks, err := newRenderer(texts)
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	shapes, err := readShapes()
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	return &Pages{
		tracker: d.Tracker, desk: d, work: worklist.New(d.Ledger), guard: guard, texts: texts, binder: binder.Forms(),
		looks: looks, shapes: shapes,
		about: about,
	}, nil
}

// page is one page in one language as the layout takes it. Title and Description are written; Data is
// what the page's own template reads.
type page struct {
	Template    string
	Title       string
	Description string
	Section     string // the word of the header's links that this page belongs to
	Crumbs      []crumb
	Scripts     []string
	Data        any
	Kept        time.Time       // when a page was made that the device of its person may keep; zero for every other
	Private     bool            // for one person: nobody keeps it
	Person      *account.Person // who has signed in, on private pages
	Key         string          // of the forms on a private page
	Flash       *flash
	Results     []told // of several rows, what came of each
	Secret      string // what is shown this once

	Lang          string
	Path          string // address without the language: /regions/europe
	Query         string
	Demonstration bool
	Mixed         bool // invented commitments stand beside real ones
	Today         domain.Day
	About         About
	Status        int
	typed         *repopulated // what a refused form has sent
}

// crumb is a step on the way to a page; the last has no address.
type crumb struct{ Name, Path string }

// Dir gives the direction of the page's text.
func (p *page) Dir() string { return i18n.Direction(p.Lang) }

// Address gives the page's address in a language, with its query.
func (p *page) Address(lang string) string {
	if p.Query != "" {
		return "/" + lang + p.Path + "?" + p.Query
	}
	return "/" + lang + p.Path
}

// request is what a page knows of who asks.
type request struct {
	context.Context
	lang  string
	query url.Values
}

// handle makes a gin handler of a page's function: it binds the input, renders, and marks the answer
// as the same for everybody.
func handle[In any](p *Pages, make func(request, In) (*page, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		var in In
		if err := p.binder.Bind(c, &in); err != nil {
			p.Fail(c.Writer, c.Request, err)
			return
		}
		r := request{c.Request.Context(), web.Language(c.Request), c.Request.URL.Query()}
		page, err := make(r, in)
		if err != nil {
			p.fail(c, err)
			return
		}
		p.place(page, c.Request)
		if err := p.send(c.Writer, c.Request, page); err != nil {
			p.Fail(c.Writer, c.Request, err)
		}
	}
}

// place fills in what the address and the record say of every page.
func (p *Pages) place(page *page, r *http.Request) {
	page.Lang = web.Language(r)
	if page.Path == "" {
		page.Path = strings.TrimPrefix(r.URL.Path, "/"+page.Lang)
	}
	page.Query = r.URL.Query().Encode()
	page.Today = p.tracker.Today()
	page.About = p.about
}

func (p *Pages) send(w http.ResponseWriter, r *http.Request, page *page) (err error) {
	if err := p.label(r.Context(), page); err != nil {
		return err
	}
	var body bytes.Buffer
	if err := p.looks.render(&body, page); err != nil {
		return err
	}
	if page.typed != nil {
		filled, err := page.typed.into(body.Bytes())
		if err != nil {
			return err
		}
		body = *bytes.NewBuffer(filled)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", page.Lang)
	if page.Status != 0 || page.Private {
		return web.WriteCompressed(w, r, cmp.Or(page.Status, http.StatusOK), body.Bytes())
	}
	web.Cacheable(r.Context())
	_, err = w.Write(body.Bytes())
	return err
}

// label says whether invented figures are on record, and real ones beside them. A page that says what went wrong takes
// what was last read: the database may be what is the matter.
func (p *Pages) label(ctx context.Context, page *page) (err error) {
	if page.Status >= http.StatusInternalServerError {
		page.Demonstration, page.Mixed = p.demonstration.Load(), p.mixed.Load()
		return nil
	}
	if page.Demonstration, err = p.tracker.Demonstration(ctx); err == nil && page.Demonstration {
		page.Mixed, err = p.tracker.Mixed(ctx)
	}
	if err == nil {
		p.demonstration.Store(page.Demonstration)
		p.mixed.Store(page.Mixed)
	}
	return err
}

// Fail answers with a page that says what went wrong in the reader's language; it is the web.Fail of pages.
func (p *Pages) Fail(w http.ResponseWriter, r *http.Request, err error) {
	problem := web.ProblemOf(p.texts, r, err)
	if problem.Status == http.StatusUnauthorized && toSignIn(w, r, web.Language(r)) {
		return
	}
	if problem.Is("second_needed") && r.Method == http.MethodGet {
		http.Redirect(w, r, "/"+web.Language(r)+"/account?done=second_needed#second", http.StatusSeeOther)
		return
	}
	problem.Headers(w)
	page := &page{Template: "problem", Title: problem.Title, Data: withForm(problem, r), Status: problem.Status}
	p.place(page, r)
	if !strings.HasPrefix(r.URL.Path, "/"+page.Lang) {
		page.Path = ""
	}
	page.Query = ""
	if err := p.send(w, r, page); err != nil {
		http.Error(w, problem.Detail, problem.Status)
	}
}

// moved is the error of an address whose page now has another one.
type moved struct{ to string }

func (m moved) Error() string { return "moved to " + m.to }

// fail redirects where a page has moved or a code has a newer one, and else answers with the error.
func (p *Pages) fail(c *gin.Context, err error) {
	var page moved
	if errors.As(err, &page) {
		c.Redirect(http.StatusMovedPermanently, page.to)
		return
	}
	var done seeOther
	if errors.As(err, &done) {
		c.Redirect(http.StatusSeeOther, done.to)
		return
	}
	word, code := wordOf(c)
	if domain.KindOf(err) == domain.Missing && word != "" {
		if now, aliasErr := p.tracker.Alias(c.Request.Context(), word, code); aliasErr == nil {
			c.Redirect(http.StatusMovedPermanently, strings.TrimSuffix(c.Request.URL.Path, code)+now)
			return
		}
	}
	p.Fail(c.Writer, c.Request, err)
}

// wordOf reads the word and the code that an address is about: /fr/states/TN is state, TN.
func wordOf(c *gin.Context) (word, code string) {
	words := map[string]string{"regions": "region", "states": "state", "commitments": "commitment", "cities": "city"}
	parts := strings.Split(strings.Trim(c.Request.URL.Path, "/"), "/")
	if len(parts) == 3 {
		return words[parts[1]], parts[2]
	}
	return "", ""
}

// view is the pair of clocks that figures can be seen through.
type view struct {
	AsOf string `query:"asof" validate:"omitempty,day"`
	On   string `query:"on" validate:"omitempty,day"`
}

func (v view) of() domain.View {
	return domain.View{AsOf: domain.Day(v.AsOf), On: domain.Day(v.On)}
}
