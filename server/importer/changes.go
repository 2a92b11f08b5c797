package importer

import (
	"context"
	"fmt"

	"jalons/server/domain"
)

// fileRow is a commitment, milestone or indicator of a file, as it is held against the record.
type fileRow struct {
	Line   int         `json:"line"`
	Code   string      `json:"code"`
	Title  domain.Text `json:"title"`
	Detail domain.Text `json:"detail"`
	DueOn  domain.Day  `json:"due_on"`
	DueRaw domain.Text `json:"due_raw"`
	Leads  []string    `json:"leads"`
}

// A code that the file leaves out is listed with its title, or with the new code that has its title now. What
// lies under an absent code is absent too and not listed.
const planChangesQuery = `-- importer.ImportPlan changes
with f as (
  select * from rows from (jsonb_to_recordset($1::jsonb) as
    (line int, code text, title jsonb, detail jsonb, due_on date, due_raw jsonb, leads jsonb))
  with ordinality f (line, code, title, detail, due_on, due_raw, leads, n)),
stored as (
  select c.code, '' as parent, c.title, null::jsonb as detail, null::date as due_on, null::jsonb as due_raw, 0 as id
  from commitments c where c.plan_code = $2
  union all select m.code, c.code, m.title, null, null, null, 0
  from milestones m join commitments c on c.id = m.commitment_id where c.plan_code = $2
  union all select i.code, m.code, i.title, i.detail, i.due_on, i.due_raw, i.id
  from indicators i join milestones m on m.id = i.milestone_id join commitments c on c.id = m.commitment_id
  where c.plan_code = $2),
both_sides as (
  select f.n, f.line, f.code, f.title, f.detail, f.due_on, f.due_raw, f.leads, s.title as old_title,
    s.detail as old_detail,
    s.due_on as old_due_on, s.due_raw as old_due_raw, s.id, f.due_on is null and s.due_on is not null as kept
  from f join stored s on s.code = f.code),
gone as (
  select s.* from stored s where not exists (select from f where f.code = s.code)
    and (s.parent = '' or exists (select from f where f.code = s.parent))),
moved as (
  select distinct on (g.code) g.code, f.n, f.line, f.code as now from gone g join f
    on length(f.code) - length(replace(f.code, '.', '')) = length(g.code) - length(replace(g.code, '.', ''))
  where not exists (select from stored s where s.code = f.code)
    and exists (select from jsonb_each_text(g.title) t where t.key <> 'original' and f.title ->> t.key = t.value)
  order by g.code, f.n)
select line, code, field, lang, before, after from (
  select n, line, code, 'title' as field, t.key as lang, coalesce(old_title ->> t.key, '') as before, t.value as after
  from both_sides, jsonb_each_text(title) t where t.key <> 'original'
  union all select n, line, code, 'detail', t.key, coalesce(old_detail ->> t.key, ''), t.value
  from both_sides, jsonb_each_text(detail) t where t.key <> 'original'
  union all select n, line, code, 'due_on', '', coalesce(old_due_on::text, ''), coalesce(due_on::text, '')
  from both_sides where not kept
  union all select n, line, code, 'due_words', t.key, coalesce(old_due_raw ->> t.key, ''), t.value
  from both_sides, jsonb_each_text(due_raw) t where t.key <> 'original' and not kept
  union all select n, line, code, 'lead', '', '', l.value
  from both_sides b, jsonb_array_elements_text(leads) l where b.id > 0 and not exists (
    select from indicator_institutions x join institutions o on o.id = x.institution_id
    where x.indicator_id = b.id and o.code = l.value)
  union all select n, line, now, 'code', '', code, now from moved
  union all select null, 0, g.code, 'absent', '', g.title ->> (g.title ->> 'original'), '' from gone g
  where not exists (select from moved m where m.code = g.code)) c
where before <> after order by n, code, field, lang`

// listChanges lists what the file says otherwise than the record does, before any of it is written.
func (i *planImporter) listChanges(ctx context.Context) error {
	var rows []fileRow
	for _, c := range i.commitments {
		rows = append(rows, fileRow{Line: c.Line, Code: c.Code, Title: c.Title})
	}
	for _, m := range i.milestones {
		rows = append(rows, fileRow{Line: m.Line, Code: m.Code, Title: m.Title})
	}
	for _, n := range i.indicators {
		rows = append(rows, fileRow{n.Line, n.Code, n.Title, n.Detail, n.DueOn, n.DueRaw, n.Leads})
	}
	if err := bulk(ctx, i.Writer, &i.changes, planChangesQuery, rows, i.plan.Plan.Code); err != nil {
		return fmt.Errorf("changes: %w", err)
	}
	return nil
}
