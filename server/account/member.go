package account

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Member is an account as an admin sees it.
type Member struct {
	ID            int64       `json:"id" db:"id" doc:"number of the account"`
	Email         string      `json:"email" db:"email" doc:"e-mail address"`
	Name          string      `json:"name" db:"name" doc:"name of the person"`
	Role          string      `json:"role" db:"role" doc:"staff, liaison, assessor or admin"`
	Language      string      `json:"language" db:"language" doc:"language of the person’s letters"`
	Institution   domain.Text `json:"institution" db:"institution" doc:"an assessor’s institution, under whose name verdicts are published"`
	Second        bool        `json:"two_factor" db:"two_factor" doc:"true where the person signs in with a second factor"`
	Joined        bool        `json:"joined" db:"joined" doc:"true where the person has chosen a password"`
	Closed        bool        `json:"closed" db:"closed" doc:"true where the account is closed"`
	SeenAt        *time.Time  `json:"seen_at" db:"seen_at" doc:"when the person was last signed in"`
	Demonstration bool        `json:"demonstration" db:"demonstration" doc:"true where it is invented to show the program"`
	Rights        []Right     `json:"rights" db:"-" doc:"what the account may do, where and until when"`
	RightsJSON    []byte      `json:"-" db:"offices"`
}

// Right is a mandate or a scope that counts today or will: Kind says which, Capacity as what.
type Right struct {
	ID       int64      `json:"id" doc:"its number"`
	Kind     string     `json:"kind" doc:"mandate or scope"`
	State    string     `json:"state" doc:"code of the government; empty is all"`
	Capacity string     `json:"capacity" doc:"liaison, alternate or countersigner; empty for a scope"`
	From     domain.Day `json:"from" doc:"first day"`
	Until    domain.Day `json:"until" doc:"the day on which it no longer counts; null while it goes on"`
}

const membersQuery = `-- account.Members
select a.id, a.email, a.name, a.role, a.language, a.institution, a.totp_since is not null as two_factor,
  a.password_hash is not null as joined, a.disabled_at is not null as closed, a.demonstration,
  (select max(d.seen_at) from account_sessions d where d.account_id = a.id) as seen_at,
  coalesce((select json_agg(o order by o.state, o.kind, o.id) from (
    select m.id, 'mandate' as kind, m.state_code as state, m.capacity, coalesce(m.from_day::text, '') as "from",
      coalesce(m.until_day::text, '') as until from mandates m
    where m.account_id = a.id and (m.until_day is null or m.until_day > $1)
    union all select s.id, 'scope', coalesce(s.state_code, ''), '', s.from_day::text, coalesce(s.until_day::text, '')
    from scopes s where s.account_id = a.id and (s.until_day is null or s.until_day > $1)) o), '[]') as offices
from accounts a where ($2 = 0 or a.id = $2) and ($3 = ''
  or normalize_for_search(a.name) like '%' || normalize_for_search($3) || '%'
  or lower(a.email) like '%' || lower($3) || '%')
order by a.disabled_at is not null, a.role, lower(a.name), a.id limit 500`

func (p *Accounts) members(ctx context.Context, id int64, text string) ([]Member, error) {
	rows, err := ledger.SelectAll[Member](ctx, p.db, membersQuery, domain.DayOf(p.now()), id, text)
	if err != nil {
		return nil, fmt.Errorf("accounts: %w", err)
	}
	for i := range rows {
		if err := json.Unmarshal(rows[i].RightsJSON, &rows[i].Rights); err != nil {
			return nil, fmt.Errorf("rights of accounts: %w", err)
		}
	}
	return rows, nil
}

// Members lists accounts by role and name, those with a text in their name or address where one is given.
func (p *Accounts) Members(ctx context.Context, text string) ([]Member, error) {
	return p.members(ctx, 0, text)
}

// Member gives one account.
func (p *Accounts) Member(ctx context.Context, id int64) (*Member, error) {
	rows, err := p.members(ctx, id, "")
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, &domain.Error{
			Kind: domain.Missing, Code: "missing_account", Args: map[string]any{"code": fmt.Sprint(id)},
		}
	}
	return &rows[0], nil
}
