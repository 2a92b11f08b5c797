package ledger

import (
	"errors"
	"fmt"
	"strings"

	"github.com/lib/pq"

	"jalons/server/domain"
)

// constraintErrors names the rules that the database guards. A constraint that is not listed is
// a defect and stays internal.
var constraintErrors = map[string]*domain.Error{
	"end_not_before_start":   {Kind: domain.Rule, Code: "end_before_start", Field: "ends_on"},
	"four_eyes":              {Kind: domain.Rule, Code: "four_eyes"},
	"append_only":            {Kind: domain.Conflict, Code: "append_only"},
	"one_flagship":           {Kind: domain.Conflict, Code: "one_flagship"},
	"weight_1_to_3":          {Kind: domain.Rule, Code: "weight", Field: "weight"},
	"ogp_id_well_formed":     {Kind: domain.Rule, Code: "ogp_id", Field: "ogp_id"},
	"commitments_ogp_id_key": {Kind: domain.Conflict, Code: "ogp_id_there", Field: "ogp_id"},
	"code_well_formed":       {Kind: domain.Rule, Code: "code", Field: "code"},
	"day_in_window":          {Kind: domain.Rule, Code: "day_out_of_window"},
	"setback_named":          {Kind: domain.Rule, Code: "setback_not_named", Field: "setback"},
	"not_in_the_future":      {Kind: domain.Rule, Code: "in_the_future", Field: "effective_on"},
	"by_administrators":      {Kind: domain.Forbidden, Code: "out_of_scope"},
	"reviewer_in_scope":      {Kind: domain.Forbidden, Code: "out_of_scope"},
	"two_signatories":        {Kind: domain.Rule, Code: "two_signatories"},
	"delegation_90_days":     {Kind: domain.Rule, Code: "delegation_too_long", Field: "until"},
	"assessor_independent":   {Kind: domain.Rule, Code: "assessor_not_independent"},
	"reviewed_content":       {Kind: domain.Stale, Code: "content_changed"},
	"is_text":                {Kind: domain.Rule, Code: "text_empty"},
	"own_statement":          {Kind: domain.Forbidden, Code: "not_yours"},
	"address_is_web":         {Kind: domain.Rule, Code: "shape_http_url", Field: "evidence"},
	"signed_before_recorded": {Kind: domain.Rule, Code: "in_the_future", Field: "signed_on"},
	"signatory_named":        {Kind: domain.Rule, Code: "signatory_needed", Field: "signatory"},
	"document_names_content": {Kind: domain.Stale, Code: "content_changed"},
	"institutions_name":      {Kind: domain.Conflict, Code: "institution_there", Field: "name"},
	"sent_back_with_comment": {Kind: domain.Rule, Code: "comment_required", Field: "comment"},
}

// named turns a broken constraint into the error that people are told, through the code and the
// constraint's name, never the message text. Several tables share one rule: the constraint is then
// called table_rule, with two underscores between (phases__end_not_before_start).
func explain(err error) error {
	var broken *pq.Error
	if !errors.As(err, &broken) {
		return err
	}
	if broken.Code == "42501" && broken.Routine == "ExecWithCheckOptions" { // row-level security
		return &domain.Error{Kind: domain.Forbidden, Code: "out_of_scope", Err: err}
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
