package pages

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"jalons/server/web"
)

// problemData is a page that says what went wrong.
type problemData struct {
	web.Problem
	Kept *keptForm // what a form has sent that may be sent again as it is
	Back bool      // a form was sent of which the browser keeps what was typed
}

// keptForm is a form as it was sent.
type keptForm struct {
	Action string
	Fields []keptField
}

// keptField is one value of a form. A long one is shown, so that its author can copy it.
type keptField struct {
	Name, Value string
	Long        bool
}

// longValue is where a value is a text that somebody would miss, in bytes.
const longValue = 40

// withForm keeps what a form has sent to a server that couldn't take it for now. Secrets and files are not written into
// pages: who has sent those goes back to the form.
func withForm(problem web.Problem, r *http.Request) problemData {
	data := problemData{Problem: problem}
	if r.Method != http.MethodPost || problem.Status != http.StatusServiceUnavailable {
		return data
	}
	fields := sent(r)
	for _, secret := range []string{"password", "current", "code"} {
		if fields.Has(secret) {
			fields = nil
		}
	}
	if len(fields) == 0 {
		data.Back = true
		return data
	}
	data.Kept = &keptForm{Action: r.URL.Path}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		for _, value := range fields[name] {
			long := len(value) > longValue || strings.Contains(value, "\n")
			data.Kept.Fields = append(data.Kept.Fields, keptField{name, value, long})
		}
	}
	return data
}

// sent gives the fields of a form, none where a file came with them or it can't be read.
func sent(r *http.Request) url.Values {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") || r.ParseForm() != nil {
		return nil
	}
	return r.PostForm
}
