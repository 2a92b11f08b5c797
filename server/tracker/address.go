package tracker

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Address is a thing that has a page of its own: its word (region, state, commitment, gate, city)
// and its code.
type Address struct {
	Word string `db:"word"`
	Code string `db:"code"`
}

const addressesQuery = `-- tracker.Addresses
select word, code from (
  select 1 as rank, 'region' as word, code from regions
  union all select 2, 'state', code from states
  union all select 3, 'gate', code from gates
  union all select 4, 'commitment', code from commitments
  union all select 5, 'city', code from cities
) a order by rank, code offset $1 limit $2`

// Addresses lists what has a page of its own, limit of them after the first offset.
func (t *Tracker) Addresses(ctx context.Context, offset, limit int) ([]Address, error) {
	list, err := ledger.SelectAll[Address](ctx, t.Public, addressesQuery, offset, limit)
	if err != nil {
		return nil, fmt.Errorf("addresses: %w", err)
	}
	return list, nil
}

const addressCountQuery = `-- tracker.AddressCount
select (select count(*) from regions) + (select count(*) from states) + (select count(*) from gates)
  + (select count(*) from commitments) + (select count(*) from cities)`

// AddressCount says how many things have a page of their own.
func (t *Tracker) AddressCount(ctx context.Context) (int, error) {
	var n int
	if err := t.Public.GetContext(ctx, &n, addressCountQuery); err != nil {
		return 0, fmt.Errorf("addresses: %w", err)
	}
	return n, nil
}

// MaxText is the longest search text, in characters; MaxWords the most words of it.
const (
	MaxText  = 200
	MaxWords = 12
)

// LikeLiteral escapes what LIKE would read as a pattern.
func LikeLiteral(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.TrimSpace(text))
}

// CheckText refuses a search text that is too long to be one.
func CheckText(text string) error {
	if utf8.RuneCountInString(text) > MaxText || len(strings.Fields(text)) > MaxWords {
		return &domain.Error{
			Kind: domain.Invalid, Code: "text_too_long", Field: "q",
			Args: map[string]any{"max": MaxText, "words": MaxWords},
		}
	}
	return nil
}
