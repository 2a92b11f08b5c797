package web

import (
	"encoding/json"
	"net/http"
	"strconv"

	"jalons/server/i18n"
)

// Problem is an error as RFC 9457 writes it. Type leads to a sentence on the page of the API,
// Instance is the number of the request in the log.
type Problem struct {
	Type     string       `json:"type" doc:"address of a description of this kind of problem"`
	Title    string       `json:"title" doc:"the kind of problem in words"`
	Status   int          `json:"status" doc:"the status code of the answer"`
	Reason   string       `json:"reason" doc:"what went wrong this time, as a code"`
	Detail   string       `json:"detail" doc:"what went wrong this time, in the client's language"`
	Instance string       `json:"instance" doc:"number of the request; quote it when you report a problem"`
	Errors   []FieldError `json:"errors,omitempty" doc:"the fields at fault"`

	language string
	wait     int // seconds after which to try again; 0 where nothing is said
}

// Fail answers a request with an error: as a problem, or as a page.
type Fail func(w http.ResponseWriter, r *http.Request, err error)

// ProblemKinds names the statuses that problems have. The name stands in a problem's type and, after
// "problem.", as the key of its title.
func ProblemKinds() map[int]string {
	return map[int]string{
		http.StatusBadRequest:            "invalid",
		http.StatusUnauthorized:          "signed_out",
		http.StatusForbidden:             "forbidden",
		http.StatusNotFound:              "missing",
		http.StatusMethodNotAllowed:      "method",
		http.StatusConflict:              "conflict",
		http.StatusGone:                  "gone",
		http.StatusPreconditionFailed:    "stale",
		http.StatusRequestEntityTooLarge: "too_large",
		http.StatusRequestURITooLong:     "too_long",
		http.StatusUnsupportedMediaType:  "media",
		http.StatusUnprocessableEntity:   "rule",
		http.StatusTooManyRequests:       "too_many",
		http.StatusServiceUnavailable:    "unavailable",
		http.StatusInternalServerError:   "internal",
	}
}

// ProblemOf says what may be said about err in the language of r, and notes it for the log. The text
// of an internal error stays in the log.
func ProblemOf(t *i18n.Texts, r *http.Request, err error) Problem {
	refusal, lang, state := refusalOf(err), Language(r), requestOf(r.Context())
	state.code, state.denied = refusal.Code, refusal.Status == http.StatusForbidden
	if refusal.Status >= http.StatusInternalServerError && r.Context().Err() == nil {
		state.err = err
	}
	kind, ok := ProblemKinds()[refusal.Status]
	if !ok {
		kind = "internal"
	}
	p := Problem{
		Type:     "/api#" + kind,
		Title:    t.T(lang, "problem."+kind),
		Status:   refusal.Status,
		Reason:   refusal.Code,
		Detail:   detail(t, lang, refusal, state.id),
		Instance: state.id,
		Errors:   refusal.Fields,
		language: lang,
		wait:     waitOf(refusal),
	}
	for i := range p.Errors {
		if p.Errors[i].Message == "" {
			p.Errors[i].Message = p.Detail
		}
	}
	return p
}

// Is says that the problem has a code.
func (p Problem) Is(code string) bool { return p.Reason == code }

// waitOf gives the seconds after which it makes sense to ask again.
func waitOf(refusal *Refusal) int {
	if seconds, ok := refusal.Args["seconds"].(int); ok {
		return seconds
	}
	if refusal.Status == http.StatusServiceUnavailable {
		return 2
	}
	return 0
}

func detail(t *i18n.Texts, lang string, refusal *Refusal, id string) string {
	key := "error." + refusal.Code
	if !t.Has(lang, key) {
		return t.T(lang, "error.other")
	}
	args := map[string]any{"reference": id, "n": len(refusal.Fields)}
	for name, value := range refusal.Args {
		args[name] = value
	}
	return t.T(lang, key, args)
}

// FailJSON answers errors with a problem in JSON; it is the Fail of the API.
func FailJSON(t *i18n.Texts) Fail {
	return func(w http.ResponseWriter, r *http.Request, err error) { ProblemOf(t, r, err).write(w) }
}

func (p Problem) write(w http.ResponseWriter) {
	body, err := json.Marshal(p)
	if err != nil { // strings and a number: it can't be
		body = []byte("{}")
	}
	p.Headers(w)
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(p.Status)
	// The client may have disconnected; the request log records what it was told.
	_, _ = w.Write(body)
}

// Headers sets what every answer with this problem says beside its body, in JSON or as a page.
func (p Problem) Headers(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Language", p.language)
	h.Set("Vary", "Accept-Language")
	if p.wait > 0 {
		h.Set("Retry-After", strconv.Itoa(p.wait))
	}
}
