package work

import (
	"errors"
	"strings"

	"jalons/server/domain"
	"jalons/server/pages/render"
	"jalons/server/tracker"
	"jalons/server/web"
)

// result is what came of a form that was taken. It is kept under the form's key, so that a form that is sent twice is
// answered the same.
type result struct {
	// where its sender goes on, with the flash in the address; empty for the page that has the form
	To      string
	Flash   *render.Flash      // of that page
	Results []render.RowResult // of several rows, what came of each
	secret  string             // shown this once and kept nowhere
	page    pageFunc           // in place of the page that has the form
}

// pageFunc is a page whose input is known.
type pageFunc func(visit) (*render.Page, error)

// to leads on to an address in the reader's language.
func (v visit) to(address string) result { return result{To: "/" + v.Lang + address} }

// said is the flash of a key whose end an address names; an address that names none has none.
func (p *Work) said(v visit, key string) *render.Flash {
	if strings.HasSuffix(key, "_") {
		return nil
	}
	return &render.Flash{Good: true, Words: p.Texts.T(v.Lang, key)}
}

// tell puts what came of several rows into words.
func (p *Work) tell(v visit, outcomes []tracker.Outcome, good string) []render.RowResult {
	list := make([]render.RowResult, len(outcomes))
	for i, o := range outcomes {
		list[i] = render.RowResult{Code: o.Code, Good: o.Reason == "", Words: p.Texts.T(v.Lang, good)}
		if o.Reason != "" {
			list[i].Words = p.Texts.T(v.Lang, "error."+o.Reason, "code", o.Code)
		}
	}
	return list
}

// again shows a form once more, with what went wrong above it. Where a field can't be read, that stands beside the
// field alone.
func (p *Work) again(v visit, refused error, show pageFunc) (*render.Page, error) {
	v.refused = refused
	page, err := show(v)
	if err != nil && unread(refused) {
		return nil, refused
	}
	if err != nil {
		return nil, err
	}
	if page.Refilled() { // the page has done it
		return page, nil
	}
	problem := p.Problem(v.gin.Request, refused)
	if !unread(refused) {
		page.Flash = &render.Flash{Words: problem.Detail}
	}
	p.Refill(v.gin, page, problem)
	return page, nil
}

// unread says that the fields of a form can't be read.
func unread(err error) bool {
	_, ok := errors.AsType[*web.Refusal](err)
	return ok
}

// correctable says that a person can do something about an error in the form that it came from.
func correctable(err error) bool {
	switch domain.KindOf(err) {
	case domain.SignedOut, domain.Rule, domain.Gone, domain.TooMany, domain.Missing, domain.Forbidden,
		domain.Conflict, domain.Stale, domain.Invalid:
		return true
	}
	refusal, ok := errors.AsType[*web.Refusal](err)
	return ok && len(refusal.Fields) > 0
}
