package pages

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/gin-gonic/gin"

	"jalons/server/account"
	"jalons/server/i18n"
	"jalons/server/web"
)

// visit is what a page for one person, or one that takes a form, knows of who asks.
type visit struct {
	request
	gin    *gin.Context
	person *account.Person // nil where nobody has signed in
}

// throttled gives what is known of where a request that tries a secret comes from.
func (p *Pages) credentials(v visit, email, secret string) account.Credentials {
	r := v.gin.Request
	return account.Credentials{
		Email: email, Secret: secret, Address: web.Peer(r.Context()), Known: p.guard.Sessions.Known(r),
		Agent: r.UserAgent(), Request: web.RequestID(r.Context()),
	}
}

// seeOther is the error of a form that was taken: the reader goes on to another page, so that loading
// it again sends nothing twice.
type seeOther struct{ to string }

func (s seeOther) Error() string { return "see " + s.to }

// errSent says that the answer is written already.
var errSent = errors.New("the answer is sent")

// private makes a gin handler of a page that nobody keeps: it is for one person, or takes a form.
func private[In any](p *Pages, make func(visit, In) (*page, error)) gin.HandlerFunc {
	return privately(p, make, func(_ visit, err error) (*page, error) { return nil, err })
}

// form makes a gin handler of what takes a form; where a field can't be read, the page that has the form is shown
// again.
func form[In, Page any](
	p *Pages, take func(visit, In) (*page, error), show func(visit, Page) (*page, error),
) gin.HandlerFunc {
	return privately(p, take, func(v visit, err error) (*page, error) {
		var in In
		var at Page
		if p.binder.Back(v.gin, &in, &at) != nil {
			return nil, err
		}
		again, failed := p.again(v, err, func(*flash) (*page, error) { return show(v, at) })
		if failed != nil {
			return nil, err
		}
		return again, nil
	})
}

func privately[In any](
	p *Pages, make func(visit, In) (*page, error), refused func(visit, error) (*page, error),
) gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Header("Cache-Control", "no-store")
		v := visit{request{
			c.Request.Context(), web.Language(c.Request), c.Request.URL.Query(),
		}, c, account.Of(c.Request.Context())}
		var in In
		var page *page
		err := p.binder.Bind(c, &in)
		if err != nil {
			page, err = refused(v, err)
		} else {
			page, err = make(v, in)
		}
		if errors.Is(err, errSent) {
			return
		}
		if err != nil {
			p.fail(c, err)
			return
		}
		page.Private, page.Person = true, cmp.Or(page.Person, v.person)
		p.place(page, c.Request)
		if err := p.send(c.Writer, c.Request, page); err != nil {
			p.Fail(c.Writer, c.Request, err)
		}
	}
}

// ownPath keeps an address that a reader came with only where it is one of ours in a language.
func ownPath(address, fallback string) string {
	u, err := url.Parse(address)
	if err != nil || u.IsAbs() || u.Host != "" || u.Opaque != "" || strings.ContainsAny(address, "\\\t\r\n") {
		return fallback
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(path.Clean(u.Path), "/"), "/")
	if !strings.HasPrefix(u.Path, "/") || !i18n.KnownLanguage(first) {
		return fallback
	}
	return u.RequestURI()
}

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
