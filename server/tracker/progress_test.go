package tracker_test

import (
	"fmt"
	"testing"
	"time"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// levels are the letters of the formula's vectors.
var levels = map[rune]domain.Level{'C': "completed", 'S': "substantial", 'L': "limited", 'N': "not_started"}

const may, june = domain.Day("2025-05-20"), domain.Day("2025-06-20")

// vector is a case of formula F1: what is done to the milestones of one commitment, and what each
// voice then reads as completed/N level.
type vector struct {
	name       string
	milestones int
	act        func(b *bench, m []string)
	d, r, i    string
}

func each(letters string, act func(b *bench, milestone string, level domain.Level)) func(*bench, []string) {
	return func(b *bench, m []string) {
		for n, letter := range letters {
			if level, ok := levels[letter]; ok {
				act(b, m[n], level)
			}
		}
	}
}

func approvedAs(b *bench, m string, level domain.Level) { b.approved(m, level, may) }

var vectors = []vector{
	{"four approved C", 4, each("CCCC", approvedAs), "4/4 completed", "4/4 completed", "not_assessed"},
	{"no milestones", 0, each("", approvedAs), "0/0 none", "0/0 none", "none"},
	{"three without statement", 3, each("---", approvedAs), "0/3 unknown", "0/3 unknown", "not_assessed"},
	{"approved C C S N", 4, each("CCSN", approvedAs), "2/4 substantial", "2/4 substantial", "not_assessed"},
	{"approved L, two without", 3, each("L--", approvedAs), "0/3 unknown", "0/3 unknown", "not_assessed"},
	{"declared C C L, none approved", 3, each("CCL", func(b *bench, m string, level domain.Level) {
		b.declare(m, level, may, noon)
	}), "2/3 substantial", "0/3 unknown", "not_assessed"},
	{"approved C, one withdrawn by decision in time", 2, func(b *bench, m []string) {
		b.approved(m[0], "completed", may)
		b.withdraw(m[1], "2025-06-30")
	}, "1/1 completed", "1/1 completed", "not_assessed"},
	{"approved C, one withdrawn late", 2, func(b *bench, m []string) {
		b.approved(m[0], "completed", may)
		b.withdraw(m[1], "2026-02-01")
	}, "1/2 substantial", "1/2 substantial", "not_assessed"},
	{"approved C, one withdrawn without a decision", 2, func(b *bench, m []string) {
		b.approved(m[0], "completed", may)
		b.withdraw(m[1], "")
	}, "1/2 substantial", "1/2 substantial", "not_assessed"},
	{"newest declared C over an older approved L", 1, func(b *bench, m []string) {
		b.approved(m[0], "limited", may)
		b.declare(m[0], "completed", june, noon)
	}, "1/1 completed", "0/1 limited", "not_assessed"},
	{"newer declared L over an older approved C", 1, func(b *bench, m []string) {
		b.approved(m[0], "completed", may)
		b.declare(m[0], "limited", june, noon)
	}, "0/1 limited", "1/1 completed", "not_assessed"},
	{"newest assessed L over older declared and approved C", 1, func(b *bench, m []string) {
		b.approved(m[0], "completed", may)
		b.assess(m[0], "limited", june)
	}, "1/1 completed", "1/1 completed", "0/1 limited"},
	{"approved C effective June, approved L effective May, approved later", 1, func(b *bench, m []string) {
		b.approve(b.declare(m[0], "completed", june, noon.Add(-2*time.Hour)), noon.Add(-time.Hour))
		b.approve(b.declare(m[0], "limited", may, noon.Add(-2*time.Hour)), noon)
	}, "1/1 completed", "1/1 completed", "not_assessed"},
	{"approved C, approval revoked, before it approved L", 1, func(b *bench, m []string) {
		b.approved(m[0], "limited", may)
		statement := b.declare(m[0], "completed", june, noon.Add(-2*time.Hour))
		b.approve(statement, noon.Add(-time.Hour))
		b.write(func(w *ledger.Writer) error { return tracker.Revoke(b.ctx, w.As(b.state), statement, "erreur") })
	}, "1/1 completed", "0/1 limited", "not_assessed"},
	{"retracted C over an approved L", 1, func(b *bench, m []string) {
		b.approved(m[0], "limited", may)
		statement := b.declare(m[0], "completed", june, noon.Add(-2*time.Hour))
		b.write(func(w *ledger.Writer) error {
			_, err := tracker.Retract(b.ctx, w.As(b.staff), statement, "mauvais jalon", "")
			return err
		})
	}, "0/1 limited", "0/1 limited", "not_assessed"},
	{"assessed without evidence", 1, func(b *bench, m []string) {
		b.assess(m[0], "no_evidence", june)
	}, "0/1 unknown", "0/1 unknown", "0/1 unknown"},
}

func (b *bench) withdraw(milestone string, on domain.Day) {
	b.t.Helper()
	b.write(func(w *ledger.Writer) error {
		return tracker.WithdrawMilestone(
			b.ctx, w.As(b.staff), tracker.NewWithdrawal{Milestone: milestone, DecidedOn: on, Decision: fr("décision")},
			0,
		)
	})
}

func TestVectors(t *testing.T) {
	b := newBench(t)
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			b.t = t
			due := make([]domain.Day, v.milestones)
			for i := range due {
				due[i] = "2025-12-31"
			}
			code, milestones := b.commitment("TN", due...)
			v.act(b, milestones)
			c, err := b.Commitment(b.ctx, code)
			if err != nil {
				t.Fatal(err)
			}
			for _, voice := range []struct{ name, got, want string }{
				{"D", read(c.CompletedDeclared, c.Milestones, c.Levels.Declared), v.d},
				{"R", read(c.CompletedApproved, c.Milestones, c.Levels.Approved), v.r},
				{"I", readAssessed(c), v.i},
			} {
				t.Run(voice.name, func(t *testing.T) {
					if voice.got != voice.want {
						t.Errorf("%s: got %s, want %s", voice.name, voice.got, voice.want)
					}
				})
			}
			b.verify()
		})
	}
}

func read(completed, n int, level domain.Level) string {
	if level == "" {
		level = "none"
	}
	return fmt.Sprintf("%d/%d %s", completed, n, level)
}

func readAssessed(c *tracker.CommitmentDetail) string {
	switch c.Levels.Assessed {
	case "":
		return "none"
	case "not_assessed":
		return "not_assessed"
	}
	return read(c.CompletedAssessed, c.Milestones, c.Levels.Assessed)
}

func (b *bench) figures(state string, view domain.View) tracker.Figures {
	b.t.Helper()
	s, err := b.State(b.ctx, state, view)
	if err != nil {
		b.t.Fatal(err)
	}
	return s.Progress.Figures
}

func TestWeightsStayOutOfTheFraction(t *testing.T) {
	b := newBench(t)
	code, _ := b.commitment("TN")
	b.write(func(w *ledger.Writer) error {
		for i, weight := range []int{3, 1, 1} {
			if _, err := tracker.AddMilestone(b.ctx, w, tracker.NewMilestone{
				Commitment: code, Number: i + 1, Title: fr("Jalon"), Weight: weight, DueOn: "2025-12-31",
				Precision: "day",
			}); err != nil {
				return err
			}
		}
		return nil
	})
	for i, level := range []domain.Level{"completed", "not_started", "not_started"} {
		b.approve(b.declare(fmt.Sprintf("%s.%d", code, i+1), level, june, noon), noon)
	}
	f := b.figures("TN", domain.View{})
	if f.Completion != (tracker.Fraction{Count: 1, Of: 3}) || f.Weighted != (tracker.Fraction{Count: 3, Of: 5}) {
		t.Errorf("completion %v, weighted %v", f.Completion, f.Weighted)
	}
}

func TestPooledNeverAMeanOfRates(t *testing.T) {
	b := newBench(t)
	_, one := b.commitment("TN", "2025-12-31")
	b.approved(one[0], "completed", may)
	due := make([]domain.Day, 20)
	for i := range due {
		due[i] = "2025-12-31"
	}
	_, twenty := b.commitment("BJ", due...)
	b.approved(twenty[0], "completed", may)
	b.approved(twenty[1], "completed", may)
	list, err := b.ProgressBy(b.ctx, "programme", domain.View{})
	if err != nil {
		t.Fatal(err)
	}
	p := list[0].Progress
	if p.Figures.Completion != (tracker.Fraction{Count: 3, Of: 21}) {
		t.Errorf("pooled %v, want 3 of 21", p.Figures.Completion)
	}
	if p.Dominant != "BJ" || p.StatesWith != 2 || p.Median == nil || *p.Median != 55 {
		t.Errorf("dominant %q, states %d, median %v", p.Dominant, p.StatesWith, p.Median)
	}
}

func TestCoverage(t *testing.T) {
	b := newBench(t)
	_, m := b.commitment("TN", "2023-12-31", "2023-12-31", "2027-12-31", "2027-12-31")
	old := domain.DayOf(noon).AddDays(-900)
	b.approved(m[0], "completed", old)                                // completed counts for ever
	b.approved(m[1], "limited", domain.DayOf(noon).AddDays(-271))     // one day too old
	b.approved(m[2], "not_started", domain.DayOf(noon).AddDays(-300)) // due later: a year
	if got := b.figures("TN", domain.View{}).Coverage; got != (tracker.Fraction{Count: 2, Of: 4}) {
		t.Errorf("coverage %v, want 2 of 4", got)
	}
	b.verify()
}

// The clock moves, nothing is written, late changes.
func TestLateMovesWithTheClock(t *testing.T) {
	b := newBench(t)
	b.commitment("TN", "2026-06-15", "")
	for _, c := range []struct {
		day  domain.Day
		late int
	}{{"2026-06-14", 0}, {"2026-06-15", 0}, {"2026-06-16", 1}} {
		t.Run(fmt.Sprint(c.day, " ", c.late), func(t *testing.T) {
			later := tracker.New(b.At(func() time.Time { return c.day.Time().Add(23 * time.Hour) }))
			s, err := later.State(b.ctx, "TN", domain.View{})
			if err != nil {
				t.Fatal(err)
			}
			if f := s.Progress.Figures; f.Late != c.late || f.Undated != 1 {
				t.Errorf("%s: late %d, want %d; undated %d", c.day, f.Late, c.late, f.Undated)
			}
		})
	}
}

func TestOnTimeMeanwhileAwaiting(t *testing.T) {
	b := newBench(t)
	_, m := b.commitment("TN", "2026-06-01")
	statement := b.declare(m[0], "completed", "2026-06-01", domain.Day("2026-06-01").Time().Add(20*time.Hour))
	if f := b.figures("TN", domain.View{}); f.Late != 0 || f.Awaiting != 1 || f.OnTime.Count != 0 {
		t.Errorf("meanwhile late %d, awaiting %d, on time %v", f.Late, f.Awaiting, f.OnTime)
	}
	b.approve(statement, domain.Day("2026-06-11").Time())
	one := tracker.Fraction{Count: 1, Of: 1}
	if f := b.figures("TN", domain.View{}); f.OnTime != one || f.OnTimeFirst != one || f.Awaiting != 0 {
		t.Errorf("afterwards on time %v, first %v, awaiting %d", f.OnTime, f.OnTimeFirst, f.Awaiting)
	}
}

func TestTwoClocks(t *testing.T) {
	b := newBench(t)
	_, m := b.commitment("TN", "2025-12-31")
	// Effective in May 2025, known only in March 2026, approved in April 2026.
	statement := b.declare(m[0], "completed", may, domain.Day("2026-03-01").Time())
	b.approve(statement, domain.Day("2026-04-01").Time())
	for _, c := range []struct {
		view                     domain.View
		declared, approved, late int
	}{
		{domain.View{AsOf: "2026-02-28"}, 0, 0, 1},
		{domain.View{AsOf: "2026-03-01"}, 1, 0, 0},
		{domain.View{AsOf: "2026-04-01"}, 1, 1, 0},
		{domain.View{On: "2025-05-19"}, 0, 0, 0},
		{domain.View{On: "2025-05-20"}, 1, 1, 0},
		{domain.View{}, 1, 1, 0},
	} {
		t.Run(fmt.Sprint(c.view, " ", c.declared), func(t *testing.T) {
			f := b.figures("TN", c.view)
			if f.Declared.Completed != c.declared || f.Approved.Completed != c.approved || f.Late != c.late {
				t.Errorf(
					"%+v: declared %d, approved %d, late %d", c.view, f.Declared.Completed, f.Approved.Completed,
					f.Late,
				)
			}
		})
	}
}

func TestStateThatLeftStandsOutside(t *testing.T) {
	b := newBench(t)
	b.write(func(w *ledger.Writer) error {
		return account.AddMandate(b.ctx, w, account.NewMandate{
			Account: b.state.Account, State: "ML", Capacity: "liaison", From: "2020-01-01",
		})
	})
	_, m := b.commitment("ML", "2024-12-31", "2024-12-31")
	b.approved(m[0], "completed", "2024-06-01")
	b.commitment("BJ", "2025-12-31")
	list, err := b.ProgressBy(b.ctx, "region", domain.View{})
	if err != nil {
		t.Fatal(err)
	}
	west := list[0].Progress
	if west.Figures.Milestones != 1 || west.Left.Milestones != 2 || len(west.Left.States) == 0 {
		t.Errorf("in the pool %d, beside it %+v", west.Figures.Milestones, west.Left)
	}
	s, err := b.State(b.ctx, "ML", domain.View{})
	if err != nil {
		t.Fatal(err)
	}
	if s.Frozen != "2025-03-01" || s.Progress.Figures.Completion != (tracker.Fraction{Count: 1, Of: 2}) {
		t.Errorf("frozen on %s with %v", s.Frozen, s.Progress.Figures.Completion)
	}
}

func TestStateWithoutLiaisonStandsBeside(t *testing.T) {
	b := newBench(t)
	_, m := b.commitment("SN", "2025-12-31", "2025-12-31")
	b.declare(m[0], "completed", may, noon)
	list, err := b.ProgressBy(b.ctx, "programme", domain.View{})
	if err != nil {
		t.Fatal(err)
	}
	p := list[0].Progress
	if p.Figures.Milestones != 0 || p.NoLiaison.Milestones != 2 || p.Figures.Cities.Total != 914 {
		t.Errorf("pool %d, beside %+v, cities %d", p.Figures.Milestones, p.NoLiaison, p.Figures.Cities.Total)
	}
}

// What is completed is up to date for ever, unless all of its evidence is gone.
func TestCompletedInDoubt(t *testing.T) {
	b := newBench(t)
	_, m := b.commitment("TN", "2024-12-31")
	var statement int64
	b.write(func(w *ledger.Writer) (err error) {
		evidence := []tracker.NewEvidence{
			{URL: "https://example.org/a", Title: fr("A"), Kind: "report"},
			{URL: "https://example.org/b", Title: fr("B"), Kind: "report"},
		}
		statement, err = tracker.Declare(b.ctx, w.At(noon.AddDate(-1, 0, 0)).As(b.staff), tracker.NewUpdate{
			Target: m[0], Speaker: "programme", Level: "completed", On: "2025-06-10", Evidence: evidence,
		}, 0)
		return err
	})
	b.approve(statement, noon.AddDate(-1, 0, 1))
	covered := func(what string, want int) {
		t.Helper()
		f := b.figures("TN", domain.View{})
		if f.Coverage != (tracker.Fraction{Count: want, Of: 1}) || f.Completion.Count != 1 {
			t.Errorf("%s: covered %+v, completed %+v", what, f.Coverage, f.Completion)
		}
		b.verify()
	}
	run := func(query string) {
		t.Helper()
		if _, err := b.db.Owner.ExecContext(b.ctx, query); err != nil {
			t.Fatal(err)
		}
	}
	covered("approved", 1)
	run(`update evidence set dead_since = '2026-06-01' where url like '%/a'`)
	covered("half of the evidence is gone", 1)
	run(`update evidence set dead_since = '2026-06-02' where url like '%/b'`)
	covered("all of it is gone", 0)
	run(`update evidence set dead_since = null where url like '%/b'`)
	covered("it is back", 1)
}
