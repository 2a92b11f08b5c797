// package render writes pages: the layout, the templates of frontend/ and what they may call. Every page is complete
// without JavaScript.
package render

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

	"github.com/gin-gonic/gin"

	"jalons/server/domain"
	"jalons/server/i18n"
	"jalons/server/tracker"
	"jalons/server/web"
)

// Site is what all pages share: it fills in what every page says, and sends it.
type Site struct {
	Tracker  *tracker.Tracker
	Texts    *i18n.Texts
	Binder   *web.Binder
	About    About
	renderer *renderer

	demonstration atomic.Bool // as it was last read
	mixed         atomic.Bool // real data beside them, as last read
}

// About is what every page says of the program it comes from.
type About struct {
	Origin  string // scheme and host that pages name as their own, without a slash at the end
	Mails   bool   // a mail server takes what is sent to people
	Version string
}

// NewSite reads the templates.
func NewSite(t *tracker.Tracker, texts *i18n.Texts, binder *web.Binder, about About) (*Site, error) {
	renderer, err := newRenderer(texts)
	if err != nil {
		return nil, fmt.Errorf("render: %w", err)
	}
	return &Site{Tracker: t, Texts: texts, Binder: binder.Forms(), About: about, renderer: renderer}, nil
}

// Place fills in what the address and the record say of every page.
func (s *Site) Place(page *Page, r *http.Request) {
	page.Lang = web.Language(r)
	if page.Path == "" {
		page.Path = strings.TrimPrefix(r.URL.Path, "/"+page.Lang)
	}
	page.Query = r.URL.Query().Encode()
	page.Today = s.Tracker.Today()
	page.About = s.About
}

// Send renders a page and writes it. The cache may keep it unless it is for one person or says what went wrong.
func (s *Site) Send(w http.ResponseWriter, r *http.Request, page *Page) (err error) {
	if err := s.label(r.Context(), page); err != nil {
		return err
	}
	var body bytes.Buffer
	if err := s.renderer.render(&body, page); err != nil {
		return err
	}
	if page.refilled != nil {
		filled, err := page.refilled.into(body.Bytes())
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
func (s *Site) label(ctx context.Context, page *Page) (err error) {
	if page.Status >= http.StatusInternalServerError {
		page.Demonstration, page.Mixed = s.demonstration.Load(), s.mixed.Load()
		return nil
	}
	if page.Demonstration, err = s.Tracker.Demonstration(ctx); err != nil {
		return err
	}
	if page.Demonstration {
		if page.Mixed, err = s.Tracker.Mixed(ctx); err != nil {
			return err
		}
	}
	s.demonstration.Store(page.Demonstration)
	s.mixed.Store(page.Mixed)
	return nil
}

// Fail answers with a page that says what went wrong in the reader's language; it is the web.Fail of pages.
func (s *Site) Fail(w http.ResponseWriter, r *http.Request, err error) {
	problem := web.ProblemOf(s.Texts, r, err)
	if problem.Status == http.StatusUnauthorized && toSignIn(w, r, web.Language(r)) {
		return
	}
	if problem.Is("two_factor_needed") && r.Method == http.MethodGet {
		http.Redirect(w, r, "/"+web.Language(r)+"/account?done=two_factor_needed#two-factor", http.StatusSeeOther)
		return
	}
	problem.Headers(w)
	page := &Page{Template: "problem", Title: problem.Title, Data: withForm(problem, r), Status: problem.Status}
	s.Place(page, r)
	if !strings.HasPrefix(r.URL.Path, "/"+page.Lang) {
		page.Path = ""
	}
	page.Query = ""
	if err := s.Send(w, r, page); err != nil {
		http.Error(w, problem.Detail, problem.Status)
	}
}

// Moved is the error of an address whose page now has another one.
type Moved struct{ To string }

func (m Moved) Error() string { return "moved to " + m.To }

// FailOrMove redirects where a page has moved or a code has a newer one, and else answers with the error.
func (s *Site) FailOrMove(c *gin.Context, err error) {
	var page Moved
	if errors.As(err, &page) {
		c.Redirect(http.StatusMovedPermanently, page.To)
		return
	}
	var done SeeOther
	if errors.As(err, &done) {
		c.Redirect(http.StatusSeeOther, done.To)
		return
	}
	word, code := wordOf(c)
	if domain.KindOf(err) == domain.Missing && word != "" {
		if now, aliasErr := s.Tracker.Alias(c.Request.Context(), word, code); aliasErr == nil {
			c.Redirect(http.StatusMovedPermanently, strings.TrimSuffix(c.Request.URL.Path, code)+now)
			return
		}
	}
	s.Fail(c.Writer, c.Request, err)
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

// SeeOther is the error of a form that was taken: the reader goes on to another page, so that loading
// it again sends nothing twice.
type SeeOther struct{ To string }

func (s SeeOther) Error() string { return "see " + s.To }

// toSignIn sends a reader who has not signed in to where that is done, and back afterwards. What a form
// has sent can't be sent again from there, so its sender is told instead.
func toSignIn(w http.ResponseWriter, r *http.Request, lang string) bool {
	if r.Method != http.MethodGet {
		return false
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, "/"+lang+"/sign-in?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
	return true
}
