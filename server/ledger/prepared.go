package ledger

import (
	"context"
	"database/sql"
	"time"

	"github.com/jmoiron/sqlx"
)

// prepared keeps the statements of one transaction that are used more than once, so that a load of
// thousands of rows doesn't have each one planned afresh. They end with the transaction.
type prepared struct {
	tx    *sqlx.Tx
	again map[string]*sqlx.Stmt // nil after the first use
	at    time.Time             // where the clock that the triggers know of was moved
}

func prepare(tx *sqlx.Tx) *prepared { return &prepared{tx: tx, again: map[string]*sqlx.Stmt{}} }

// of gives the prepared statement of a query, nil while it is used for the first time.
func (p *prepared) of(ctx context.Context, query string) (*sqlx.Stmt, error) {
	stmt, used := p.again[query]
	if !used || stmt != nil {
		p.again[query] = stmt
		return stmt, nil
	}
	stmt, err := p.tx.PreparexContext(ctx, query)
	if err != nil {
		return nil, err
	}
	p.again[query] = stmt
	return stmt, nil
}

func (p *prepared) query(ctx context.Context, query string, args ...any) (*sqlx.Rows, error) {
	stmt, err := p.of(ctx, query)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return p.tx.QueryxContext(ctx, query, args...)
	}
	return stmt.QueryxContext(ctx, args...)
}

func (p *prepared) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := p.of(ctx, query)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return p.tx.ExecContext(ctx, query, args...)
	}
	return stmt.ExecContext(ctx, args...)
}

// get reads one value; no row is sql.ErrNoRows.
func (p *prepared) get(ctx context.Context, value any, query string, args ...any) error {
	stmt, err := p.of(ctx, query)
	if err != nil {
		return err
	}
	if stmt == nil {
		return p.tx.GetContext(ctx, value, query, args...)
	}
	return stmt.GetContext(ctx, value, args...)
}
