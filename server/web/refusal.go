package web

import (
	"context"
	"errors"
	"net/http"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Refusal is a request turned down before the tracker is asked. Code is a key of the language files
// without its "error." prefix.
type Refusal struct {
	Status int
	Code   string
	Args   map[string]any
	Fields []FieldError
}

// Error gives the text for logs.
func (r *Refusal) Error() string { return "refused: " + r.Code }

// FieldError says what is wrong with one field, named as the client named it. Reason is a code,
// Message a sentence in the client's language.
type FieldError struct {
	Field   string `json:"field" doc:"name of the parameter or field, as the client gave it"`
	Reason  string `json:"reason" doc:"what is wrong, as a code"`
	Message string `json:"message" doc:"what is wrong, in the client's language"`
}

// NotFound is the refusal of an address that leads nowhere.
func NotFound() error { return &Refusal{Status: http.StatusNotFound, Code: "no_such_page"} }

// statuses is the one table from kinds of error to status codes; what is not in it is 500.
func statuses() map[domain.Kind]int {
	return map[domain.Kind]int{
		domain.Missing:     http.StatusNotFound,
		domain.Invalid:     http.StatusBadRequest,
		domain.Forbidden:   http.StatusForbidden,
		domain.Conflict:    http.StatusConflict,
		domain.Stale:       http.StatusPreconditionFailed,
		domain.Rule:        http.StatusUnprocessableEntity,
		domain.SignedOut:   http.StatusUnauthorized,
		domain.Gone:        http.StatusGone,
		domain.TooMany:     http.StatusTooManyRequests,
		domain.Unavailable: http.StatusServiceUnavailable,
	}
}

// refusalOf turns any error into what may be told about it.
func refusalOf(err error) *Refusal {
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return refusal
	}
	var told *domain.Error
	if errors.As(err, &told) {
		if status, ok := statuses()[told.Kind]; ok {
			return &Refusal{Status: status, Code: told.Code, Args: told.Args, Fields: fieldOf(told)}
		}
		return &Refusal{Status: http.StatusInternalServerError, Code: "internal"}
	}
	if errors.Is(err, ledger.ErrOutcomeUnknown) {
		return &Refusal{Status: http.StatusServiceUnavailable, Code: "outcome_unknown"}
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return &Refusal{Status: http.StatusRequestEntityTooLarge, Code: "body_too_large"}
	}
	if told = ledger.Outage(err); told != nil {
		return &Refusal{Status: http.StatusServiceUnavailable, Code: told.Code, Args: told.Args}
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return &Refusal{Status: http.StatusServiceUnavailable, Code: "took_too_long"}
	}
	return &Refusal{Status: http.StatusInternalServerError, Code: "internal"}
}

// fieldOf names the field of a tracker's error; its message is the problem's detail.
func fieldOf(e *domain.Error) []FieldError {
	if e.Field == "" {
		return nil
	}
	return []FieldError{{Field: e.Field, Reason: e.Code}}
}
