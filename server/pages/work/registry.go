package work

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"jalons/server/account"
	"jalons/server/ledger"
	"jalons/server/pages/render"
	"jalons/server/web"
)

// registry registers the pages of one language that are for one person or take a form. It is the one place that
// binds them, reads the rights and the key of who asks, opens the transaction, and answers after the commit.
type registry struct {
	*Work
	router *web.Router
	lang   string
}

// visit is what a page for one person, or one that takes a form, knows of who asks.
type visit struct {
	render.Request
	gin     *gin.Context
	person  *account.Person // nil where nobody has signed in
	rights  *ledger.Rights  // of the person, where the route's policy asks for a mandate or a scope
	refused error           // why the form of the page is shown again
}

// errSent says that the answer is written already.
var errSent = errors.New("the answer is sent")

// route is a route under the language of its registry.
type route struct {
	path   string
	policy web.Policy
}

// private registers a page that nobody keeps: it is for one person, or has a form.
func private[In any](r registry, at route, show func(visit, In) (*render.Page, error)) {
	r.handle(http.MethodGet, at, func(v visit) (*render.Page, error) {
		if err := r.readRights(&v, at.policy); err != nil {
			return nil, err
		}
		var in In
		if err := r.Binder.Bind(v.gin, &in); err != nil {
			return nil, err
		}
		return show(v, in)
	})
}

// form registers what takes a form without a key. take says where its sender goes on, or what was refused; show is
// the page that has the form.
func form[In, At any](
	r registry, at route, take func(visit, In) (result, error), show func(visit, At) (*render.Page, error),
) {
	answer := answered[In](r, at, show)
	r.handle(http.MethodPost, at, func(v visit) (*render.Page, error) {
		var in In
		if err := r.Binder.Bind(v.gin, &in); err != nil {
			return answer(v, result{}, err)
		}
		out, err := take(v, in)
		return answer(v, out, err)
	})
}

// formKey names one form as it was shown: sent again within a day, it is done once and answered the same.
type formKey struct {
	Key string `form:"key" validate:"max=200"`
}

// writePrepared registers a form that has something to do outside its transaction, such as keeping a file.
func writePrepared[In, At any](
	r registry, at route, take func(visit, ledger.Request, In) (result, error),
	show func(visit, At) (*render.Page, error),
) {
	answer := answered[In](r, at, show)
	r.handle(http.MethodPost, at, func(v visit) (*render.Page, error) {
		var in In
		var key formKey
		if err := r.Binder.Bind(v.gin, &in, &key); err != nil {
			return answer(v, result{}, err)
		}
		out, err := take(v, v.keyed(key.Key, in), in)
		return answer(v, out, err)
	})
}

// write registers a form: take runs in one transaction, under the rights and the key of who sends it, and may run
// more than once.
func write[In, At any](
	r registry, at route, take func(visit, *ledger.Writer, In) (result, error),
	show func(visit, At) (*render.Page, error),
) {
	writePrepared(r, at, func(v visit, request ledger.Request, in In) (result, error) {
		return ledger.WriteAs(v, r.Tracker.Ledger, request, func(w *ledger.Writer) (result, error) {
			return take(v, w, in)
		})
	}, show)
}

// button makes of the page that a button stands on what is shown where its form can't be read. There is nothing to
// correct in what the button asks for: a refusal of that stays an error.
func button[At any](show func(visit, At) (*render.Page, error)) func(visit, At) (*render.Page, error) {
	return func(v visit, at At) (*render.Page, error) {
		if v.refused != nil && !unread(v.refused) {
			return nil, v.refused
		}
		return show(v, at)
	}
}

// nowhere is the page of a button that stands on many.
func nowhere(v visit, _ nothing) (*render.Page, error) { return nil, v.refused }

// answered gives what answers a form: its sender goes on, or the page that has the form is shown, with what came of
// it or what is wrong above it.
func answered[In, At any](
	r registry, route route, show func(visit, At) (*render.Page, error),
) func(visit, result, error) (*render.Page, error) {
	return func(v visit, out result, refused error) (*render.Page, error) {
		if refused == nil && out.To != "" {
			return nil, render.SeeOther{To: out.To}
		}
		if refused != nil && !correctable(refused) {
			return nil, refused
		}
		var in In
		var at At
		if err := r.Binder.Back(v.gin, &in, &at); err != nil {
			return nil, cmp.Or(refused, err)
		}
		if err := r.readRights(&v, route.policy); err != nil {
			return nil, err
		}
		if refused != nil {
			return r.again(v, refused, func(v visit) (*render.Page, error) { return show(v, at) })
		}
		if out.page != nil {
			show = func(v visit, _ At) (*render.Page, error) { return out.page(v) }
		}
		page, err := show(v, at)
		if err != nil {
			return nil, err
		}
		page.Flash, page.Results, page.Secret = out.Flash, out.Results, out.secret
		return page, nil
	}
}

// handle registers a handler whose answer nobody keeps.
func (r registry) handle(method string, at route, run func(visit) (*render.Page, error)) {
	declared := web.Route{Method: method, Path: "/" + r.lang + at.path, Policy: at.policy}
	r.router.Handle(declared, func(c *gin.Context) {
		c.Header("Cache-Control", "no-store")
		v := visit{
			Request: render.RequestOf(c),
			gin:     c, person: account.Of(c.Request.Context()),
		}
		page, err := run(v)
		if errors.Is(err, errSent) {
			return
		}
		if err != nil {
			r.FailOrMove(c, err)
			return
		}
		page.Private, page.Person, page.Key = true, cmp.Or(page.Person, v.person), newKey()
		r.Place(page, c.Request)
		if err := r.Send(c.Writer, c.Request, page); err != nil {
			r.Fail(c.Writer, c.Request, err)
		}
	})
}

// readRights reads what a person may do, for the pages of those who have a mandate or a scope.
func (r registry) readRights(v *visit, policy web.Policy) (err error) {
	switch policy {
	case web.Keeper, web.Staff, web.Reviewer, web.Assessor:
		v.rights, err = r.Tracker.Rights(v, v.person.ID)
	}
	return err
}

// newKey is the key of a form, so that sending it twice does once what it says.
func newKey() string { return rand.Text() }

// keyed is who sends a form, under its key. What is asked is hashed, so that a key is of one form.
func (v visit) keyed(key string, asked any) ledger.Request {
	b, err := json.Marshal(asked)
	if err != nil { // forms are texts and numbers: it can't be
		b = []byte(v.gin.Request.URL.Path)
	}
	sum := sha256.Sum256(append(b, v.gin.FullPath()...))
	if len(key) < 8 {
		key = ""
	}
	return ledger.Request{Account: v.person.ID, Key: key, Hash: hex.EncodeToString(sum[:]), ID: web.RequestID(v)}
}
