package programme

import (
	"context"
	"fmt"
	"time"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// City is a municipality of the plan with the stage of its deployment: Stage is what the responsible
// government approved, Declared what was last reported. An empty stage is unknown.
type City struct {
	Code          string      `json:"code" db:"code"`
	GeoNames      *int64      `json:"geonames_id" db:"geonames_id"`
	Name          string      `json:"name" db:"name"`
	State         string      `json:"state" db:"state_code"`
	StateName     domain.Text `json:"state_name" db:"state_name"`
	Entity        string      `json:"entity" db:"entity_code"`
	EntityName    domain.Text `json:"entity_name" db:"entity_name"`
	Region        string      `json:"region" db:"region"`
	Admin         string      `json:"admin" db:"admin"`
	Lat           float64     `json:"lat" db:"lat"`
	Lon           float64     `json:"lon" db:"lon"`
	Population    *int64      `json:"population" db:"population"`
	Capital       bool        `json:"capital" db:"capital" column:"is_capital"`
	Stage         string      `json:"stage" db:"stage"`
	StageOn       domain.Day  `json:"stage_on" db:"stage_on"`
	StageWay      string      `json:"stage_way" db:"stage_way"`
	Declared      string      `json:"declared" db:"declared" column:"city_declared"`
	DeclaredOn    domain.Day  `json:"declared_on" db:"declared_on"`
	CountedOn     domain.Day  `json:"counted_on" db:"counted_on"`
	Left          bool        `json:"state_left" db:"state_left"`
	Demonstration bool        `json:"demonstration" db:"demonstration"`
	ChangedAt     *time.Time  `json:"changed_at" db:"changed_at"`
}

// CityFilter narrows a list of cities; empty fields narrow nothing. State matches the country or the
// responsible government.
type CityFilter struct {
	State  string
	Region string
	Stage  string
	Text   string
	Key    string // code or GeoNames id of one city
}

const cityColumns = `
  c.code, c.geonames_id, t.name, c.state_code, n.name as state_name, c.entity_code, e.name as entity_name,
  coalesce(r.region_code, '') as region, coalesce(c.admin, '') as admin,
  c.lat, c.lon, c.population, c.capital, coalesce(k.approved, '') as stage, k.approved_on as stage_on,
  coalesce(k.approved_way, '') as stage_way,
  coalesce(k.declared, '') as declared, k.declared_on, k.counted_on, coalesce(m.status = 'left', false) as state_left,
  k.changed_at,
  coalesce(k.demonstration, false) as demonstration`

const cityFrom = `
from cities c
join city_names t on t.city_code = c.code and t.lang = 'fr' and t.from_day <= $1
  and (t.until_day is null or t.until_day > $1)
join state_names_on($1) n on n.state_code = c.state_code
join state_names_on($1) e on e.state_code = c.entity_code
left join state_regions_on($1) r on r.state_code = c.state_code
left join standing_on($1) m on m.state_code = c.state_code
left join deployments d on d.city_code = c.code
left join counted_deployments k on k.deployment_id = d.id
where ($2 = '' or c.state_code = $2 or c.entity_code = $2) and ($3 = '' or r.region_code = $3)
  and ($4 = '' or coalesce(k.approved, 'unknown') = $4)
  and ($5 = '' or exists (select from city_names x
    where x.city_code = c.code and normalize_for_search(x.name) like '%' || normalize_for_search($5) || '%'))
  and ($6 = '' or c.code = $6 or c.geonames_id::text = $6)`

const citiesQuery = `-- programme.Cities
select` + cityColumns + cityFrom + ` and ($7 = '' or c.code > $7) order by c.code limit $8`

const cityCountQuery = `-- programme.Cities count
select count(*) as real` + cityFrom

func (f CityFilter) args(day domain.Day) []any {
	return []any{day, f.State, f.Region, f.Stage, tracker.LikeLiteral(f.Text), f.Key}
}

// Cities lists cities by code, so a country's capital comes first, with the number that match in all.
func (p *Programmes) Cities(ctx context.Context, filter CityFilter, page domain.Page) ([]City, domain.Count, error) {
	if err := p.CheckCursor(ctx, `select exists (select from cities where code = $1)`, page.After); err != nil {
		return nil, domain.Count{}, err
	}
	args := filter.args(p.Today())
	list, err := ledger.SelectAll[City](ctx, p.Public, citiesQuery, append(args, page.After, page.Limit)...)
	if err != nil {
		return nil, domain.Count{}, fmt.Errorf("cities: %w", err)
	}
	total, err := p.Total(ctx, cityCountQuery, args...)
	if err != nil {
		return nil, domain.Count{}, fmt.Errorf("cities: %w", err)
	}
	return list, total, nil
}

const nearestQuery = `-- programme.NearestCities
select code from (select distinct on (c.city_code) c.city_code as code,
  similarity(normalize_for_search(c.name), normalize_for_search($1)) as near
  from city_names c order by c.city_code, near desc) x
where near > 0.15 order by near desc, code limit $2`

// NearestCities lists the cities whose names come nearest to a text that matched none.
func (p *Programmes) NearestCities(ctx context.Context, text string, limit int) ([]City, error) {
	codes, err := ledger.SelectAll[string](ctx, p.Public, nearestQuery, text, limit)
	if err != nil {
		return nil, fmt.Errorf("nearest cities: %w", err)
	}
	cities := make([]City, 0, len(codes))
	for _, code := range codes {
		found, _, err := p.Cities(ctx, CityFilter{Key: code}, domain.Page{Limit: 1})
		if err != nil {
			return nil, err
		}
		cities = append(cities, found...)
	}
	return cities, nil
}

// StageEvent is one statement of a city's stage, or what answered it.
type StageEvent struct {
	Kind          string      `json:"kind" db:"kind" doc:"what happened: declared, approved, sent_back, revoked or retracted"`
	Stage         string      `json:"stage" db:"stage" doc:"the stage that was stated"`
	Setback       bool        `json:"setback" db:"setback" doc:"true where a lower stage than before is named as a setback"`
	Speaker       string      `json:"speaker" db:"speaker" doc:"who is heard in the statement: state, programme or city"`
	By            string      `json:"by" db:"by" doc:"role of who recorded it; never a person"`
	Way           string      `json:"way" db:"way" doc:"who spoke for the government in an approval: state, countersigned, delegation or document; else empty"`
	On            domain.Day  `json:"on" db:"effective_on" doc:"effective day of the stage"`
	Note          domain.Text `json:"note" db:"note" doc:"what was said in words"`
	Demonstration bool        `json:"demonstration" db:"demonstration" doc:"true where it is invented to show the program"`
	RecordedAt    time.Time   `json:"recorded_at" db:"recorded_at" doc:"when the record was told"`
}

// CityDetail is a city with the history of its stages and where it went, if it was merged, split or replaced.
type CityDetail struct {
	City
	History    []StageEvent       `json:"history" doc:"everything that was said of its stage, newest first"`
	Evidence   []tracker.Evidence `json:"evidence" doc:"what supports the statements, newest first"`
	ReplacedBy []string           `json:"replaced_by" doc:"codes of the cities it was merged into, split into or replaced by"`
}

const stagesQuery = `-- programme.City stages
with said as (select s.id, s.stage, s.setback, s.speaker, s.acting_as, s.effective_on, s.note, s.recorded_at,
  exists (select from invented_statements i where i.id = s.id) as demonstration
    from statements s join deployments d on d.id = s.deployment_id where d.city_code = $1)
select * from (
  select 'declared' as kind, stage, setback, speaker, acting_as as by, '' as way, effective_on, note, recorded_at,
    demonstration from said
  union all select r.outcome, s.stage, s.setback, s.speaker, r.acting_as, r.way, s.effective_on, null, r.recorded_at,
    demonstration from said s join reviews r on r.statement_id = s.id
  union all select 'revoked', s.stage, s.setback, s.speaker, v.acting_as, r.way, s.effective_on, null, v.recorded_at,
    demonstration from said s join reviews r on r.statement_id = s.id join revocations v on v.review_id = r.id
  union all select 'retracted', s.stage, s.setback, s.speaker, x.acting_as, '', s.effective_on, null, x.recorded_at,
    demonstration from said s join retractions x on x.statement_id = s.id
) e order by recorded_at desc, effective_on desc`

const cityEvidenceQuery = `-- programme.City evidence
select e.id, e.statement_id, d.city_code as target, e.title, coalesce(e.url, '') as url,
  coalesce(e.file_sha256, '') as file, coalesce(e.publisher, '') as publisher, coalesce(e.lang, '') as lang, e.kind,
  coalesce(e.locator, '') as locator, e.accessed_on, coalesce(e.sha256, e.file_sha256, '') as sha256, e.seen_alive_on,
  e.dead_since
from evidence e join statements s on s.id = e.statement_id join deployments d on d.id = s.deployment_id
where d.city_code = $1 order by e.id desc`

// City gives one city by its code or its GeoNames id.
func (p *Programmes) City(ctx context.Context, key string) (*CityDetail, error) {
	found, _, err := p.Cities(ctx, CityFilter{Key: key}, domain.Page{Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, domain.NotFound("city", key)
	}
	d := &CityDetail{City: found[0]}
	if d.History, err = ledger.SelectAll[StageEvent](ctx, p.Public, stagesQuery, d.Code); err != nil {
		return nil, fmt.Errorf("stages: %w", err)
	}
	if d.Evidence, err = ledger.SelectAll[tracker.Evidence](ctx, p.Public, cityEvidenceQuery, d.Code); err != nil {
		return nil, fmt.Errorf("city evidence: %w", err)
	}
	d.ReplacedBy, err = ledger.SelectAll[string](
		ctx, p.Public, `select new_code from city_successions where old_code = $1 order by 1`, d.Code,
	)
	return d, err
}

// StageTotal is how many cities stand at an approved stage; Outside are those of states that left,
// which no figure counts.
type StageTotal struct {
	Stage   string `json:"stage" db:"stage"`
	Cities  int    `json:"cities" db:"cities"`
	Outside int    `json:"outside" db:"outside"`
}

const cityStagesQuery = `-- programme.CityStages
select coalesce(k.approved, 'unknown') as stage, count(*) filter (where m.status is distinct from 'left') as cities,
  count(*) filter (where m.status = 'left') as outside` +
	cityFrom + ` group by 1`

// CityStages counts the cities that match a filter, whatever its stage, by stage in the order of its list, which ends
// with unknown.
func (p *Programmes) CityStages(ctx context.Context, filter CityFilter) ([]StageTotal, error) {
	filter.Stage = ""
	rows, err := ledger.SelectAll[StageTotal](ctx, p.Public, cityStagesQuery, filter.args(p.Today())...)
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
