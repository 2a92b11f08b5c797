package app

import (
	"context"
	"log/slog"
	"time"

	"jalons/server/database"
	"jalons/server/web"
)

// handingOn are functions that are given a statement by others, after whom it is called where it has no name itself.
func handingOn() []string {
	return []string{
		"ledger.query", "ledger.exec", "ledger.get", "ledger.of", "ledger.Get", "ledger.Insert", "ledger.Exec",
		"ledger.Affect", "ledger.Query", "ledger.Select", "ledger.GetOrMissing", "ledger.Require",
		"ledger.ExecOrMissing", "ledger.ExecOrStale", "ledger.InsertOrMissing", "ledger.SelectAll",
		"ledger.CheckCursor", "ledger.Total", "ledger.GetContext", "ledger.QueryContext", "ledger.QueryRowxContext",
		"ledger.QueryxContext", "importer.bulk", "importer.bulkCodes", "tracker.oneFile",
	}
}

// slowStatements logs statements that take longer than over by their names, with the request that waits for them.
func slowStatements(over time.Duration, log *slog.Logger) database.Watch {
	return database.Watch{Over: over, Through: handingOn(),
		Tell: func(ctx context.Context, statement string, took time.Duration) {
			attrs := []slog.Attr{slog.String("statement", statement), slog.Duration("took", took)}
			if request := web.RequestID(ctx); request != "" {
				attrs = append(attrs, slog.String("request", request))
			}
			log.LogAttrs(ctx, slog.LevelWarn, "slow statement", attrs...)
		}}
}

// watched gives the limits of pools that tell of their slow statements.
func (p pools) watched(by database.Watch) pools {
	for _, limits := range []*database.Limits{&p.owner, &p.write, &p.read, &p.bulk, &p.files} {
		limits.Watch = by
	}
	return p
}
