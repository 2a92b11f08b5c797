package tracker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lib/pq"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
)

// ListedInstitution is an institution of a state, as those who keep its record find it.
type ListedInstitution struct {
	ID          int64       `json:"id" db:"id" doc:"its number"`
	Name        domain.Text `json:"name" db:"name" doc:"its name"`
	Kind        string      `json:"kind" db:"kind" doc:"government, civil_society, private or multilateral"`
	Version     int64       `json:"version" db:"version" doc:"give it as If-Match with a change"`
	Commitments int         `json:"commitments" db:"commitments" doc:"number of commitments that it leads or supports"`
}

// Institutions lists the institutions of a state by name.
func (t *Tracker) Institutions(ctx context.Context, state string) ([]ListedInstitution, error) {
	list, err := ledger.SelectAll[ListedInstitution](ctx, t.Primary, `-- tracker.Institutions
		select i.id, i.name, i.kind, i.version,
			(select count(distinct x.commitment_id) from commitment_institutions x
			where x.institution_id = i.id) as commitments
		from institutions i where i.state_code = $1
		order by i.name ->> (i.name ->> 'original') collate "und-x-icu", i.id`, state)
	if err != nil {
		return nil, fmt.Errorf("institutions: %w", err)
	}
	return list, nil
}

// InstitutionKinds are the kinds of institutions.
func InstitutionKinds() []string {
	return []string{"government", "civil_society", "private", "multilateral"}
}

// InstitutionParts are the parts that an institution has in a commitment.
func InstitutionParts() []string { return []string{"lead", "supporting"} }

// LineageKinds are what a commitment does with an earlier one.
func LineageKinds() []string { return []string{"continues", "splits", "merges", "drops"} }

// NewInstitution is an institution to be entered, or what one is to be called in a language.
type NewInstitution struct {
	State string `validate:"required"`
	Lang  string `validate:"language"`
	Name  string `validate:"max=400"`
	Kind  string `validate:"institution"`
}

// AddInstitution enters an institution as a person who keeps the state's record, and returns its number.
func AddInstitution(ctx context.Context, w *ledger.Writer, b NewInstitution) (int64, error) {
	if err := allowKeeper(w, b.State); err != nil {
		return 0, err
	}
	if err := domain.CheckShape(b); err != nil {
		return 0, err
	}
	if b.Name == "" {
		return 0, &domain.Error{Kind: domain.Rule, Code: "title_needed", Field: "name"}
	}
	invented, err := account.IsInvented(ctx, w, false)
	if err != nil {
		return 0, err
	}
	id, err := w.Insert(
		ctx, `insert into institutions (state_code, kind, name, demonstration) values ($1, $2, $3, $4) returning id`,
		b.State, b.Kind, domain.NewText(b.Lang, b.Name), invented,
	)
	if err != nil {
		return 0, fmt.Errorf("institution: %w", err)
	}
	return id, w.Audit(ctx, "institution_added", b.Name, map[string]any{"state": b.State})
}

// EditInstitution changes an institution's kind and its name in one language as a person who saw it at version.
func EditInstitution(ctx context.Context, w *ledger.Writer, id int64, b NewInstitution, version int64) error {
	var old struct {
		State string      `db:"state_code"`
		Name  domain.Text `db:"name"`
	}
	if err := w.GetOrMissing(
		ctx, &old, "institution", fmt.Sprint(id),
		`select coalesce(state_code, '') as state_code, name from institutions where id = $1`, id,
	); err != nil {
		return err
	}
	b.State = old.State
	if err := allowKeeper(w, old.State); err != nil {
		return err
	}
	if err := domain.CheckShape(b); err != nil {
		return err
	}
	name := old.Name.Edited(b.Lang, b.Name)
	if name.IsZero() {
		return &domain.Error{Kind: domain.Rule, Code: "title_needed", Field: "name"}
	}
	if err := w.ExecOrStale(
		ctx, old.Name.In[old.Name.Original],
		`update institutions set name = $3, kind = $4, version = version + 1
			where id = $1 and version = $2 and in_scope(state_code)`,
		id, version, name, b.Kind,
	); err != nil {
		return err
	}
	return w.Audit(
		ctx, "institution_edited", name.In[name.Original], map[string]any{"state": old.State, "lang": b.Lang},
	)
}

// RelatedInstitution is an institution with its part in a commitment.
type RelatedInstitution struct {
	ID   int64  `json:"id" db:"id" doc:"number of the institution"`
	Part string `json:"part" db:"part" doc:"lead or supporting" validate:"part"`
}

// RelatedCommitment is a commitment of an earlier plan, and what the later one does with it.
type RelatedCommitment struct {
	Code string `json:"code" db:"code" doc:"code of the earlier commitment"`
	Kind string `json:"kind" db:"kind" doc:"what is done with it: continues, splits, merges or drops" validate:"lineage"`
}

// Relations are what a commitment belongs to: institutions of its state, policy areas, values, and commitments
// of earlier plans of its state.
type Relations struct {
	Institutions []RelatedInstitution `json:"institutions" doc:"institutions that lead or support it" validate:"max=40,dive"`
	Areas        []string             `json:"areas" doc:"codes of its policy areas" validate:"max=60,unique"`
	Values       []string             `json:"values" doc:"its values of open government" validate:"max=7,unique,dive,value"`
	Earlier      []RelatedCommitment  `json:"predecessors" doc:"earlier commitments that it is related to" validate:"max=40,dive"`
}

// Relations gives a commitment's relations.
func (t *Tracker) Relations(ctx context.Context, code string) (*Relations, error) {
	read := func(into any, query string) error { return t.Primary.SelectContext(ctx, into, query, code) }
	relations := &Relations{
		Institutions: []RelatedInstitution{}, Areas: []string{}, Values: []string{}, Earlier: []RelatedCommitment{},
	}
	err := errors.Join(
		read(
			&relations.Institutions,
			`select x.institution_id as id, x.part
				from commitment_institutions x join commitments c on c.id = x.commitment_id where c.code = $1
				order by x.part, x.institution_id`,
		),
		read(
			&relations.Areas,
			`select x.area_code from commitment_areas x join commitments c on c.id = x.commitment_id where c.code = $1
				order by 1`,
		),
		read(
			&relations.Values,
			`select x.value from commitment_values x join commitments c on c.id = x.commitment_id where c.code = $1
				order by 1`,
		),
		read(
			&relations.Earlier,
			`select e.code, l.kind from lineage l join commitments e on e.id = l.predecessor_id
				join commitments c on c.id = l.commitment_id where c.code = $1 order by 1`,
		))
	if err != nil {
		return nil, fmt.Errorf("relations: %w", err)
	}
	return relations, nil
}

// EditRelations gives a commitment other relations as a person who saw it at version.
func EditRelations(ctx context.Context, w *ledger.Writer, code string, t Relations, version int64) error {
	p, err := findCommitment(ctx, w, code)
	if err != nil {
		return err
	}
	if err := domain.CheckShape(t); err != nil {
		return err
	}
	if err := w.ExecOrStale(
		ctx, code,
		`update commitments set version = version + 1 where code = $1 and version = $2 and in_scope(state_code)`,
		code, version,
	); err != nil {
		return err
	}
	var before json.RawMessage
	if err = w.Get(ctx, &before, `select relations_of($1)`, p.ID); err == nil {
		err = setRelations(ctx, w, p, t)
	}
	if err == nil {
		err = w.Exec(ctx, `select log_relations($1, $2, $3)`, p.ID, []byte(before), w.Now())
	}
	if err != nil {
		return err
	}
	return w.Audit(ctx, "commitment_relations_edited", code, nil)
}

// setRelations replaces a commitment's relations; what is not of its state, or not earlier, is refused by name.
func setRelations(ctx context.Context, w *ledger.Writer, p *promise, t Relations) error {
	for _, query := range []string{
		`delete from commitment_institutions where commitment_id = $1`,
		`delete from commitment_areas where commitment_id = $1`,
		`delete from commitment_values where commitment_id = $1`, `delete from lineage where commitment_id = $1`,
	} {
		if err := w.Exec(ctx, query, p.ID); err != nil {
			return fmt.Errorf("relations: %w", err)
		}
	}
	for _, b := range t.Institutions {
		err := w.ExecOrMissing(
			ctx, "institution", fmt.Sprint(b.ID),
			`insert into commitment_institutions (commitment_id, institution_id, part) select $1, i.id, $3
				from institutions i where i.id = $2 and i.state_code = $4
				on conflict (commitment_id, institution_id) do update set part = excluded.part`,
			p.ID, b.ID, b.Part, p.State,
		)
		if err != nil {
			return err
		}
	}
	for _, e := range t.Earlier {
		err := w.ExecOrMissing(ctx, "predecessor", e.Code, `-- tracker.setRelations
			insert into lineage (commitment_id, predecessor_id, kind) select $1, e.id, $3
			from commitments e join action_plans b on b.code = e.plan_code
			where e.code = $2 and e.state_code = $4
				and b.starts_on < (select a.starts_on from commitments c join action_plans a on a.code = c.plan_code
				where c.id = $1)
			on conflict (commitment_id, predecessor_id) do update set kind = excluded.kind`,
			p.ID, e.Code, e.Kind, p.State)
		if err != nil {
			return err
		}
	}
	for _, area := range t.Areas {
		if err := w.ExecOrMissing(
			ctx, "area", area,
			`insert into commitment_areas (commitment_id, area_code) select $1, code from policy_areas where code = $2`,
			p.ID, area,
		); err != nil {
			return err
		}
	}
	if err := w.Exec(
		ctx, `insert into commitment_values (commitment_id, value) select $1, v from unnest($2::text[]) v`, p.ID,
		pq.Array(t.Values),
	); err != nil {
		return fmt.Errorf("relations: %w", err)
	}
	return nil
}
