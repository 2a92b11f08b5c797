package tracker

import (
	"context"
	"fmt"

	"jalons/server/ledger"
)

const policyAreasQuery = `-- tracker.PolicyAreas
select code, name from policy_areas order by coalesce(name ->> $1, name ->> 'fr') collate "und-x-icu"`

// PolicyAreas lists the policy areas by their name in a language.
func (t *Tracker) PolicyAreas(ctx context.Context, lang string) ([]Named, error) {
	list, err := ledger.SelectAll[Named](ctx, t.Public, policyAreasQuery, lang)
	if err != nil {
		return nil, fmt.Errorf("policy areas: %w", err)
	}
	return list, nil
}
