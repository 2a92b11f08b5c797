package render

import (
	"cmp"
	"net/http"

	"github.com/gin-gonic/gin"

	"jalons/server/web"
)

// Problem is what may be said of an error beside a form: a choice is not told by the program's own words for it.
func (s *Site) Problem(r *http.Request, err error) web.Problem {
	problem := web.ProblemOf(s.Texts, r, err)
	if problem.Is("shape_oneof") {
		problem.Detail = s.Texts.T(web.Language(r), "error.shape_option")
		for i := range problem.Errors {
			problem.Errors[i].Message = problem.Detail
		}
	}
	return problem
}

// Refill puts what a refused form has sent into a page again, and what is wrong with it beside its fields.
func (s *Site) Refill(c *gin.Context, page *Page, problem web.Problem) {
	problem.Headers(c.Writer)
	page.Status = problem.Status
	page.refilled = &repopulated{action: c.Request.URL.Path, fields: c.Request.PostForm, summary: problem.Detail}
	for _, e := range problem.Errors {
		page.refilled.wrong = append(page.refilled.wrong, wrong{
			field: cmp.Or(formNames[e.Field], e.Field), message: e.Message,
		})
	}
	lang := web.Language(c.Request)
	page.refilled.named = func(label, message string) string {
		return s.Texts.T(lang, "form.wrong", "label", label, "message", message)
	}
	if page.Status == http.StatusPreconditionFailed {
		page.refilled.stored = s.Texts.T(lang, "form.stored")
	}
}

// Refilled says that a page holds what a refused form has sent.
func (p *Page) Refilled() bool { return p.refilled != nil }

// formNames gives the fields of requests that forms have under another name.
var formNames = map[string]string{
	"effective_on": "on", "evidence[0].url": "evidence", "from_day": "from", "until_day": "until", "statements": "row",
	"early_results": "early",
}
