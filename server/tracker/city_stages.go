package tracker

import (
	"context"
	"fmt"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// StageTotal is how many cities stand at an approved stage; Outside are those of states that left,
// which no figure counts.
type StageTotal struct {
	Stage   string `json:"stage" db:"stage"`
	Cities  int    `json:"cities" db:"cities"`
	Outside int    `json:"outside" db:"outside"`
}

const cityStagesQuery = `-- tracker.CityStages
select coalesce(k.approved, 'unknown') as stage, count(*) filter (where m.status is distinct from 'left') as cities,
  count(*) filter (where m.status = 'left') as outside` +
	cityFrom + ` group by 1`

// CityStages counts the cities that match a filter, whatever its stage, by stage in the order of its list, which ends
// with unknown.
func (t *Tracker) CityStages(ctx context.Context, filter CityFilter) ([]StageTotal, error) {
	filter.Stage = ""
	rows, err := ledger.SelectAll[StageTotal](ctx, t.Public, cityStagesQuery, filter.args(t.Today())...)
	if err != nil {
		return nil, fmt.Errorf("city stages: %w", err)
	}
	stages := domain.Lists()["stage_shown"]
	counts := make([]StageTotal, len(stages))
	for i, stage := range stages {
		counts[i].Stage = stage
		for _, row := range rows {
			if row.Stage == stage {
				counts[i] = row
			}
		}
	}
	return counts, nil
}
