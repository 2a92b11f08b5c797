package importer

import (
	"context"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// leadRow says that an institution, by its state's code for it, answers for an indicator. A file may
// know only that code, which then stands for the name until another file tells it.
type leadRow struct {
	State      string `json:"state"`
	Commitment string `json:"commitment"`
	Indicator  string `json:"indicator"`
	Code       string `json:"code"`
}

// leadsGiven holds the codes of the commitments and indicators that got a lead they did not have.
type leadsGiven struct{ commitments, indicators map[string]bool }

const newInstitutionsQuery = `-- importer.importLeads institutions
insert into institutions (state_code, kind, code, name)
select distinct f.state, 'government', f.code, jsonb_build_object('original', 'en', 'en', f.code)
from jsonb_to_recordset($1::jsonb) f (state text, code text)
where not exists (select from institutions i where i.state_code = f.state and i.code = f.code)
on conflict (coalesce(state_code, ''), (name ->> (name ->> 'original'))) do update set code = excluded.code
  returning code`

const commitmentLeadsQuery = `-- importer.importLeads commitments
with given as (
  insert into commitment_institutions (commitment_id, institution_id, part)
  select distinct c.id, n.id, 'lead' from jsonb_to_recordset($1::jsonb) f (state text, commitment text, code text)
  join commitments c on c.code = f.commitment join institutions n on n.state_code = f.state and n.code = f.code
  on conflict do nothing returning commitment_id)
select distinct c.code from given g join commitments c on c.id = g.commitment_id`

const indicatorLeadsQuery = `-- importer.importLeads indicators
with given as (
  insert into indicator_institutions (indicator_id, institution_id)
  select distinct i.id, n.id from jsonb_to_recordset($1::jsonb) f (state text, indicator text, code text)
  join indicators i on i.code = f.indicator join institutions n on n.state_code = f.state and n.code = f.code
  on conflict do nothing returning indicator_id)
select distinct i.code from given g join indicators i on i.id = g.indicator_id`

// A new version of an indicator is logged with its leads.
const newLeadsQuery = `-- importer.importLeads versions
update indicators i set version = i.version + 1 from jsonb_to_recordset($1::jsonb) f (indicator text)
where i.code = f.indicator returning i.code`

// importLeads ties institutions to indicators; the commitment holds the union of its indicators'
// leads. What that changes of an indicator that is not fresh is logged.
func importLeads(
	ctx context.Context, w *ledger.Writer, rows []leadRow, fresh map[string]bool,
) (to leadsGiven, err error) {
	if _, err = bulkCodes(ctx, w, newInstitutionsQuery, rows); err != nil {
		return to, err
	}
	if to.commitments, err = bulkCodes(ctx, w, commitmentLeadsQuery, rows); err != nil {
		return to, err
	}
	if to.indicators, err = bulkCodes(ctx, w, indicatorLeadsQuery, rows); err != nil {
		return to, err
	}
	var changed []leadRow
	for code := range to.indicators {
		if !fresh[code] {
			changed = append(changed, leadRow{Indicator: code})
		}
	}
	_, err = bulkCodes(ctx, w, newLeadsQuery, changed)
	return to, err
}

type nameRow struct {
	State string      `json:"state"`
	Code  string      `json:"code"`
	Name  domain.Text `json:"name"`
}

// A name that another institution of the state has already is left to people.
const newNamesQuery = `-- importer.importNames
update institutions i set name = f.name
from (select distinct on (state, name ->> (name ->> 'original')) *
  from jsonb_to_recordset($1::jsonb) f (state text, code text, name jsonb)
  order by state, name ->> (name ->> 'original'), code) f
where i.state_code = f.state and i.code = f.code and i.name ->> (i.name ->> 'original') = i.code
  and not exists (select from institutions o where o.state_code = f.state
    and o.name ->> (o.name ->> 'original') = f.name ->> (f.name ->> 'original'))
returning i.code`

const otherNamesQuery = `-- importer.importNames other
select distinct i.code from jsonb_to_recordset($1::jsonb) f (state text, code text, name jsonb)
  join institutions i on i.state_code = f.state and i.code = f.code where i.name || f.name <> i.name`

// importNames gives names to the institutions that are known by their code only, and returns the
// codes of those that the record knows by another name.
func importNames(ctx context.Context, w *ledger.Writer, rows []nameRow) (otherwise map[string]bool, err error) {
	if _, err = bulkCodes(ctx, w, newNamesQuery, rows); err != nil {
		return nil, err
	}
	return bulkCodes(ctx, w, otherNamesQuery, rows)
}
