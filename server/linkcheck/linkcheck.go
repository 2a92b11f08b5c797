// Package linkcheck finds out whether the links that are cited as evidence still lead somewhere. It asks politely: one
// link of a host at a time, with the pause of its job between two.
package linkcheck

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Every is the pause between two rounds, and so between two links of one host. A round asks for linksMost.
const (
	Every     = time.Minute
	linksMost = 20
)

// A link is asked for every week, and every day while it fails. It is dead once it failed deadFailures times in a row
// over deadDays: a week-end's maintenance, or a certificate renewed late, is no death.
const (
	aliveRest    = 7 * 24 * time.Hour
	failedRest   = 24 * time.Hour
	deadFailures = 4
	deadDays     = 3
)

// Checker checks the links of one database.
type Checker struct {
	ledger    *ledger.Ledger
	client    *http.Client
	userAgent string
}

// New gives a checker that says where it comes from and dials only what control allows, which outside of tests is
// PublicOnly.
func New(l *ledger.Ledger, origin string, control Control) *Checker {
	return &Checker{ledger: l, client: newClient(control), userAgent: "Jalons link checker (+" + origin + ")"}
}

// checked is a link and what came of asking for it.
type checked struct {
	Key string `db:"url_sha256"`
	URL string `db:"url"`
	outcome
}

// Check does one round: it asks for the links that are due, one after the other, and writes down what came of it.
func (c *Checker) Check(ctx context.Context) error {
	links, err := c.claim(ctx)
	if err != nil || len(links) == 0 {
		return err
	}
	for i := range links {
		links[i].outcome = c.ask(ctx, links[i].URL)
	}
	if links, err = c.withWitness(ctx, links); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err() // what was broken off says nothing; they are due again in a day
	}
	return c.ledger.Write(ctx, func(w *ledger.Writer) error {
		for _, link := range links {
			if err := record(ctx, w, link); err != nil {
				return fmt.Errorf("link: %w", err)
			}
		}
		return nil
	})
}

// citedQuery are the links of evidence that stands and isn't invented.
const citedQuery = `select e.url from evidence e where e.url is not null
	and not exists (select from retractions r where r.statement_id = e.statement_id)
	and not exists (select from invented_statements i where i.id = e.statement_id)`

const registerQuery = `-- linkcheck.claim
insert into link_checks (url_sha256, url, host, due_at)
select distinct encode(sha256(convert_to(c.url, 'UTF8')), 'hex'), c.url,
	lower(substring(c.url from '^https?://([^/?#]+)')), $1::timestamptz
from (` + citedQuery + `) c where not exists (select from link_checks k where k.url = c.url)
on conflict do nothing`

const forgetQuery = `-- linkcheck.claim
delete from link_checks k where k.due_at <= $1 and not exists (` + citedQuery + ` and e.url = k.url)`

// claimQuery takes what is due longest, one link of each host that was left alone long enough. It is due again in a day
// if this round never ends.
const claimQuery = `-- linkcheck.claim
with each_host as (select distinct on (k.host) k.url_sha256, k.due_at from link_checks k
	where k.due_at <= $1
		and not exists (select from link_checks o
			where o.host = k.host and o.checked_at > $1::timestamptz - $2::interval)
	order by k.host, k.due_at, k.url_sha256),
round as (select url_sha256 from each_host order by due_at, url_sha256 limit $3)
update link_checks k set checked_at = $1, due_at = $4 from round
where k.url_sha256 = round.url_sha256 and k.due_at <= $1 returning k.url_sha256, k.url`

func (c *Checker) claim(ctx context.Context) (links []checked, err error) {
	now := c.ledger.Now()
	err = ledger.InTx(ctx, c.ledger.Primary, func(tx *sqlx.Tx) error {
		for _, query := range []string{registerQuery, forgetQuery} {
			if _, err := tx.ExecContext(ctx, query, now); err != nil {
				return err
			}
		}
		links = nil
		return tx.SelectContext(
			ctx, &links, claimQuery, now, fmt.Sprintf("%d seconds", int(Every.Seconds())), linksMost,
			now.Add(failedRest),
		)
	})
	if err != nil {
		return nil, fmt.Errorf("links: %w", err)
	}
	return links, nil
}

// withWitness tells a dead host from a server that has no line. Where nobody answered in a round, a link of another
// host that answered before is asked for as well; if it doesn't answer either, the round says nothing about anybody.
func (c *Checker) withWitness(ctx context.Context, links []checked) ([]checked, error) {
	answered := func(l checked) bool { return l.answered }
	if slices.ContainsFunc(links, answered) ||
		!slices.ContainsFunc(links, func(l checked) bool { return l.verdict == silent }) {
		return links, nil
	}
	var witness []checked
	err := ledger.InTx(ctx, c.ledger.Primary, func(tx *sqlx.Tx) error {
		return tx.SelectContext(ctx, &witness, `-- linkcheck.withWitness
			update link_checks set checked_at = $1 where url_sha256 = (select k.url_sha256 from link_checks k
				where k.answered_at is not null and k.failures = 0 and not exists (select from link_checks o
					where o.host = k.host and o.checked_at > $1::timestamptz - $2::interval)
				order by k.answered_at desc, k.url_sha256 limit 1)
			returning url_sha256, url`, c.ledger.Now(), fmt.Sprintf("%d seconds", int(Every.Seconds())))
	})
	if err != nil {
		return nil, fmt.Errorf("links: %w", err)
	}
	for i := range witness {
		witness[i].outcome = c.ask(ctx, witness[i].URL)
	}
	links = append(links, witness...)
	if !slices.ContainsFunc(links, answered) {
		for i := range links {
			links[i].verdict = unsure
		}
	}
	return links, nil
}

// record writes down what came of one link.
func record(ctx context.Context, w *ledger.Writer, link checked) error {
	switch link.verdict {
	case alive:
		return recordAlive(ctx, w, link)
	case gone, silent:
		return recordFailure(ctx, w, link)
	}
	return w.Exec(ctx, `-- linkcheck.record
		update link_checks set answered_at = case when $2 then $3 else answered_at end,
			due_at = case when failures > 0 then $4::timestamptz else $5 end where url_sha256 = $1`,
		link.Key, link.answered, w.Now(), w.Now().Add(failedRest), w.Now().Add(aliveRest))
}

func recordAlive(ctx context.Context, w *ledger.Writer, link checked) error {
	err := w.Exec(ctx, `-- linkcheck.recordAlive
		update link_checks set failures = 0, failing_since = null, answered_at = $2, due_at = $3 where url_sha256 = $1`,
		link.Key, w.Now(), w.Now().Add(aliveRest))
	if err != nil {
		return err
	}
	return w.Exec(ctx, `update evidence set seen_alive_on = $2, dead_since = null where url = $1`, link.URL,
		domain.DayOf(w.Now()))
}

// recordFailure counts a failure. A link that is dead by now is so since the first of them.
func recordFailure(ctx context.Context, w *ledger.Writer, link checked) error {
	var failing struct {
		Since domain.Day `db:"failing_since"`
		Dead  bool       `db:"dead"`
	}
	err := w.Get(ctx, &failing, `-- linkcheck.recordFailure
		update link_checks set failures = failures + 1, failing_since = coalesce(failing_since, $2::date),
			answered_at = case when $3 then $4 else answered_at end
		where url_sha256 = $1 returning failing_since, failures >= $5 and $2::date - failing_since >= $6 as dead`,
		link.Key, domain.DayOf(w.Now()), link.answered, w.Now(), deadFailures, deadDays)
	if err != nil || !failing.Dead {
		return err
	}
	if err := w.Exec(
		ctx, `update link_checks set due_at = $2 where url_sha256 = $1`, link.Key, w.Now().Add(aliveRest),
	); err != nil {
		return err
	}
	return w.Exec(ctx, `update evidence set dead_since = $2 where url = $1 and dead_since is null`, link.URL,
		failing.Since)
}
