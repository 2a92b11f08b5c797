package tracker

import (
	"errors"
	"fmt"
	"strings"

	"github.com/lib/pq"
)

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

func missing(word, code string) error {
	return &Error{Kind: Missing, Code: "missing_" + word, Args: map[string]any{"code": code}}
}

// constraintErrors names the rules that the database guards. A constraint that is not listed is
// a defect and stays internal.
var constraintErrors = map[string]*Error{
	"end_not_before_start":   {Kind: Rule, Code: "end_before_start", Field: "ends_on"},
	"four_eyes":              {Kind: Rule, Code: "four_eyes"},
	"append_only":            {Kind: Conflict, Code: "append_only"},
	"one_flagship":           {Kind: Conflict, Code: "one_flagship"},
	"weight_1_to_3":          {Kind: Rule, Code: "weight", Field: "weight"},
	"ogp_id_well_formed":     {Kind: Rule, Code: "ogp_id", Field: "ogp_id"},
	"commitments_ogp_id_key": {Kind: Conflict, Code: "ogp_id_there", Field: "ogp_id"},
	"code_well_formed":       {Kind: Rule, Code: "code", Field: "code"},
	"day_in_window":          {Kind: Rule, Code: "day_out_of_window"},
	"setback_named":          {Kind: Rule, Code: "setback_not_named", Field: "setback"},
	"not_in_the_future":      {Kind: Rule, Code: "in_the_future", Field: "effective_on"},
	"by_administrators":      {Kind: Forbidden, Code: "out_of_scope"},
	"reviewer_in_scope":      {Kind: Forbidden, Code: "out_of_scope"},
	"two_signatories":        {Kind: Rule, Code: "two_signatories"},
	"delegation_90_days":     {Kind: Rule, Code: "delegation_too_long", Field: "until"},
	"assessor_independent":   {Kind: Rule, Code: "assessor_not_independent"},
	"reviewed_content":       {Kind: Stale, Code: "content_changed"},
	"is_text":                {Kind: Rule, Code: "text_empty"},
	"own_statement":          {Kind: Forbidden, Code: "not_yours"},
	"address_is_web":         {Kind: Rule, Code: "shape_http_url", Field: "evidence"},
	"signed_before_recorded": {Kind: Rule, Code: "in_the_future", Field: "signed_on"},
	"signatory_named":        {Kind: Rule, Code: "signatory_needed", Field: "signatory"},
	"document_names_content": {Kind: Stale, Code: "content_changed"},
	"institutions_name":      {Kind: Conflict, Code: "institution_there", Field: "name"},
	"sent_back_with_comment": {Kind: Rule, Code: "comment_required", Field: "comment"},
}

// named turns a broken constraint into the error that people are told, through the code and the
// constraint's name, never the message text. Several tables share one rule: the constraint is then
// called table_rule, with two underscores between (phases__end_not_before_start).
func named(err error) error {
	var broken *pq.Error
	if !errors.As(err, &broken) {
		return err
	}
	if broken.Code == "42501" && broken.Routine == "ExecWithCheckOptions" { // a wall of schema/19_walls.sql
		return &Error{Kind: Forbidden, Code: "out_of_scope", Err: err}
	}
	if rule, ok := constraintErrors[ruleOf(broken.Constraint)]; ok {
		e := *rule
		e.Err = err
		return &e
	}
	if broken.Code.Class() == "23" {
		return fmt.Errorf("unnamed constraint %s: %w", broken.Constraint, err)
	}
	return err
}

func ruleOf(constraint string) string {
	if strings.HasSuffix(constraint, "is_text") { // of any column
		return "is_text"
	}
	for i := 0; i+1 < len(constraint); i++ {
		if constraint[i:i+2] == "__" {
			return constraint[i+2:]
		}
	}
	return constraint
}

// CodeOf gives the code of the first Error in err's chain, empty where nobody can be told.
func CodeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
