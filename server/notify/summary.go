package notify

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/worklist"
)

// Summary is what waits for somebody. Old and Escalated are those of Waiting that have waited for more than
// 14 and 30 days; an alternate is told of them as a liaison is, and staff of those that have escalated in
// their states. In a Reminder stand only those that have come to wait so long since the letter before.
type Summary struct {
	Language                string
	Reminder                bool
	Waiting, Old, Escalated int // for the person's review
	SentBack, Late, Soon    int // for the person's work
	// Approved were since the summary before; Unworded wait for more than 30 days for a state's word
	Dead, Approved, Unworded int
	WithoutLiaison, Ending   int // states without a liaison, delegations that end within 7 days: for admins
}

// Empty says that there is nothing to tell.
func (s Summary) Empty() bool { return s == Summary{Language: s.Language, Reminder: s.Reminder} }

// Days after which what waits is old, and after which it escalates.
const (
	oldAfter      = 14
	escalateAfter = 30
)

// reader is somebody who is written to; Last is the day of the letter before.
type reader struct {
	ID       int64      `db:"id"`
	Language string     `db:"language"`
	Summary  string     `db:"summary"`
	Last     domain.Day `db:"last"`
}

const readersQuery = `-- notify.WriteSummaries
select a.id, a.language, a.summary, max(s.day) as last from accounts a left join summaries s on s.account_id = a.id
where not a.demonstration and a.disabled_at is null and a.role <> 'assessor' and a.password_hash is not null
  and a.created_at < $1
group by a.id having coalesce(max(s.day) < $2, true) order by a.id limit 20`

// WriteSummaries writes to everybody who has not been written to this day, which begins at six, UTC: a summary, in
// the words that write gives, on Mondays or as often as they chose, and a reminder on any other day where
// something has come to wait for more than 14 or 30 days. Who has nothing to do is not written to, and who
// joined since has theirs the next time. It returns how many were written; there may be more.
func WriteSummaries(
	ctx context.Context, work *worklist.Worklist, write func(Summary) ledger.Letter,
) (written int, err error) {
	begun := work.Now().UTC().Add(-6 * time.Hour).Truncate(24 * time.Hour)
	day := domain.DayOf(begun)
	readers, err := ledger.SelectAll[reader](ctx, work.Primary, readersQuery, begun.Add(6*time.Hour), day)
	if err != nil {
		return 0, fmt.Errorf("summaries: %w", err)
	}
	for _, r := range readers {
		sent, err := summarize(ctx, work, r, day, write)
		if err != nil {
			return written, err
		}
		if sent {
			written++
		}
	}
	return written, nil
}

func summarize(
	ctx context.Context, work *worklist.Worklist, r reader, day domain.Day, write func(Summary) ledger.Letter,
) (sent bool, err error) {
	s, err := summary(ctx, work, r, day)
	if err != nil {
		return false, err
	}
	err = ledger.InTx(ctx, work.Primary, func(tx *sqlx.Tx) error {
		done, err := tx.ExecContext(
			ctx, `insert into summaries (account_id, day) values ($1, $2) on conflict do nothing`, r.ID, day,
		)
		if err != nil {
			return fmt.Errorf("summary: %w", err)
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err // another server has written it
		}
		if _, err := tx.ExecContext(
			ctx, `delete from summaries where account_id = $1 and day < $2::date - 30`, r.ID, day,
		); err != nil {
			return fmt.Errorf("summary: %w", err)
		}
		if s.Empty() {
			return nil
		}
		sent = true
		return ledger.AddMail(ctx, tx, ledger.NewMail{
			Account: r.ID, Letter: write(s), At: work.Now(), Life: noticeLife,
		})
	})
	return sent, err
}

// due says whether a reader has a whole summary this day, or a reminder at most.
func (r reader) due(day domain.Day) bool {
	monday := day.AddDays(-(int(day.Time().Weekday()) + 6) % 7)
	return r.Summary == "daily" || r.Summary == "weekly" && r.Last < monday
}

func summary(ctx context.Context, work *worklist.Worklist, reader reader, day domain.Day) (Summary, error) {
	r, err := work.Rights(ctx, reader.ID)
	if err != nil {
		return Summary{}, err
	}
	last := domain.Day(cmp.Or(string(reader.Last), string(day.AddDays(-1))))
	if !reader.due(day) {
		return reminder(ctx, work, r, reader.Language, last)
	}
	s := Summary{Language: reader.Language}
	if len(r.Mandates) > 0 {
		box, err := work.Inbox(ctx, r)
		if err != nil {
			return s, err
		}
		s.Waiting, s.Old, s.Escalated = len(box.Items), box.Old, since(box, escalateAfter, -1)
	}
	if all, states := r.WorkedStates(); all || len(states) > 0 {
		days := 7
		if reader.Summary == "daily" {
			days = 1
		}
		if err := summarizeWork(ctx, work, r, days, &s); err != nil {
			return s, err
		}
	}
	return s, summarizeOffice(ctx, work, r, &s)
}

// since counts what has waited in an inbox for more than after days, and did not yet so many days ago; all of
// it where ago is negative.
func since(box *worklist.Inbox, after, ago int) (n int) {
	for _, a := range box.Items {
		if a.Days > after && (ago < 0 || a.Days-ago <= after) {
			n++
		}
	}
	return n
}

// reminder is what has come to wait for more than 14 or 30 days since the last letter.
func reminder(
	ctx context.Context, work *worklist.Worklist, r *ledger.Rights, language string, last domain.Day,
) (Summary, error) {
	s, ago := Summary{Language: language, Reminder: true}, last.DaysUntil(work.Today())
	if len(r.Mandates) > 0 {
		box, err := work.Inbox(ctx, r)
		if err != nil {
			return s, err
		}
		s.Old, s.Escalated = since(box, oldAfter, ago), since(box, escalateAfter, ago)
	}
	all, states := r.KeptStates()
	if !all && len(states) == 0 {
		return s, nil
	}
	const count = `-- notify.reminder
		select count(*) from worklist w where ($1 or w.state_code = any($2)) and w.statement_id is not null
			and w.outcome is null
			and not w.outside
		and $3::date - (w.declared_at at time zone 'UTC')::date > $4
			and $3::date - (w.declared_at at time zone 'UTC')::date - $5 <= $4`
	if err := work.Primary.GetContext(
		ctx, &s.Unworded, count, all, pq.Array(states), work.Today(), escalateAfter, ago,
	); err != nil {
		return s, fmt.Errorf("reminder: %w", err)
	}
	return s, nil
}

// summarizeOffice adds what administrators look after.
func summarizeOffice(ctx context.Context, work *worklist.Worklist, r *ledger.Rights, s *Summary) error {
	if r.Role != "admin" {
		return nil
	}
	without, err := work.StatesWithoutLiaison(ctx)
	if err != nil {
		return err
	}
	s.WithoutLiaison = len(without)
	err = work.Primary.GetContext(
		ctx, &s.Ending,
		`select count(*) from delegations where revoked_at is null and until_day > $1 and until_day <= $1::date + 7`,
		work.Today(),
	)
	if err != nil {
		return fmt.Errorf("delegations: %w", err)
	}
	return nil
}

func summarizeWork(ctx context.Context, work *worklist.Worklist, r *ledger.Rights, days int, s *Summary) error {
	q, err := work.Part(ctx, r, "sent_back", 0)
	if err != nil {
		return err
	}
	s.SentBack, s.Late, s.Soon, s.Dead = q.Counts["sent_back"], q.Counts["late"], q.Counts["soon"], q.Counts["dead"]
	all, states := r.KeptStates()
	const counts = `-- notify.summarizeWork
		select (select count(*) from reviews v join statements t on t.id = v.statement_id
			where t.author_id = $1 and v.outcome = 'approved' and v.recorded_at > $2),
		  (select count(*) from worklist w where ($3 or w.state_code = any($4)) and w.statement_id is not null
		    and w.outcome is null and not w.outside and $5::date - (w.declared_at at time zone 'UTC')::date > $6)`
	err = work.Primary.QueryRowxContext(
		ctx, counts, r.Account, work.Now().AddDate(0, 0, -days), all, pq.Array(states), work.Today(), escalateAfter,
	).Scan(&s.Approved, &s.Unworded)
	if err != nil {
		return fmt.Errorf("summary: %w", err)
	}
	return nil
}
