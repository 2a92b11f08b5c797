package app

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"
)

// shownRow is a table that raises the version, a change of its rows that undoes itself or goes on when it is made
// again, and where the public sees it.
type shownRow struct{ table, change, address string }

// starred is a change of a text by language, another each time.
func starred(column string) string {
	return fmt.Sprintf(`%s = jsonb_set(%[1]s, '{fr}', to_jsonb((%[1]s ->> 'fr') || '*'))`, column)
}

// toggled is a change between two values.
func toggled(column, one, other string) string {
	return fmt.Sprintf(`%s = case %[1]s when '%[2]s' then '%[3]s' else '%[2]s' end`, column, one, other)
}

// shownRows has each table that raises the version. {M} is the milestone that all is said of.
var shownRows = []shownRow{
	{"accounts", `demonstration = not demonstration where role = 'liaison'`, "/api/v1/states/TN"},
	{"action_plans", starred("title"), "/api/v1/states/TN"},
	{"answers", `answered_on = answered_on + 1`, "/api/v1/programmes/francophonie"},
	{"assessment_details", starred("assessor"), "/api/v1/milestones/{M}"},
	{"blockers", toggled("cause", "law", "money"), "/api/v1/milestones/{M}"},
	{"cities", `population = population + 1`, "/api/v1/cities/TN-001"},
	{"city_lists", `official = not official`, "/api/v1/rollouts"},
	{"city_names", `name = name || '*'`, "/api/v1/cities/TN-001"},
	{"city_successions", toggled("new_code", "TN-003", "TN-004"), "/api/v1/cities/TN-002"},
	{"commitment_areas", toggled("area_code", "education", "health"), "/api/v1/commitments/TN-2024-C01"},
	{"commitment_institutions", toggled("part", "lead", "supporting"), "/api/v1/commitments/TN-2024-C01"},
	{"commitment_values", toggled("value", "transparency", "participation"), "/api/v1/commitments/TN-2024-C01"},
	{"commitments", starred("title"), "/api/v1/commitments/TN-2024-C01"},
	{"date_moves", `new_on = new_on + 1`, "/api/v1/milestones/{M}"},
	{"deployments", toggled("state_code", "TN", "SN"), "/api/v1/rollouts/TN"},
	{"document_decisions", `reason = 'faux', ` + toggled("outcome", "confirmed", "refused"), "/api/v1/reports"},
	{"document_statements", `statement_id = -statement_id`, "/api/v1/milestones/{M}"},
	{"documents", `signatory = signatory || '*'`, "/api/v1/reports"},
	{"evidence", starred("title"), "/api/v1/milestones/{M}"},
	{"gate_criteria", starred("criterion"), "/api/v1/gates/porte"},
	{"gate_lessons", starred("lesson"), "/api/v1/gates/porte"},
	{"gate_signatures", starred("first_signatory"), "/api/v1/gates/porte"},
	{"gates", starred("name"), "/api/v1/gates/porte"},
	{"indicator_institutions", `institution_id = -institution_id`, "/api/v1/indicators"},
	{"indicators", starred("title"), "/api/v1/milestones/{M}"},
	{"initiatives", `year = year + 1`, "/api/v1/initiatives"},
	{"institutions", starred("name"), "/api/v1/commitments/TN-2024-C01"},
	{"invitations", `invited_on = invited_on + 1`, "/api/v1/programmes/francophonie"},
	{"lineage", toggled("kind", "continues", "splits"), "/api/v1/commitments/TN-2024-C50"},
	{"mandates", `until_day = case when until_day is null then from_day end`, "/api/v1/states/TN"},
	{"memberships", `source = source || '*'`, "/api/v1/states/TN"},
	{"milestones", starred("title"), "/api/v1/milestones/{M}"},
	{"motions", starred("title"), "/api/v1/programmes/francophonie"},
	{"phase_plans", `decided_on = decided_on + 1`, "/api/v1/programmes/francophonie"},
	{"phases", starred("name"), "/api/v1/programmes/francophonie"},
	{"pilot_regions", `state_code = reverse(state_code)`, "/api/v1/programmes/francophonie"},
	{"pilots", `phase_code = phase_code || '*'`, "/api/v1/programmes/francophonie"},
	{"policy_areas", starred("name"), "/fr/commitments"},
	{"programmes", starred("name"), "/api/v1/programmes/francophonie"},
	{"region_names", `name = name || '*'`, "/api/v1/regions/west-africa"},
	{"regions", `rank = -rank`, "/api/v1/regions"},
	{"reports", `recorded_at = recorded_at + interval '1 day'`, "/api/v1/reports"},
	{"retractions", `reason = reason || '*'`, "/api/v1/milestones/{M}"},
	{"reviews", toggled("acting_as", "liaison", "staff"), "/api/v1/milestones/{M}"},
	{"revocations", `reason = reason || '*'`, "/api/v1/milestones/{M}"},
	{"rollout_plans", `decided_on = decided_on + 1`, "/api/v1/rollouts"},
	{"rollout_targets", `cities = cities + 1`, "/api/v1/rollouts/TN"},
	{"rollouts", `start_year = 1 + start_year % 5`, "/api/v1/rollouts/TN"},
	{"state_events", starred("title"), "/api/v1/states/TN"},
	{"state_names", `name = name || '*'`, "/api/v1/states/TN"},
	{"state_regions", toggled("region_code", "europe", "asia-pacific"), "/api/v1/states/TN"},
	{"statements", `effective_on = effective_on - 1`, "/api/v1/milestones/{M}"},
	{"states", `capital = capital || '*'`, "/api/v1/states/TN"},
	{"suspensions", `source = source || '*'`, "/api/v1/states/SN"},
	{"withdrawals", `decided_on = decided_on - 1`, "/api/v1/milestones/{M}"},
}

// rowsOfAll gives a row to those tables that the facts and the writes of people leave empty. {C} and {D} are numbers
// of commitments, {N} that of the milestone {M}, {S} a statement of it.
const rowsOfAll = `
update city_lists set official = true;
insert into blockers values ({S}, 'law');
insert into city_successions values ('TN-002', 'TN-003', 'merge', '2026-01-01');
insert into commitment_areas values ({C}, 'education');
insert into commitment_institutions select {C}, min(id), 'lead' from institutions;
insert into commitment_values values ({C}, 'transparency');
insert into date_moves (milestone_id, old_on, new_on, reason, author_id, acting_as, recorded_at)
  values ({N}, '2030-12-31', '2031-01-01', 'law', 1, 'staff', '2026-06-01');
insert into gates select 'porte', programme_code, code, '{"original":"fr","fr":"Porte"}', '2026-03-01' from phases
where number = 2;
insert into gate_criteria values ('porte', 1, '{"original":"fr","fr":"Critère"}', true, null, 'met');
insert into gate_lessons values ('porte', 'strength', 1, '{"original":"fr","fr":"Force"}');
insert into statements (kind, gate_code, speaker, decision, effective_on, recorded_at, author_id, acting_as,
  content_hash)
  values ('decision', 'porte', 'programme', 'passed', '2026-03-02', '2026-03-02', 1, 'staff', repeat('0', 64));
insert into gate_signatures select max(id), '{"original":"fr","fr":"Une"}', '{"original":"fr","fr":"Deux"}'
from statements;
insert into statements (kind, milestone_id, state_code, speaker, level, effective_on, recorded_at, author_id, acting_as,
  content_hash)
  values ('assessment', {N}, 'TN', 'assessor', 'limited', '2026-06-01', '2026-06-01', 1, 'assessor', repeat('1', 64));
insert into assessment_details select max(id), '{"original":"fr","fr":"Cour"}' from statements;
insert into retractions (statement_id, reason, author_id, acting_as, recorded_at)
  select max(id), 'faux', 1, 'assessor', '2026-06-02' from statements;
insert into milestones (code, commitment_id, state_code, number, title, published_at)
  values ('TN-2024-C50.900', {D}, 'TN', 900, '{"original":"fr","fr":"Achevé"}', '2024-01-01');
insert into statements (kind, milestone_id, state_code, speaker, level, effective_on, recorded_at, author_id, acting_as,
  content_hash)
  select 'update', max(id), 'TN', 'state', 'completed', '2024-06-03', '2024-06-03', 1, 'staff', repeat('2', 64)
  from milestones;
insert into reviews (statement_id, outcome, way, content_hash, state_code, reviewer_id, acting_as, recorded_at)
  select max(id), 'approved', 'state', repeat('2', 64), 'TN', 2, 'liaison', '2024-06-04' from statements;
insert into reviews (statement_id, outcome, way, content_hash, state_code, reviewer_id, acting_as, recorded_at)
  values ({S}, 'approved', 'state', repeat('3', 64), 'TN', 2, 'liaison', '2026-06-14');
insert into revocations (review_id, reason, author_id, acting_as, recorded_at)
  select max(id), 'faux', 2, 'liaison', '2026-06-15' from reviews;
insert into withdrawals (milestone_id, decided_on, author_id, acting_as, recorded_at)
  values ({N}, '2026-06-07', 1, 'staff', '2026-06-07');
insert into indicators (code, milestone_id, number, title, published_at)
  values ('{M}.1', {N}, 1, '{"original":"fr","fr":"Indicateur"}', '2026-01-01');
insert into indicator_institutions select max(i.id), min(n.id) from indicators i, institutions n;
insert into motions select 'm', code, '{"original":"fr","fr":"Motion"}', '{"original":"fr","fr":"Corps"}',
  '{"original":"fr","fr":"Sommet"}', '2026-02-01', 'TN'
  from programmes;
insert into invitations values ('m', 'TN', '2026-01-01');
insert into answers values ('m', 'TN', 'accepted', '2026-01-05');
insert into lineage values ({D}, {C}, 'continues');
insert into reports (state_code, number, content, sha256, demonstration, author_id, acting_as, recorded_at)
  values ('TN', 1, '{}', encode(sha256('{}'), 'hex'), false, 1, 'staff', '2026-06-08');
insert into documents (state_code, report_code, way, file_sha256, file_name, signatory, signed_on, author_id, acting_as,
  recorded_at)
  values ('TN', 'TN-R1', 'document', repeat('0', 64), 'a', 'Ministre', '2026-06-09', 1, 'staff', '2026-06-10');
insert into document_decisions (document_id, outcome, author_id, acting_as, recorded_at)
  select max(id), 'confirmed', 1, 'staff', '2026-06-11' from documents;
insert into document_statements select max(id), {S}, repeat('3', 64) from documents;
insert into state_events (state_code, kind, held_on, title, recorded_at)
  values ('TN', 'forum_meeting', '2026-02-02', '{"original":"fr","fr":"Forum"}', '2026-02-03');
insert into suspensions (state_code, from_day, source) values ('SN', '2025-01-01', 'x');`

// shelf is a record in which single rows change behind the program's back, whatever guards them.
type shelf struct {
	*reach
	kept, fresh *twin
	names       *strings.Replacer
}

// Each trigger that raises the version is one that a public page needs: without it a server keeps an old page, and with
// it none does. No write of people shows that: most of them touch several tables at once.
func TestEachVersionTriggerIsNeeded(t *testing.T) {
	t.Parallel()
	r := newReach(t)
	s := &shelf{r, newTwin(t, r.record), newTwin(t, r.record), r.rowsOfAll()}
	s.unguarded(s.names.Replace(rowsOfAll))
	s.kept.look(t.Context())
	var tables []string
	for _, shown := range shownRows {
		tables = append(tables, shown.table)
		t.Run(shown.table, func(t *testing.T) {
			address := s.names.Replace(shown.address)
			s.change(t, shown, address)
			if shown.table != "accounts" { // whose rows stay
				s.takeAway(t, shown.table, address)
			}
		})
	}
	var raising []string
	err := r.owner.SelectContext(t.Context(), &raising, `select distinct tgrelid::regclass::text from pg_trigger
		where tgname in ('t30_raise_version', 't31_raise_version') order by 1`)
	if err != nil || !slices.Equal(raising, tables) {
		t.Errorf("tables that raise the version are %v, %v; shown are %v", raising, err, tables)
	}
}

// rowsOfAll makes an object and gives what rowsOfAll and the addresses name.
func (r *reach) rowsOfAll() *strings.Replacer {
	o := r.object()
	var ids struct{ C, D, N int64 }
	err := r.owner.QueryRowContext(r.t.Context(),
		`select c.id, d.id, m.id from commitments c, commitments d, milestones m
		where c.code = 'TN-2024-C01' and d.code = 'TN-2024-C50' and m.code = $1`,
		o.milestone).Scan(&ids.C, &ids.D, &ids.N)
	if err != nil {
		r.t.Fatal(err)
	}
	number := func(n int64) string { return fmt.Sprint(n) }
	return strings.NewReplacer("{C}", number(ids.C), "{D}", number(ids.D), "{N}", number(ids.N),
		"{M}", o.milestone, "{S}", number(o.waits))
}

// unguarded runs statements for which no trigger fires but those that are set to fire always.
func (s *shelf) unguarded(statements ...string) {
	s.t.Helper()
	s.transaction(func(tx *sqlx.Tx) error {
		for _, statement := range statements {
			if _, err := tx.ExecContext(s.t.Context(), statement); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *shelf) transaction(do func(*sqlx.Tx) error) {
	s.t.Helper()
	tx, err := s.owner.BeginTxx(s.t.Context(), &sql.TxOptions{})
	if err == nil {
		_, err = tx.ExecContext(s.t.Context(), `set local session_replication_role = replica`)
	}
	if err == nil {
		err = do(tx)
	}
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// change changes rows without the trigger of updates, and then with it.
func (s *shelf) change(t *testing.T, shown shownRow, address string) {
	t.Helper()
	change := "update " + shown.table + " set " + shown.change
	s.without(t, shown.table, "t31_raise_version", address, change)
	s.with(t, address, change)
}

// takeAway takes all rows away without the trigger of that, and puts them back with it.
func (s *shelf) takeAway(t *testing.T, table, address string) {
	t.Helper()
	var columns string
	err := s.owner.GetContext(t.Context(), &columns, `select string_agg(quote_ident(attname), ', ') from pg_attribute
		where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`, table)
	if err != nil {
		t.Fatal(err)
	}
	s.unguarded("create table taken as table " + table)
	s.without(t, table, "t30_raise_version", address, "delete from "+table)
	back := fmt.Sprintf("insert into %s (%s) overriding system value select %[2]s from taken", table, columns)
	s.with(t, address, back, "drop table taken")
}

// without makes a change while a trigger is missing, after which a server shows an old page.
func (s *shelf) without(t *testing.T, table, trigger, address string, change string) {
	t.Helper()
	s.kept.shows(t, address)
	s.unguarded("alter table "+table+" disable trigger "+trigger, change)
	s.fresh.version.Add(1)
	s.kept.look(t.Context())
	if s.kept.shows(t, address) == s.fresh.shows(t, address) {
		t.Errorf("%s is not missed on %s", trigger, address)
	}
	s.unguarded("alter table " + table + " enable always trigger " + trigger)
}

// with makes a change with all triggers, after which a server shows the new page.
func (s *shelf) with(t *testing.T, address string, changes ...string) {
	t.Helper()
	s.unguarded(changes...)
	s.kept.look(t.Context())
	s.fresh.version.Add(1)
	if s.kept.shows(t, address) != s.fresh.shows(t, address) {
		t.Errorf("a server keeps an old %s", address)
	}
}
