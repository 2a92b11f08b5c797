package notify

import (
	"context"
	"fmt"
	"time"

	"jalons/server/ledger"
)

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
func Mails(ctx context.Context, l *ledger.Ledger) ([]Mail, error) {
	list, err := ledger.SelectAll[Mail](ctx, l.Primary, `-- notify.Mails
		select m.id, a.email, m.subject, m.created_at, m.due_at, m.tries, coalesce(m.failure, '') as failure, m.sent_at,
			m.good_until <= $1 as late
		from mails m join accounts a on a.id = m.account_id
		order by m.sent_at is not null, m.id desc limit 200`, l.Now())
	if err != nil {
		return nil, fmt.Errorf("mails: %w", err)
	}
	return list, nil
}
