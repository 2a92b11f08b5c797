package desk

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"jalons/server/tracker"
)

// noticeRest is how long a notice rests before it becomes a mail, so that who takes something back at once
// has bothered nobody; noticeLife is how long such a mail is of use.
const (
	noticeRest = time.Minute
	noticeLife = 14 * 24 * time.Hour
)

// Letter is what a person is written.
type Letter struct{ Subject, Body string }

// Notice is that a statement of somebody was sent back, that an approval of it was revoked, or that one was
// handed over to them.
type Notice struct {
	ID       int64        `db:"id"`
	Account  int64        `db:"account_id"`
	Language string       `db:"language"`
	Kind     string       `db:"kind"`
	Target   string       `db:"target"`
	Title    tracker.Text `db:"title"`
	Silent   bool         `db:"silent"` // the account is invented or closed: nobody is written to
}

const noticesQuery = `-- desk.Notify
select n.id, n.account_id, a.language, n.kind, w.code as target, w.title, a.demonstration or a.disabled_at is not null as silent
from notices n join accounts a on a.id = n.account_id join statements s on s.id = n.statement_id
join work w on w.milestone_id = s.milestone_id and w.indicator_id is not distinct from s.indicator_id or w.deployment_id = s.deployment_id
where n.told_at is null and n.recorded_at <= $1 order by n.id limit 50 for update of n skip locked`

// Notify turns notices that have rested into mails, in the words that write gives, and returns how many
// there were. Several servers may do so at once.
func (d *Desk) Notify(ctx context.Context, write func(Notice) Letter) (told int, err error) {
	err = tracker.InTx(ctx, d.db, func(tx *sqlx.Tx) error {
		var waiting []Notice
		if err := tx.SelectContext(ctx, &waiting, noticesQuery, d.Now().Add(-noticeRest)); err != nil {
			return fmt.Errorf("notices: %w", err)
		}
		for _, n := range waiting {
			if !n.Silent {
				if err := d.post(ctx, tx, n.Account, write(n)); err != nil {
					return err
				}
			}
			if _, err := tx.ExecContext(ctx, `update notices set told_at = $2 where id = $1`, n.ID, d.Now()); err != nil {
				return fmt.Errorf("notice: %w", err)
			}
		}
		told = len(waiting)
		return nil
	})
	return told, err
}

func (d *Desk) post(ctx context.Context, tx *sqlx.Tx, account int64, l Letter) error {
	_, err := tx.ExecContext(ctx, `insert into mails (account_id, subject, body, created_at, due_at, good_until) values ($1, $2, $3, $4, $4, $5)`, account, l.Subject, l.Body, d.Now(), d.Now().Add(noticeLife))
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return nil
}

// Summary is what waits for somebody at the beginning of a week. Old and Escalated are those of Waiting
// that have waited for more than 14 and 30 days; an alternate is told of them as a liaison is, and staff
// of those that have escalated in their states. Approved were in the week before.
type Summary struct {
	Language                 string
	Waiting, Old, Escalated  int // for the person's review
	SentBack, Late, Soon     int // for the person's work
	Dead, Approved, Unworded int // Unworded wait for more than 30 days for a state's word
	Unheard, Ending          int // states without a liaison, delegations that end within 7 days: for admins
}

// Empty says that there is nothing to tell.
func (s Summary) Empty() bool {
	language := s.Language
	return s == Summary{Language: language}
}

type reader struct {
	ID       int64  `db:"id"`
	Language string `db:"language"`
}

// Summarize writes a summary, in the words that write gives, to everybody who has not had that of this
// week and for whom something waits; a week begins on Monday at six, UTC. Whoever joined since has theirs
// the week after. It returns how many were written.
func (d *Desk) Summarize(ctx context.Context, write func(Summary) Letter) (written int, err error) {
	now := d.Now().UTC()
	monday := now.AddDate(0, 0, -(int(now.Weekday())+6)%7)
	week := time.Date(monday.Year(), monday.Month(), monday.Day(), 6, 0, 0, 0, time.UTC)
	if now.Before(week) {
		week = week.AddDate(0, 0, -7)
	}
	readers, err := list[reader](ctx, d, "summaries", `-- desk.Summarize
		select a.id, a.language from accounts a where not a.demonstration and a.disabled_at is null and a.role <> 'assessor' and a.password_hash is not null and a.created_at < $1
		and not exists (select from summaries s where s.account_id = a.id and s.week = $2) order by a.id limit 20`, week, tracker.DayOf(week))
	if err != nil {
		return 0, err
	}
	for _, r := range readers {
		sent, err := d.summarize(ctx, r, tracker.DayOf(week), write)
		if err != nil {
			return written, err
		}
		if sent {
			written++
		}
	}
	return written, nil
}

func (d *Desk) summarize(ctx context.Context, r reader, week tracker.Day, write func(Summary) Letter) (sent bool, err error) {
	s, err := d.summary(ctx, r)
	if err != nil {
		return false, err
	}
	err = tracker.InTx(ctx, d.db, func(tx *sqlx.Tx) error {
		done, err := tx.ExecContext(ctx, `insert into summaries (account_id, week) values ($1, $2) on conflict do nothing`, r.ID, week)
		if err != nil {
			return fmt.Errorf("summary: %w", err)
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 || s.Empty() {
			return err
		}
		sent = true
		return d.post(ctx, tx, r.ID, write(s))
	})
	return sent, err
}

func (d *Desk) summary(ctx context.Context, reader reader) (Summary, error) {
	s := Summary{Language: reader.Language}
	r, err := d.Rights(ctx, reader.ID)
	if err != nil {
		return s, err
	}
	if len(r.Voices) > 0 {
		box, err := d.Inbox(ctx, r)
		if err != nil {
			return s, err
		}
		s.Waiting, s.Old = len(box.Items), box.Old
		for _, a := range box.Items {
			if a.Days > 30 {
				s.Escalated++
			}
		}
	}
	if all, states := keepsOrDeclares(r); all || len(states) > 0 {
		if err := d.summarizeWork(ctx, r, &s); err != nil {
			return s, err
		}
	}
	if r.Role == "admin" {
		unheard, err := d.Unheard(ctx)
		if err != nil {
			return s, err
		}
		s.Unheard = len(unheard)
		err = d.db.GetContext(ctx, &s.Ending, `select count(*) from delegations where revoked_at is null and until_day > $1 and until_day <= $1::date + 7`, d.Today())
		if err != nil {
			return s, fmt.Errorf("delegations: %w", err)
		}
	}
	return s, nil
}

func (d *Desk) summarizeWork(ctx context.Context, r *tracker.Rights, s *Summary) error {
	q, err := d.Queue(ctx, r, "sent_back", 0)
	if err != nil {
		return err
	}
	s.SentBack, s.Late, s.Soon, s.Dead = q.Counts["sent_back"], q.Counts["late"], q.Counts["soon"], q.Counts["dead"]
	all, states := keeps(r)
	const counts = `-- desk.summarizeWork
		select (select count(*) from reviews v join statements t on t.id = v.statement_id where t.author_id = $1 and v.outcome = 'approved' and v.recorded_at > $2),
		  (select count(*) from work w where ($3 or w.state_code = any($4)) and w.said_id is not null and w.outcome is null and w.declared_at < $5)`
	err = d.db.QueryRowxContext(ctx, counts, r.Account, d.Now().AddDate(0, 0, -7), all, pq.Array(states), d.Now().AddDate(0, 0, -30)).Scan(&s.Approved, &s.Unworded)
	if err != nil {
		return fmt.Errorf("summary: %w", err)
	}
	return nil
}
