package render

import (
	"context"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/i18n"
	"jalons/server/web"
)

// Page is one page in one language as the layout takes it. Title and Description are written; Data is
// what the page's own template reads.
type Page struct {
	Template    string
	Title       string
	Description string
	Section     string // the word of the header's links that this page belongs to
	Crumbs      []Crumb
	Scripts     []string
	Data        any
	Kept        time.Time       // when a page was made that the device of its person may keep; zero for every other
	Private     bool            // for one person: nobody keeps it
	Person      *account.Person // who has signed in, on private pages
	Key         string          // of the forms on a private page
	Flash       *Flash
	Results     []RowResult // of several rows, what came of each
	Secret      string      // what is shown this once

	Lang          string
	Path          string // address without the language: /regions/europe
	Query         string
	Demonstration bool
	Mixed         bool // invented commitments stand beside real ones
	Today         domain.Day
	About         About
	Status        int
	refilled      *repopulated // what a refused form has sent
}

// Crumb is a step on the way to a page; the last has no address.
type Crumb struct{ Name, Path string }

// Dir gives the direction of the page's text.
func (p *Page) Dir() string { return i18n.Direction(p.Lang) }

// Address gives the page's address in a language, with its query.
func (p *Page) Address(lang string) string {
	if p.Query != "" {
		return "/" + lang + p.Path + "?" + p.Query
	}
	return "/" + lang + p.Path
}

// Request is what a page knows of who asks.
type Request struct {
	context.Context
	Lang  string
	Query url.Values
}

// RequestOf reads who asks for a page of which language.
func RequestOf(c *gin.Context) Request {
	return Request{c.Request.Context(), web.Language(c.Request), c.Request.URL.Query()}
}

// View is the pair of clocks that figures can be seen through.
type View struct {
	AsOf string `query:"asof" validate:"omitempty,day"`
	On   string `query:"on" validate:"omitempty,day"`
}

// Of gives the view of what was asked.
func (v View) Of() domain.View {
	return domain.View{AsOf: domain.Day(v.AsOf), On: domain.Day(v.On)}
}

// Flash is a sentence above a page: what was done, or what was refused.
type Flash struct {
	Good  bool
	Words string
}

// RowResult is a row of several with what came of it in words.
type RowResult struct {
	Code  string
	Good  bool
	Words string
}
