package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
)

// everywhere is the scope of the program's own loads, and program their role, as the row-level
// security policies read them.
const (
	everywhere = "*"
	program    = "program"
)

// Rights are what an account may do today. All says that it has every state; States are those of staff
// and assessors with a list; Voices are the states that it may speak for.
type Rights struct {
	Account  int64
	Role     domain.Role
	Name     string
	All      bool
	States   []string
	Mandates []Mandate
}

// Mandate is that an account speaks for a state: as liaison, alternate or countersigner, or as delegate of
// somebody, named by From, who is one. Commitment is the only one that a delegate may speak on, where
// there is one.
type Mandate struct {
	State      string          `json:"state"`
	Capacity   domain.Capacity `json:"capacity"`
	Commitment string          `json:"commitment"`
	From       string          `json:"from"`
	Until      domain.Day      `json:"until"`
}

const rightsQuery = `-- ledger.readRights
with today as (select $2::date as day)
select a.id, a.role, a.name, exists (select from scopes s, today
  where s.account_id = a.id and s.state_code is null and s.from_day <= day
  and (s.until_day is null or s.until_day > day)) as every,
  coalesce((select json_agg(s.state_code order by s.state_code) from scopes s, today
    where s.account_id = a.id and s.state_code is not null and s.from_day <= day
    and (s.until_day is null or s.until_day > day)), '[]') as states,
  coalesce((select json_agg(v order by v.state, v.capacity) from (
    select m.state_code as state, m.capacity, '' as commitment, '' as "from", coalesce(m.until_day::text, '') as until
    from mandates m, today where m.account_id = a.id and m.from_day <= day
      and (m.until_day is null or m.until_day > day)
    union all select d.state_code, 'delegate', coalesce(d.commitment_code, ''), g.name, d.until_day::text
    from delegations d join accounts g on g.id = d.from_account_id, today
    where d.to_account_id = a.id and d.from_day <= day and d.until_day > day and d.revoked_at is null
      and has_mandate(d.from_account_id, d.state_code, day, array['liaison', 'alternate'])) v), '[]') as voices
from accounts a where a.id = $1 and a.disabled_at is null`

// readRights reads what an account may do on a day. lock keeps it so until the transaction ends.
func readRights(
	ctx context.Context, db sqlx.QueryerContext, account int64, day domain.Day, lock bool,
) (*Rights, error) {
	var row struct {
		ID     int64       `db:"id"`
		Role   domain.Role `db:"role"`
		Name   string      `db:"name"`
		All    bool        `db:"every"`
		States []byte      `db:"states"`
		Voices []byte      `db:"voices"`
	}
	query := rightsQuery
	if lock {
		query += " for share of a"
	}
	err := sqlx.GetContext(ctx, db, &row, query, account, day)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &domain.Error{Kind: domain.SignedOut, Code: "signed_out"}
	}
	if err != nil {
		return nil, fmt.Errorf("rights: %w", err)
	}
	r := &Rights{Account: row.ID, Role: row.Role, Name: row.Name, All: row.All || row.Role == domain.RoleAdmin}
	if err := json.Unmarshal(row.States, &r.States); err != nil {
		return nil, fmt.Errorf("states: %w", err)
	}
	if err := json.Unmarshal(row.Voices, &r.Mandates); err != nil {
		return nil, fmt.Errorf("mandates: %w", err)
	}
	return r, nil
}

// RightsOf gives what an account may do on the day at which the writer records.
func (w *Writer) RightsOf(ctx context.Context, account int64) (*Rights, error) {
	return readRights(ctx, w.tx, account, domain.DayOf(w.Now()), false)
}

// Rights gives what an account may do today; one that is closed is signed out.
func (l *Ledger) Rights(ctx context.Context, account int64) (*Rights, error) {
	return readRights(ctx, l.Primary, account, l.Today(), false)
}

// scope lists every state that the account may write about at all, as the policies read it.
func (r *Rights) scope() string {
	if r.All {
		return everywhere
	}
	states := slices.Clone(r.States)
	for _, v := range r.Mandates {
		states = append(states, v.State)
	}
	slices.Sort(states)
	return strings.Join(slices.Compact(states), ",")
}

// Keeps says that the account keeps the record of a state up to date for the programme.
func (r *Rights) Keeps(state string) bool {
	return (r.Role == domain.RoleStaff || r.Role == domain.RoleAdmin) && (r.All || slices.Contains(r.States, state))
}

// KeptStates gives the states that the account keeps, as a query's arguments: all of them, or those listed.
func (r *Rights) KeptStates() (all bool, states []string) {
	if r.Role != domain.RoleStaff && r.Role != domain.RoleAdmin {
		return false, []string{}
	}
	return r.All, append([]string{}, r.States...)
}

// WorkedStates gives the states about which the account makes statements, those that it keeps and those for
// which it declares, likewise.
func (r *Rights) WorkedStates() (all bool, states []string) {
	all, states = r.KeptStates()
	for _, m := range r.Mandates {
		if r.Declares(m.State) {
			states = append(states, m.State)
		}
	}
	return all, states
}

// Declares says that the account may say for a state what it has done.
func (r *Rights) Declares(state string) bool {
	return slices.ContainsFunc(r.Mandates, func(v Mandate) bool {
		return v.State == state && (v.Capacity == domain.CapacityLiaison || v.Capacity == domain.CapacityAlternate)
	})
}

// Speaks says that the account may say something for a state, as whatever and on whatever.
func (r *Rights) Speaks(state string) bool {
	return slices.ContainsFunc(r.Mandates, func(v Mandate) bool { return v.State == state })
}

// Assesses says that the account may judge a state from outside.
func (r *Rights) Assesses(state string) bool {
	return r.Role == domain.RoleAssessor && (r.All || slices.Contains(r.States, state))
}

// ways says as what each capacity speaks for its state in a review; a mandate of its own goes before a delegation.
var ways = []struct {
	capacity domain.Capacity
	way      domain.Way
}{
	{domain.CapacityLiaison, domain.WayState}, {domain.CapacityAlternate, domain.WayState},
	{domain.CapacityCountersigner, domain.WayCountersigned}, {domain.CapacityDelegate, domain.WayDelegation},
}

// Reviews gives the way in which the account may review for a state what belongs to a commitment (empty
// for cities), empty where it may not.
func (r *Rights) Reviews(state, commitment string) domain.Way {
	for _, as := range ways {
		for _, v := range r.Mandates {
			if v.State == state && v.Capacity == as.capacity && (v.Commitment == "" || v.Commitment == commitment) {
				return as.way
			}
		}
	}
	return ""
}

// Allow is the refusal of what an actor's rights do not reach; nil where they do, for the program
// itself, and where authorization is left out of the build, to test row-level security.
func (a Actor) Allow(may func(*Rights) bool) error {
	if !AppAuthorization || a.Rights == nil || may(a.Rights) {
		return nil
	}
	return &domain.Error{Kind: domain.Forbidden, Code: "out_of_scope"}
}
