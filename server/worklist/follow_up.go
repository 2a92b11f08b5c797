package worklist

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/lib/pq"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// FollowUp is the programme's own reminder about a state, one of its milestones or a city; never public.
type FollowUp struct {
	ID        int64       `json:"id" db:"id" doc:"number of the follow-up"`
	State     string      `json:"state" db:"state_code" doc:"code of the government"`
	StateName domain.Text `json:"state_name" db:"state_name" doc:"name of the government"`
	Target    string      `json:"target" db:"target" doc:"code of the milestone or city; empty where it is about the government"`
	Action    string      `json:"action" db:"action" doc:"what is to be done next"`
	DueOn     domain.Day  `json:"due_on" db:"due_on" doc:"by which day"`
	Contact   string      `json:"contact" db:"contact" doc:"with whom"`
	Note      string      `json:"note" db:"note" doc:"what was said at the last contact"`
	Due       bool        `json:"due" db:"due" doc:"true where its day has come"`
}

// NewFollowUp is a reminder to be entered; Target is a milestone, a city or empty.
type NewFollowUp struct {
	State, Target, Action string
	DueOn                 domain.Day
	Contact, Note         string
}

// FollowUps lists the open reminders about an account's states, the first due first.
func (l *Worklist) FollowUps(ctx context.Context, r *ledger.Rights) ([]FollowUp, error) {
	all, states := r.KeptStates()
	return list[FollowUp](ctx, l, "follow-ups", `-- worklist.FollowUps
		select f.id, f.state_code, n.name as state_name, coalesce(m.code, f.city_code, '') as target, f.action,
			f.due_on, coalesce(f.contact, '') as contact, coalesce(f.note, '') as note, f.due_on <= $3 as due
		from follow_ups f join state_names_on($3) n on n.state_code = f.state_code
			left join milestones m on m.id = f.milestone_id
		where f.done_at is null and ($1 or f.state_code = any($2)) order by f.due_on, f.id limit 200`,
		all, pq.Array(states), l.Today())
}

func (l *Worklist) dueFollowUps(ctx context.Context, r *ledger.Rights) (n int, err error) {
	all, states := r.KeptStates()
	if err = l.Primary.GetContext(
		ctx, &n,
		`select count(*) from follow_ups where done_at is null and due_on <= $3::date + 7
			and ($1 or state_code = any($2))`,
		all, pq.Array(states), l.Today(),
	); err != nil {
		err = fmt.Errorf("follow-ups: %w", err)
	}
	return n, err
}

// AddFollowUp enters a follow-up and returns its number.
func AddFollowUp(ctx context.Context, w *ledger.Writer, f NewFollowUp) (int64, error) {
	if err := w.Allow(func(r *ledger.Rights) bool { return r.Keeps(f.State) }); err != nil {
		return 0, err
	}
	if f.Action == "" {
		return 0, &domain.Error{Kind: domain.Rule, Code: "action_needed", Field: "action"}
	}
	if f.DueOn == "" {
		return 0, &domain.Error{Kind: domain.Rule, Code: "day_needed", Field: "due_on"}
	}
	id, err := w.Insert(ctx, `-- worklist.AddFollowUp
			insert into follow_ups (state_code, milestone_id, city_code, action, due_on, contact, note, author_id,
				recorded_at)
			select n.code, (select id from milestones m where m.code = $2 and m.state_code = $1),
				(select city_code from deployments d where d.city_code = $2 and d.entity_code = $1), $3, $4,
				nullif($5, ''), nullif($6, ''), $7, $8
			from states n where n.code = $1 and ($2 = ''
				or exists (select from milestones m where m.code = $2 and m.state_code = $1)
				or exists (select from deployments d where d.city_code = $2 and d.entity_code = $1))
			returning id`, f.State, f.Target, f.Action, f.DueOn, f.Contact, f.Note, w.Account, w.Now())
	if errors.Is(err, sql.ErrNoRows) {
		return 0, &domain.Error{
			Kind: domain.Missing, Code: "missing_target", Field: "target",
			Args: map[string]any{"code": cmp.Or(f.Target, f.State)},
		}
	}
	if err != nil {
		return 0, fmt.Errorf("follow-up: %w", err)
	}
	return id, w.Audit(ctx, "reminded", cmp.Or(f.Target, f.State), map[string]any{"follow_up": id})
}

// CompleteFollowUp closes a follow-up as done.
func CompleteFollowUp(ctx context.Context, w *ledger.Writer, id int64) error {
	var state string
	err := w.Get(ctx, &state, `select state_code from follow_ups where id = $1 and done_at is null`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return &domain.Error{Kind: domain.Missing, Code: "missing_follow_up"}
	}
	if err != nil {
		return fmt.Errorf("follow-up: %w", err)
	}
	if err := w.Allow(func(r *ledger.Rights) bool { return r.Keeps(state) }); err != nil {
		return err
	}
	if err := w.Exec(
		ctx, `update follow_ups set done_by = $2, done_at = $3 where id = $1`, id, w.Account, w.Now(),
	); err != nil {
		return fmt.Errorf("follow-up: %w", err)
	}
	return w.Audit(ctx, "completed", state, map[string]any{"follow_up": id})
}
