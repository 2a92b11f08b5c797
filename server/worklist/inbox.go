package worklist

import (
	"context"
	"slices"

	"github.com/lib/pq"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// Awaiting is a statement that waits for its state's answer, with its evidence and whether it may be
// approved with others at once.
type Awaiting struct {
	Item
	Proofs []Proof   `json:"proofs" doc:"its evidence"`
	Days   int       `json:"days" doc:"days since it was recorded"`
	Way    string    `json:"way" doc:"as what the caller may answer: state, countersigned or delegation; empty where it is the caller's own"`
	Handed *Handover `json:"handed_over" doc:"that one reviewer asked another to answer it; null where none did"`
	Alone  string    `json:"alone" doc:"why it is not approved with others at once: own, no_evidence, downgrade or first_completed; empty where it may be"`
}

// Inbox is what waits for an account's word, grouped by commitment, the oldest first, and what was
// answered last for the same states.
type Inbox struct {
	Items    []Awaiting
	Old      int    // those that wait for more than 14 days
	Answered []Item // the newest answers, at most ten
}

// voices gives the states that an account may answer for, and the commitments that it may by delegation.
func voices(r *ledger.Rights) (states, commitments []string) {
	states, commitments = []string{}, []string{}
	for _, v := range r.Mandates {
		if v.Commitment == "" {
			states = append(states, v.State)
		} else {
			commitments = append(commitments, v.Commitment)
		}
	}
	return states, commitments
}

const reachable = ` (w.state_code = any($3) or w.commitment_code = any($4))`

// The first completed of a commitment, a level below the approved one, and what has no evidence are read
// one by one.
const inboxQuery = `-- worklist.Inbox` + columns + ` where` + reachable + `
	and w.statement_id is not null and w.outcome is null
	and not w.outside
order by min(w.declared_at) over (partition by case w.kind when 'city' then w.code else w.commitment_code end),
  w.commitment_code, w.declared_at, w.code limit 300`

const answeredQuery = `-- worklist.Inbox answered` + columns + ` where` + reachable + ` and w.outcome is not null
	order by w.reviewed_at desc limit 10`

const completedQuery = `-- worklist.awaiting completed
select distinct w.commitment_code from worklist w where w.commitment_code = any($1) and w.approved = 'completed'`

// Inbox gives what waits for an account's word.
func (l *Worklist) Inbox(ctx context.Context, r *ledger.Rights) (*Inbox, error) {
	states, commitments := voices(r)
	args := []any{l.Today(), r.Account, pq.Array(states), pq.Array(commitments)}
	items, err := list[Item](ctx, l, "inbox", inboxQuery, args...)
	if err != nil {
		return nil, err
	}
	box := &Inbox{}
	if box.Items, err = l.awaiting(ctx, r, items); err != nil {
		return nil, err
	}
	for _, i := range box.Items {
		if i.Days > 14 {
			box.Old++
		}
	}
	box.Answered, err = list[Item](ctx, l, "inbox", answeredQuery, args...)
	return box, err
}

// AwaitingReview lists what waits for a state's answer, by code.
func (l *Worklist) AwaitingReview(ctx context.Context, r *ledger.Rights, state string) ([]Item, error) {
	return list[Item](ctx, l, "awaiting review", `-- worklist.AwaitingReview`+columns+`
		where w.state_code = $3 and w.statement_id is not null and w.outcome is null and not w.outside
		order by w.code`, l.Today(), r.Account, state)
}

// awaiting adds to items what their reviewer wants to know.
func (l *Worklist) awaiting(ctx context.Context, r *ledger.Rights, items []Item) ([]Awaiting, error) {
	statements, commitments := make([]int64, len(items)), make([]string, len(items))
	for i, item := range items {
		statements[i], commitments[i] = item.Statement, item.Commitment
	}
	proofs, err := l.proofs(ctx, statements)
	if err != nil {
		return nil, err
	}
	handed, err := l.handovers(ctx, r, statements)
	if err != nil {
		return nil, err
	}
	completed, err := list[string](ctx, l, "inbox", completedQuery, pq.Array(commitments))
	if err != nil {
		return nil, err
	}
	begun := map[string]bool{}
	for _, code := range completed {
		begun[code] = true
	}
	list := make([]Awaiting, len(items))
	for i, item := range items {
		list[i] = Awaiting{
			Item: item, Proofs: proofs[item.Statement], Way: string(r.Reviews(item.State, item.Commitment)),
			Handed: handed[item.Statement],
		}
		if item.DeclaredAt != nil {
			list[i].Days = domain.DayOf(*item.DeclaredAt).DaysUntil(l.Today())
		}
		list[i].Alone = list[i].alone(begun[item.Commitment])
	}
	return list, nil
}

// alone says why a statement is answered by itself.
func (a *Awaiting) alone(begun bool) string {
	switch {
	case a.Mine:
		a.Way = ""
		return "own"
	case len(a.Proofs) == 0 && !(a.Confirmed && a.Declared == a.Approved):
		return "no_evidence"
	case a.Setback || lower(a.Declared, a.Approved):
		return "downgrade"
	case domain.Level(a.Declared) == domain.LevelCompleted && !begun:
		return "first_completed"
	}
	return ""
}

// lower says that a level or stage stands below another of the same scale.
func lower(now, before string) bool {
	if rank := tracker.Rank(domain.Level(now)); rank > 0 {
		return rank < tracker.Rank(domain.Level(before))
	}
	step := slices.Index(domain.Ladder(), domain.Stage(now))
	return step >= 0 && step < slices.Index(domain.Ladder(), domain.Stage(before))
}
