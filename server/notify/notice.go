package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// noticeRest is how long a notice rests before it becomes a mail, so that who takes something back at once
// has bothered nobody; noticeLife is how long such a mail is of use.
const (
	noticeRest = time.Minute
	noticeLife = 14 * 24 * time.Hour
)

// Notice is that a statement of somebody was sent back, that an approval of it was revoked, or that one was
// handed over to them; or that a delegation which they give or receive was given, begins or has ended.
// Target and Title are those of what the statement is about, else of the state; the rest is a delegation's.
type Notice struct {
	ID       int64       `db:"id"`
	Account  int64       `db:"account_id"`
	Language string      `db:"language"`
	Kind     string      `db:"kind"`
	Target   string      `db:"target"`
	Title    domain.Text `db:"title"`
	From     string      `db:"giver"`
	To       string      `db:"receiver"`
	FromDay  domain.Day  `db:"from_day"`
	UntilDay domain.Day  `db:"until_day"`
	// the account is invented or closed, or what it was about is gone: nobody is written to
	Silent bool `db:"silent"`
}

const noticesQuery = `-- notify.WriteNotices
select n.id, n.account_id, a.language, n.kind, coalesce(w.code, x.state_code, '') as target,
  coalesce(w.title, name.name) as title,
  coalesce(giver.name, '') as giver, coalesce(receiver.name, '') as receiver, x.from_day, x.until_day,
  a.demonstration or a.disabled_at is not null or coalesce(w.title, name.name) is null as silent
from notices n join accounts a on a.id = n.account_id
left join statements s on s.id = n.statement_id
left join worklist w on w.milestone_id = s.milestone_id and w.indicator_id is not distinct from s.indicator_id
  or w.deployment_id = s.deployment_id
left join delegations x on x.id = n.delegation_id left join state_names_on($2) name on name.state_code = x.state_code
left join accounts giver on giver.id = x.from_account_id left join accounts receiver on receiver.id = x.to_account_id
where n.mailed_at is null and n.recorded_at <= $1 order by n.id limit 50 for update of n skip locked`

// turnsQuery finds the delegations that have begun, or ended within a week, of which the two persons have not
// been told; there is one notice of each for either.
const turnsQuery = `-- notify.WriteNotices
insert into notices (account_id, kind, delegation_id, recorded_at)
select who.account, turn.kind, d.id, $2 from delegations d
  cross join lateral (values (d.from_account_id), (d.to_account_id)) who (account)
cross join lateral (select case when d.revoked_at is not null or d.until_day <= $1 then 'delegation_ended'
  when d.from_day <= $1 then 'delegation_began' end, least(d.until_day, d.revoked_at::date)) turn (kind, ended)
where turn.kind is not null and turn.ended > $1::date - 7 on conflict on constraint notices__once do nothing`

// WriteNotices turns notices that have rested into mails, in the words that write gives, and returns how many
// there were. Several servers may do so at once.
func WriteNotices(ctx context.Context, l *ledger.Ledger, write func(Notice) ledger.Letter) (told int, err error) {
	err = ledger.InTx(ctx, l.Primary, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, turnsQuery, l.Today(), l.Now()); err != nil {
			return fmt.Errorf("delegations: %w", err)
		}
		var waiting []Notice
		if err := tx.SelectContext(ctx, &waiting, noticesQuery, l.Now().Add(-noticeRest), l.Today()); err != nil {
			return fmt.Errorf("notices: %w", err)
		}
		for _, n := range waiting {
			if !n.Silent {
				if err := ledger.AddMail(ctx, tx, ledger.NewMail{
					Account: n.Account, Letter: write(n), At: l.Now(), Life: noticeLife,
				}); err != nil {
					return err
				}
			}
			if _, err := tx.ExecContext(
				ctx, `update notices set mailed_at = $2 where id = $1`, n.ID, l.Now(),
			); err != nil {
				return fmt.Errorf("notice: %w", err)
			}
		}
		told = len(waiting)
		return nil
	})
	return told, err
}
