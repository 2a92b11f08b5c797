package tracker_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// auditEntry is one step of a generated history.
type act struct {
	Kind      string
	Milestone int
	Level     domain.Level
	Day       int // days after the first
}

var generatedLevels = domain.Levels()

func generateAct(t *rapid.T, milestones int) act {
	return act{
		Kind: rapid.SampledFrom([]string{
			"declare", "approve", "approve", "assess", "revoke", "retract", "move", "withdraw",
		}).Draw(t, "kind"),
		Milestone: rapid.IntRange(0, milestones-1).Draw(t, "milestone"),
		Level:     rapid.SampledFrom(generatedLevels).Draw(t, "level"),
		Day:       rapid.IntRange(0, 400).Draw(t, "day"),
	}
}

// history applies generated acts to one commitment; what a rule refuses is left out, as for a person.
type history struct {
	*bench
	code       string
	milestones []string
	statements []int64
	approved   []int64
}

func (h *history) apply(a act) {
	h.t.Helper()
	on := domain.Day("2025-01-01").AddDays(a.Day)
	at := on.End()
	m := h.milestones[a.Milestone]
	switch a.Kind {
	case "declare":
		h.statements = append(h.statements, h.declare(m, a.Level, on, at))
	case "approve":
		id := h.declare(m, a.Level, on, at)
		h.statements = append(h.statements, id)
		h.approve(id, at.Add(time.Hour))
		h.approved = append(h.approved, id)
	case "assess":
		h.assess(m, a.Level, on)
	case "revoke":
		if n := len(h.approved); n > 0 {
			statement := h.approved[n-1]
			h.approved = h.approved[:n-1]
			h.write(func(w *ledger.Writer) error {
				return tracker.Revoke(h.ctx, w.At(at).As(h.state), statement, "erreur")
			})
		}
	case "retract":
		if n := len(h.statements); n > 0 {
			statement := h.statements[n-1]
			h.statements = h.statements[:n-1]
			h.write(func(w *ledger.Writer) error {
				_, err := tracker.Retract(h.ctx, w.At(at).As(h.staff), statement, "erreur", "")
				return err
			})
		}
	case "move":
		// What was withdrawn is not moved any more, nor to the date that it has.
		_ = h.Write(h.ctx, func(w *ledger.Writer) error {
			return tracker.MoveDate(
				h.ctx, w.At(at).As(h.staff), tracker.NewDateMove{Target: m, NewOn: on.AddDays(90), Reason: "money"}, 0,
			)
		})
	case "withdraw":
		// A second withdrawal of one milestone is refused; the first stands.
		_ = h.Write(h.ctx, func(w *ledger.Writer) error {
			return tracker.WithdrawMilestone(
				h.ctx, w.At(at).As(h.staff),
				tracker.NewWithdrawal{Milestone: m, DecidedOn: on, Decision: fr("décision")}, 0,
			)
		})
	}
}

// What is kept equals a recomputation after any history.
func TestKeptEqualsRecomputedAfterAnyHistory(t *testing.T) {
	b := newBench(t)
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 4).Draw(rt, "milestones")
		h := newHistory(b, n)
		for range rapid.IntRange(1, 8).Draw(rt, "acts") {
			h.apply(generateAct(rt, n))
		}
		differences, err := b.VerifyTotals(b.ctx)
		if err != nil || len(differences) > 0 {
			rt.Fatalf("%v %v", err, differences)
		}
	})
}

func newHistory(b *bench, n int) *history {
	due := make([]domain.Day, n)
	for i := range due {
		due[i] = domain.Day("2025-06-30").AddDays(30 * i)
	}
	code, milestones := b.commitment("TN", due...)
	return &history{bench: b, code: code, milestones: milestones}
}

// pooledLevel asks the one implementation for the level of n parts.
func (b *bench) pooledLevel(levels []domain.Level) domain.Level {
	b.t.Helper()
	var completed, high, unknown, begun int
	for _, level := range levels {
		switch level {
		case "":
			unknown++
		case "completed":
			completed++
			fallthrough
		case "substantial":
			high++
			fallthrough
		case "limited":
			begun++
		}
	}
	var level domain.Level
	if err := b.db.Owner.GetContext(
		b.ctx, &level, `select coalesce(pooled_level($1, $2, $3, $4, $5), '')`, len(levels), completed, high, unknown,
		begun,
	); err != nil {
		b.t.Fatal(err)
	}
	return level
}

// rank orders levels; unknown is below all, so that telling it never lowers anything.
func rank(level domain.Level) int {
	for i, l := range append([]domain.Level{"unknown"}, generatedLevels...) {
		if l == level {
			return i
		}
	}
	return -1
}

// Raising one level, or telling an unknown one, never lowers a commitment's level.
func TestRaisingNeverLowers(t *testing.T) {
	b := newBench(t)
	rapid.Check(t, func(rt *rapid.T) {
		levels := rapid.SliceOfN(
			rapid.SampledFrom(append([]domain.Level{""}, generatedLevels...)), 1, 12,
		).Draw(rt, "levels")
		which := rapid.IntRange(0, len(levels)-1).Draw(rt, "which")
		before := b.pooledLevel(levels)
		raised := slices.Clone(levels)
		if levels[which] == "" {
			raised[which] = rapid.SampledFrom(generatedLevels).Draw(rt, "told")
		} else {
			raised[which] = generatedLevels[min(rank(levels[which])-1+rapid.IntRange(0, 2).Draw(rt, "by"), 3)]
		}
		if after := b.pooledLevel(raised); rank(after) < rank(before) {
			rt.Fatalf("%q to %q lowers %s to %s", levels, raised, before, after)
		}
	})
}

// The order in which rows are recorded changes nothing at equal effective days and times.
func TestOrderOfRecordingChangesNothing(t *testing.T) {
	b := newBench(t)
	rapid.Check(t, func(rt *rapid.T) {
		days := rapid.Permutation([]int{0, 10, 20, 30}).Draw(rt, "order")
		level := map[int]domain.Level{}
		for _, day := range days {
			level[day] = rapid.SampledFrom(generatedLevels).Draw(rt, fmt.Sprint("level", day))
		}
		read := func(order []int) tracker.Sources {
			_, m := b.commitment("BJ", "2025-12-31")
			for _, day := range order {
				on := domain.Day("2025-01-01").AddDays(day)
				b.approve(b.declare(m[0], level[day], on, noon.Add(-time.Hour)), noon)
			}
			found, err := b.Milestone(b.ctx, m[0])
			if err != nil {
				rt.Fatal(err)
			}
			return found.Levels
		}
		if a, z := read(days), read([]int{0, 10, 20, 30}); a != z {
			rt.Fatalf("%v by %v, %v in order", a, days, z)
		}
	})
}
