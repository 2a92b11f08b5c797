package importer

import (
	"context"

	"jalons/server/domain"
)

// indicatorRecord names the fields of a row as they stand in the JSON of an import.
const indicatorRecord = `jsonb_to_recordset($1::jsonb) f (code text, milestone text, number int, title jsonb,
	detail jsonb, due_on date, due_precision text, due_raw jsonb)`

const newIndicatorsQuery = `-- importer.ImportPlan new indicators
insert into indicators (code, milestone_id, number, title, detail, due_on, due_precision, due_raw, first_due_on,
  published_at)
select f.code, m.id, f.number, f.title, f.detail, f.due_on, f.due_precision, f.due_raw, f.due_on, $2
from ` + indicatorRecord + ` join milestones m on m.code = f.milestone
where not exists (select from indicators i where i.code = f.code) order by m.id, f.number returning code`

// A date that the file no longer gives is not taken back.
const keptDatesQuery = `-- importer.ImportPlan kept dates
select i.code, i.due_on from ` + indicatorRecord + ` join indicators i on i.code = f.code
	where f.due_on is null and i.due_on is not null order by i.id`

const movedDatesQuery = `-- importer.ImportPlan moved dates
insert into date_moves (milestone_id, indicator_id, old_on, new_on, reason, author_id, acting_as, recorded_at)
select i.milestone_id, i.id, i.due_on, f.due_on, 'replanned', $2, $3, $4
from ` + indicatorRecord + ` join indicators i on i.code = f.code
	where f.due_on is not null and f.due_on is distinct from i.due_on order by i.id
returning id`

const changedIndicatorsQuery = `-- importer.ImportPlan changed indicators
update indicators i set title = s.title, detail = s.detail, due_on = s.due_on, due_precision = s.due_precision,
  due_raw = s.due_raw,
  first_due_on = coalesce(i.first_due_on, case when i.first_due_known then s.due_on end), version = i.version + 1
from (select i.id, i.title || f.title as title, coalesce(i.detail || f.detail, f.detail, i.detail) as detail, case
  when k.kept then i.due_on else f.due_on end as due_on,
    case when k.kept then i.due_precision else f.due_precision end as due_precision, case when k.kept then i.due_raw
      else f.due_raw end as due_raw
  from ` + indicatorRecord + ` join indicators i on i.code = f.code
	cross join lateral (select f.due_on is null and i.due_on is not null as kept) k) s
where s.id = i.id and (i.title, i.detail, i.due_on, i.due_precision, i.due_raw) is distinct from (s.title, s.detail,
  s.due_on, s.due_precision, s.due_raw)
returning i.code`

// A milestone whose last indicator has only now been given a date has its first promise from now on.
const firstDatesQuery = `-- importer.ImportPlan first dates
update milestones m set first_due_on = p.first, version = m.version + 1
from (select x.id, max(i.first_due_on) as first
  from jsonb_to_recordset($1::jsonb) f (code text) join milestones x on x.code = f.code
  join indicators i on i.milestone_id = x.id
  group by x.id having bool_and(i.first_due_on is not null)) p
where p.id = m.id and m.first_due_on is null and m.first_due_known and m.due_on is null returning m.code`

func (i *planImporter) takeIndicators(ctx context.Context) (err error) {
	if i.fresh.indicators, err = bulkCodes(ctx, i.Writer, newIndicatorsQuery, i.indicators, i.Now()); err != nil {
		return err
	}
	if err = i.noteKeptDates(ctx); err != nil {
		return err
	}
	var moved []int64
	if err = bulk(
		ctx, i.Writer, &moved, movedDatesQuery, i.indicators, i.Account, i.ActingAs, i.Now(),
	); err != nil {
		return err
	}
	if i.changed.indicators, err = bulkCodes(ctx, i.Writer, changedIndicatorsQuery, i.indicators); err != nil {
		return err
	}
	_, err = bulkCodes(ctx, i.Writer, firstDatesQuery, i.milestones)
	return err
}

func (i *planImporter) noteKeptDates(ctx context.Context) error {
	var kept []struct {
		Code  string
		DueOn domain.Day `db:"due_on"`
	}
	if err := bulk(ctx, i.Writer, &kept, keptDatesQuery, i.indicators); err != nil {
		return err
	}
	inForce := make(map[string]domain.Day, len(kept))
	for _, k := range kept {
		inForce[k.Code] = k.DueOn
	}
	for _, n := range i.indicators {
		if on, ok := inForce[n.Code]; ok {
			raw, _ := n.DueRaw.Pick("en")
			i.notes = append(i.notes, ImportNote{
				Line: n.Line, Code: n.Code, Kind: NoteDateKept, Raw: raw, Read: string(on),
			})
		}
	}
	return nil
}
