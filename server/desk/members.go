package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
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

const membersQuery = `-- desk.Members
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

func (d *Desk) members(ctx context.Context, id int64, text string) ([]Member, error) {
	rows, err := list[Member](ctx, d, "members", membersQuery, d.Today(), id, text)
	for i := range rows {
		if err == nil {
			err = json.Unmarshal(rows[i].RightsJSON, &rows[i].Rights)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("members: %w", err)
	}
	return rows, nil
}

// Members lists accounts by role and name, those with a text in their name or address where one is given.
func (d *Desk) Members(ctx context.Context, text string) ([]Member, error) {
	return d.members(ctx, 0, text)
}

// Member gives one account.
func (d *Desk) Member(ctx context.Context, id int64) (*Member, error) {
	rows, err := d.members(ctx, id, "")
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

// WithoutLiaison is a state with milestones whose word nobody has today, with the number of statements that wait.
type WithoutLiaison struct {
	State   string      `json:"state" db:"state_code" doc:"code of the government"`
	Name    domain.Text `json:"name" db:"name" doc:"its name"`
	Waiting int         `json:"waiting" db:"waiting" doc:"statements that wait for its word"`
}

// WithoutLiaison lists the states without an active liaison or alternate, the most waiting first.
func (d *Desk) StatesWithoutLiaison(ctx context.Context) ([]WithoutLiaison, error) {
	return list[WithoutLiaison](ctx, d, "states without a liaison", `-- desk.Unheard
		select w.state_code, n.name, count(*) filter (where w.statement_id is not null and w.outcome is null) as waiting
		from worklist w join state_names_on($1) n on n.state_code = w.state_code
		where not exists (select from mandates m join accounts a on a.id = m.account_id
			where m.state_code = w.state_code and m.capacity in ('liaison', 'alternate') and m.from_day <= $1
			and (m.until_day is null or m.until_day > $1) and a.disabled_at is null)
		and not exists (select from standing_on($1) g where g.state_code = w.state_code and g.status = 'left')
		group by w.state_code, n.name order by 3 desc, w.state_code`, d.Today())
}

// Action is a line of the log of acts.
type AuditEntry struct {
	ID         int64     `json:"id" db:"id" doc:"number of the entry"`
	RecordedAt time.Time `json:"recorded_at" db:"recorded_at" doc:"when"`
	Name       string    `json:"name" db:"name" doc:"who"`
	ActingAs   string    `json:"acting_as" db:"acting_as" doc:"as what"`
	Action     string    `json:"action" db:"action" doc:"what, as a code"`
	Subject    string    `json:"subject" db:"subject" doc:"the account that it was about, where it was another one"`
	Detail     string    `json:"detail" db:"detail" doc:"what it was about, as JSON"`
	Request    string    `json:"request" db:"request" doc:"number of the request in the server’s log"`
}

// AuditLog lists what people did, the newest first: those with a text in the name, the act, what it was about
// or the request, before a number where one is given.
func (d *Desk) AuditLog(ctx context.Context, text string, before int64) ([]AuditEntry, error) {
	return list[AuditEntry](ctx, d, "acts", `-- desk.Acts
		select x.id, x.recorded_at, coalesce(a.name, '') as name, x.acting_as, x.action,
			coalesce(s.name, '') as subject, x.detail::text as detail, x.request
		from audit_log x left join accounts a on a.id = x.account_id
			left join accounts s on s.id = x.subject_id and s.id is distinct from x.account_id
		where ($2 = 0 or x.id < $2) and ($1 = '' or x.action = $1
			or normalize_for_search(coalesce(a.name, '')) like '%' || normalize_for_search($1) || '%'
			or x.request = $1 or x.detail ->> 'object' = $1)
		order by x.id desc limit 100`, text, before)
}

// Refusal is how often on a day a request of an account was turned away by its role or rights.
type Refusal struct {
	LastAt  time.Time  `json:"last_at" db:"last_at" doc:"when last"`
	Day     domain.Day `json:"day" db:"day" doc:"the day, of universal time"`
	Name    string     `json:"name" db:"name" doc:"who"`
	Peer    string     `json:"peer" db:"peer" doc:"from which address; empty for what goes beyond the most rows of a day"`
	Method  string     `json:"method" db:"method" doc:"method of the request; empty likewise"`
	Route   string     `json:"route" db:"route" doc:"template of the address, without its values; empty likewise"`
	ByToken bool       `json:"by_token" db:"by_token" doc:"true where it came with a token"`
	Times   int        `json:"times" db:"times" doc:"how often"`
	Code    string     `json:"code" db:"code" doc:"why, the last time, as a code"`
	Request string     `json:"request" db:"request" doc:"number of the last request in the server’s log"`
}

// Refusals lists the hundred newest refusals: those with a text in the name, or one that is their address,
// route, reason or request.
func (d *Desk) Refusals(ctx context.Context, text string) ([]Refusal, error) {
	return list[Refusal](ctx, d, "refusals", `-- desk.Refusals
		select r.last_at, r.day, a.name, r.peer, r.method, r.route, r.by_token, r.times, r.code, r.request
		from refusals r join accounts a on a.id = r.account_id
		where $1 = '' or normalize_for_search(a.name) like '%' || normalize_for_search($1) || '%'
			or $1 in (r.peer, r.route, r.code, r.request)
		order by r.last_at desc, r.id desc limit 100`, text)
}

// Mail is a mail of the outbox as an admin sees it; what it said is for its reader.
type Mail struct {
	ID        int64      `db:"id"`
	To        string     `db:"email"`
	Subject   string     `db:"subject"`
	CreatedAt time.Time  `db:"created_at"`
	DueAt     time.Time  `db:"due_at"`
	Tries     int        `db:"tries"`
	Failure   string     `db:"failure"`
	SentAt    *time.Time `db:"sent_at"`
	Late      bool       `db:"late"` // no longer of use
}

// Mails lists the outbox: what waits first, then the newest that were sent.
func (d *Desk) Mails(ctx context.Context) ([]Mail, error) {
	return list[Mail](ctx, d, "mails", `-- desk.Mails
		select m.id, a.email, m.subject, m.created_at, m.due_at, m.tries, coalesce(m.failure, '') as failure, m.sent_at,
			m.good_until <= $1 as late
		from mails m join accounts a on a.id = m.account_id
		order by m.sent_at is not null, m.id desc limit 200`, d.Now())
}

// Hire adds an account.
// RenameAccount corrects the name of an account's person and an assessor's institution.
// Appoint begins a mandate; without a capacity it lets the account reach a state from today, which has
// neither days nor a reason.
func AddRight(ctx context.Context, w *ledger.Writer, m tracker.NewMandate, reason string) error {
	switch {
	case m.Capacity != "":
		return tracker.Appoint(ctx, w, m, reason)
	case m.From != "":
		return domain.NotAsked("from")
	case m.Until != "":
		return domain.NotAsked("until")
	case reason != "":
		return domain.NotAsked("reason")
	}
	return tracker.GiveScope(ctx, w, m.Account, m.State)
}

// EndRight ends a mandate or a scope today.
func EndRight(ctx context.Context, w *ledger.Writer, kind string, id int64) error {
	if kind == "mandate" {
		return tracker.EndMandate(ctx, w, id)
	}
	return tracker.EndScope(ctx, w, id)
}

// Dismiss closes an account.
