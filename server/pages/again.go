package pages

import (
	"cmp"
	"errors"
	"net/http"

	"jalons/server/domain"
	"jalons/server/web"
)

// again shows a form once more, with what went wrong above it. Where a field can't be read, that stands beside the
// field alone.
func (p *Pages) again(v visit, refused error, show pageFunc) (*page, error) {
	v.refused = refused
	page, err := show(v)
	if err != nil && unread(refused) {
		return nil, refused
	}
	if err != nil {
		return nil, err
	}
	if page.typed != nil { // the page has done it
		return page, nil
	}
	problem := p.problem(v, refused)
	if !unread(refused) {
		page.Flash = &flash{Words: problem.Detail}
	}
	p.refill(v, page, problem)
	return page, nil
}

// unread says that the fields of a form can't be read.
func unread(err error) bool {
	_, ok := errors.AsType[*web.Refusal](err)
	return ok
}

// problem is what may be said of an error beside a form: a choice is not told by the program's own words for it.
func (p *Pages) problem(v visit, err error) web.Problem {
	problem := web.ProblemOf(p.texts, v.gin.Request, err)
	if problem.Is("shape_oneof") {
		problem.Detail = p.texts.T(v.lang, "error.shape_option")
		for i := range problem.Errors {
			problem.Errors[i].Message = problem.Detail
		}
	}
	return problem
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

// refill puts what a refused form has sent into a page again, and what is wrong with it beside its fields.
func (p *Pages) refill(v visit, page *page, problem web.Problem) {
	problem.Headers(v.gin.Writer)
	page.Status = problem.Status
	page.typed = &repopulated{action: v.gin.Request.URL.Path, fields: v.gin.Request.PostForm, summary: problem.Detail}
	for _, e := range problem.Errors {
		page.typed.wrong = append(page.typed.wrong, wrong{
			field: cmp.Or(formNames[e.Field], e.Field), message: e.Message,
		})
	}
	page.typed.named = func(label, message string) string {
		return p.texts.T(v.lang, "form.wrong", "label", label, "message", message)
	}
	if page.Status == http.StatusPreconditionFailed {
		page.typed.stored = p.texts.T(v.lang, "form.stored")
	}
}

// formNames gives the fields of requests that forms have under another name.
var formNames = map[string]string{
	"effective_on": "on", "evidence[0].url": "evidence", "from_day": "from", "until_day": "until", "statements": "row",
	"early_results": "early",
}
