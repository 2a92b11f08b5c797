package worklist

import (
	"context"

	"github.com/lib/pq"

	"jalons/server/ledger"
)

// Colleague is somebody else who may answer for a state.
type Colleague struct {
	ID       int64  `db:"id"`
	Name     string `db:"name"`
	Capacity string `db:"capacity"`
}

// colleagues lists who else may answer the statement that an account reads; its author may not.
func (l *Worklist) colleagues(ctx context.Context, r *ledger.Rights, reading *Reading) ([]Colleague, error) {
	return list[Colleague](ctx, l, "colleagues", `-- worklist.colleagues
		select a.id, a.name, min(v.capacity) as capacity from (
		  select m.account_id, m.capacity from mandates m
		  where m.state_code = $1 and m.from_day <= $3 and (m.until_day is null or m.until_day > $3)
		  union all select g.to_account_id, 'delegate' from delegations g
		  where g.state_code = $1 and (g.commitment_code is null or g.commitment_code = $2) and g.from_day <= $3
		    and g.until_day > $3 and g.revoked_at is null
		    and has_mandate(g.from_account_id, $1, $3, array['liaison', 'alternate'])) v
		join accounts a on a.id = v.account_id
		where a.disabled_at is null and a.id <> $4 and a.id <> (select s.author_id from statements s where s.id = $5)
		group by a.id, a.name order by a.name, a.id`,
		reading.State, reading.Commitment, l.Today(), r.Account, reading.Now.ID)
}

// Handover is that one reviewer asked another to answer a statement.
type Handover struct {
	Statement int64  `json:"-" db:"statement_id"`
	From      string `json:"from" db:"from_name" doc:"who asked"`
	To        string `json:"to" db:"to_name" doc:"who was asked"`
	Mine      bool   `json:"mine" db:"mine" doc:"true where the caller was asked"`
	Note      string `json:"note" db:"note" doc:"what was written with it"`
}

// handovers gives the newest handover of statements, by statement.
func (l *Worklist) handovers(ctx context.Context, r *ledger.Rights, statements []int64) (map[int64]*Handover, error) {
	rows, err := list[Handover](ctx, l, "handovers", `-- worklist.handovers
		select distinct on (h.statement_id) h.statement_id, f.name as from_name, t.name as to_name,
			h.to_account_id = $2 as mine, coalesce(h.note, '') as note
		from handovers h join accounts f on f.id = h.from_account_id join accounts t on t.id = h.to_account_id
		where h.statement_id = any($1) order by h.statement_id, h.id desc`, pq.Array(statements), r.Account)
	of := map[int64]*Handover{}
	for i := range rows {
		of[rows[i].Statement] = &rows[i]
	}
	return of, err
}
