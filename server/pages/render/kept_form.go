package render

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"jalons/server/web"
)

// problemData is a page that says what went wrong.
type problemData struct {
	web.Problem
	Kept *keptForm // what a form has sent that may be sent again as it is
	Back bool      // a form was sent that isn't kept: it has a secret in it or can't be read
}

// keptForm is a form as it was sent.
type keptForm struct {
	Action string
	Fields []keptField
	File   *web.SentFile // what is to be chosen again
}

// keptField is one value of a form. A long one is shown, so that its author can copy it.
type keptField struct {
	Name, Value string
	Long        bool
}

// longValue is where a value is a text that somebody would miss, in bytes.
const longValue = 40

// withForm keeps what a form has sent to a server that couldn't take it for now. A secret is not written into a page:
// who has sent one goes back to the form. Nor is a file, which is chosen again.
func withForm(problem web.Problem, r *http.Request) problemData {
	data := problemData{Problem: problem}
	if r.Method != http.MethodPost || problem.Status != http.StatusServiceUnavailable {
		return data
	}
	fields, file := web.Sent(r)
	for _, secret := range []string{"password", "current", "code"} {
		if fields.Has(secret) {
			fields = nil
		}
	}
	if len(fields) == 0 {
		data.Back = true
		return data
	}
	data.Kept = &keptForm{Action: r.URL.Path, File: file}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		for _, value := range fields[name] {
			long := len(value) > longValue || strings.Contains(value, "\n")
			data.Kept.Fields = append(data.Kept.Fields, keptField{name, value, long})
		}
	}
	return data
}
