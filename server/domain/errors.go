package domain

import "errors"

// Kind groups errors by what the caller can do about them; one table in package web maps kinds to status codes.
type Kind string

// The kinds of error. An error without a kind is internal: its text stays in the logs.
const (
	Missing     Kind = "missing"
	Invalid     Kind = "invalid"
	Forbidden   Kind = "forbidden"
	Conflict    Kind = "conflict"
	Stale       Kind = "stale"
	Rule        Kind = "rule"
	SignedOut   Kind = "signed_out"
	Gone        Kind = "gone"
	TooMany     Kind = "too_many"
	Unavailable Kind = "unavailable"
	Internal    Kind = "internal"
)

// Error is an error that a person can be told about. Code is a key of frontend/languages
// without its "error." prefix; Field is the name as the client gave it, where one field is at fault.
type Error struct {
	Kind  Kind
	Code  string
	Field string
	Args  map[string]any
	Err   error
}

// NotAsked refuses a field that has no place in what is written: it is neither changed nor ignored.
func NotAsked(field string) error { return &Error{Kind: Rule, Code: "not_asked", Field: field} }

// Error gives the text for logs; people read the translation of Code.
func (e *Error) Error() string {
	s := string(e.Kind) + ": " + e.Code
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf gives the kind of the first Error in err's chain, Internal where there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// notFound says that nothing has this code; word names what was looked for.
func NotFound(word, code string) error {
	return &Error{Kind: Missing, Code: "missing_" + word, Args: map[string]any{"code": code}}
}

// CodeOf gives the code of the first Error in err's chain, empty where nobody can be told.
func CodeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
