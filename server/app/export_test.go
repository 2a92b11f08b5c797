package app

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"jalons/server/account"
	"jalons/server/api"
	"jalons/server/domain"
	"jalons/server/importer"
	"jalons/server/ledger"
	"jalons/server/testkit"
	"jalons/server/tracker"
)

// history writes a random past: statements of all voices, on milestones and indicators, with what
// answers and corrects them.
type history struct {
	t                 *testing.T
	tracker           *tracker.Tracker
	random            *rand.Rand
	staff, state, out ledger.Actor
	targets           []string
	milestones        []string // without indicators
	statements        []int64
	approved          []int64
}

func newHistory(t *testing.T, tr *tracker.Tracker, seed uint64) *history {
	h := &history{t: t, tracker: tr, random: rand.New(rand.NewPCG(seed, 1))}
	h.write("2020-01-01", func(w *ledger.Writer) (err error) {
		h.staff, h.state, h.out = h.account(w, "staff"), h.account(w, "liaison"), h.account(w, "assessor")
		// TG had a liaison who is gone, CI never had one, ML has left.
		for state, until := range map[string]domain.Day{"BJ": "", "TN": "", "CA": "", "ML": "", "TG": "2025-06-01"} {
			err = account.AddMandate(t.Context(), w, account.NewMandate{
				Account: h.state.Account, State: state, Capacity: "liaison", From: "2020-01-01", Until: until,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	for _, state := range []string{"BJ", "TG", "CI", "ML", "TN"} {
		h.plan(state)
	}
	h.measured("CA")
	h.measured("BJ")
	return h
}

func (h *history) account(w *ledger.Writer, role string) ledger.Actor {
	id, err := account.Add(h.t.Context(), w, account.NewAccount{
		Email: role + "@example.org", Name: role, Language: "fr", Role: domain.Role(role),
		Institution: domain.NewText("fr", "Panel"),
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return ledger.Actor{Account: id, ActingAs: domain.Role(role)}
}

func (h *history) write(day domain.Day, act func(*ledger.Writer) error) {
	h.t.Helper()
	at := day.Time().Add(time.Duration(h.random.IntN(86_400)) * time.Second)
	if err := h.tracker.Write(h.t.Context(), func(w *ledger.Writer) error { return act(w.At(at)) }); err != nil {
		h.t.Fatal(err)
	}
}

func (h *history) day(from domain.Day, days int) domain.Day {
	return from.AddDays(h.random.IntN(days))
}

// plan publishes two commitments with milestones, some without a date.
func (h *history) plan(state string) {
	text := domain.NewText("fr", "Exemple d'export").With("en", "=1+1")
	h.write("2024-01-01", func(w *ledger.Writer) error {
		plan := state + "-2024"
		if err := tracker.AddActionPlan(h.t.Context(), w, tracker.NewActionPlan{
			Code: plan, State: state, Title: text, Cycle: "2024-2026", StartsOn: "2024-01-01", Source: "test",
		}); err != nil {
			return err
		}
		for n := range 2 {
			code, err := tracker.AddCommitment(
				h.t.Context(), w, tracker.NewCommitment{Plan: plan, Number: n + 1, Title: text},
			)
			if err != nil {
				return err
			}
			for i := range 6 {
				m := tracker.NewMilestone{Commitment: code, Number: i + 1, Title: text, Weight: 1, Precision: "none"}
				if i > 0 {
					m.DueOn, m.Precision = h.day("2024-06-01", 1500), "day"
				}
				milestone, err := tracker.AddMilestone(h.t.Context(), w, m)
				if err != nil {
					return err
				}
				h.targets, h.milestones = append(h.targets, milestone), append(h.milestones, milestone)
			}
		}
		return nil
	})
}

// measured imports a plan whose milestones have indicators.
func (h *history) measured(state string) {
	plan := state + "-2018"
	p := importer.PlanImport{Plan: importer.PlanHeader{
		State: state, Code: plan, Number: 4, FirstYear: 2018, LastYear: 2020, Title: domain.NewText("en", "Plan"),
	}}
	c := importer.CommitmentImport{Code: plan + "-C01", Number: 1, Title: domain.NewText("en", "Commitment")}
	for n := range 5 {
		m := importer.MilestoneImport{
			Code: fmt.Sprintf("%s.%d", c.Code, n+1), Number: n + 1, Title: domain.NewText("en", "Milestone"),
		}
		for i := range n + 1 {
			one := importer.IndicatorImport{
				Code: fmt.Sprintf("%s.%d", m.Code, i+1), Number: i + 1, Title: domain.NewText("en", "Indicator"),
			}
			if h.random.IntN(8) > 0 {
				one.Due = importer.Deadline{On: h.day("2024-06-01", 1500), Precision: domain.PrecisionDay}
			}
			m.Indicators = append(m.Indicators, one)
			h.targets = append(h.targets, one.Code)
		}
		c.Milestones = append(c.Milestones, m)
	}
	p.Commitments = []importer.CommitmentImport{c}
	h.write("2024-01-01", func(w *ledger.Writer) error {
		_, err := importer.ImportPlan(h.t.Context(), w.As(h.staff), p)
		return err
	})
}

// live lets so many things happen.
func (h *history) live(events int) {
	acts := []func(domain.Day){
		h.declare, h.declare, h.declare, h.approve, h.approve, h.assess, h.revoke, h.retract, h.move, h.withdraw,
	}
	for range events {
		acts[h.random.IntN(len(acts))](h.day("2024-02-01", 800))
	}
}

func (h *history) target() string { return h.targets[h.random.IntN(len(h.targets))] }

func (h *history) level() domain.Level {
	return []domain.Level{"not_started", "limited", "substantial", "completed", "completed"}[h.random.IntN(5)]
}

func (h *history) declare(day domain.Day) {
	h.write(day, func(w *ledger.Writer) error {
		id, err := tracker.Declare(h.t.Context(), w.As(h.staff), tracker.NewUpdate{
			Target: h.target(), Speaker: "programme", Level: h.level(), On: day.AddDays(-h.random.IntN(60)),
		}, 0)
		h.statements = append(h.statements, id)
		return err
	})
}

func (h *history) assess(day domain.Day) {
	h.write(day, func(w *ledger.Writer) error {
		_, err := tracker.Assess(h.t.Context(), w.As(h.out), tracker.NewAssessment{
			Target: h.target(), Level: h.level(), On: day,
		})
		return err
	})
}

// approve tries a statement.
func (h *history) approve(day domain.Day) {
	if len(h.statements) == 0 {
		return
	}
	statement := h.statements[h.random.IntN(len(h.statements))]
	h.answer(day.AddDays(30), func(w *ledger.Writer) error {
		_, err := tracker.Review(
			h.t.Context(), w.As(h.state), tracker.NewReview{Statement: statement, Outcome: "approved", Way: "state"},
		)
		if err == nil {
			h.approved = append(h.approved, statement)
		}
		return err
	})
}

func (h *history) revoke(day domain.Day) {
	if i := len(h.approved) - 1; i >= 0 {
		h.answer(day.AddDays(40), func(w *ledger.Writer) error {
			return tracker.Revoke(h.t.Context(), w.As(h.state), h.approved[i], "erreur")
		})
		h.approved = h.approved[:i]
	}
}

// answer is a write for a state: some have nobody who may, on that day.
func (h *history) answer(day domain.Day, act func(*ledger.Writer) error) {
	h.t.Helper()
	err := h.tracker.Write(h.t.Context(), func(w *ledger.Writer) error { return act(w.At(day.Time())) })
	if err != nil && domain.KindOf(err) != domain.Forbidden {
		h.t.Fatal(err)
	}
}

func (h *history) retract(day domain.Day) {
	if i := len(h.statements) - 1; i >= 0 {
		h.write(day.AddDays(40), func(w *ledger.Writer) error {
			_, err := tracker.Retract(h.t.Context(), w.As(h.staff), h.statements[i], "erreur", "")
			return err
		})
		h.statements = h.statements[:i]
	}
}

func (h *history) move(day domain.Day) {
	h.write(day, func(w *ledger.Writer) error {
		return tracker.MoveDate(h.t.Context(), w.As(h.staff), tracker.NewDateMove{
			Target: h.milestones[h.random.IntN(len(h.milestones))], NewOn: h.day("2025-01-01", 1000), Reason: "staff",
		}, 0)
	})
}

func (h *history) withdraw(day domain.Day) {
	if len(h.milestones) < 40 {
		return // enough
	}
	i := h.random.IntN(len(h.milestones))
	decided := []domain.Day{"", day}[h.random.IntN(2)]
	h.write(day, func(w *ledger.Writer) error {
		return tracker.WithdrawMilestone(h.t.Context(), w.As(h.staff), tracker.NewWithdrawal{
			Milestone: h.milestones[i], DecidedOn: decided, Decision: domain.NewText("fr", "Décision"),
		}, 0)
	})
	h.milestones = slices.Delete(h.milestones, i, i+1)
}

// publicRecord is the server, for everybody, on a record with a random past.
func publicRecord(t *testing.T, seed uint64, events int) (*tracker.Tracker, *matrix) {
	t.Helper()
	tr, db := testkit.New(t)
	newHistory(t, tr, seed).live(events)
	on := &matrix{t: t, owner: db.Owner, now: testkit.AtNoon}
	on.serve(&Store{Tracker: tr, OwnerDB: db.Owner, WriteDB: db.Write, ReadDB: db.Read})
	return tr, on
}

// The figure of a region is the one that a program sharing no code with the server works out from the public CSV.
func TestPublicListsGiveTheFiguresOfRegions(t *testing.T) {
	tr, on := publicRecord(t, 5, 250)
	sheets := readPublic(t, on)
	seen := figure{}
	for _, view := range []domain.View{
		{}, {On: "2025-01-31"}, {On: "2025-12-31"}, {AsOf: "2025-03-31"}, {AsOf: "2025-12-31"},
		{On: "2025-06-30", AsOf: "2025-10-31"},
	} {
		regions, err := tr.Regions(t.Context(), view)
		if err != nil {
			t.Fatal(err)
		}
		want := sheets.at(view).regions()
		for _, r := range regions {
			f := r.Progress.Figures
			got := figure{
				f.Milestones, f.Declared.Completed, f.Approved.Completed, f.Assessed.Completed, f.Late,
				f.Coverage.Count,
			}
			if got != want[r.Code] {
				t.Errorf("%+v %s: the server says %+v, the lists %+v", view, r.Code, got, want[r.Code])
			}
			seen = figure{
				max(seen.milestones, got.milestones), max(seen.declared, got.declared),
				max(seen.approved, got.approved), max(seen.assessed, got.assessed), max(seen.late, got.late),
				max(seen.covered, got.covered),
			}
		}
	}
	if seen.milestones < 20 || seen.declared == 0 || seen.approved == 0 || seen.assessed == 0 || seen.late == 0 ||
		seen.covered == 0 {
		t.Errorf("the history is too thin to prove anything: %+v", seen)
	}
}

// at sets the day and the two clocks of a view.
func (h hand) at(view domain.View) hand {
	h.day, h.on, h.known = testkit.Noon.Format(time.DateOnly), never, never
	if view.AsOf != "" {
		h.day, h.known = string(view.AsOf), string(view.AsOf)+"T23:59:59.999999Z"
	}
	if view.On != "" {
		h.day, h.on = string(view.On), string(view.On)
	}
	return h
}

// One name is one list: the command writes every list that HTTP gives, and none besides; the file holds, byte for byte,
// what the address gives.
func TestExportIsWhatHTTPGives(t *testing.T) {
	tr, on := publicRecord(t, 7, 250)
	folder := t.TempDir()
	for range 2 { // the second replaces the first
		if _, err := Export(t.Context(), tr, folder); err != nil {
			t.Fatal(err)
		}
	}
	served, written := on.tables(), filesIn(t, folder)
	if len(served) < 20 || !slices.Equal(served, written) {
		t.Fatalf("HTTP gives %v, the command writes %v", served, written)
	}
	described := map[string]bool{}
	for _, r := range readList(t, folder, "columns") {
		said := r["type"] != "" && r["meaning_fr"] != "" && r["meaning_en"] != "" && r["meaning_ar"] != ""
		described[r["list"]+" "+r["column"]] = said
	}
	least := map[string]int{
		"export": 1, "states": 93, "commitments": 12, "milestones": 70, "indicators": 30, "statements": 50,
		"reviews": 10,
		"cities":  977, "rollout_targets": 195, "changes": 300, "date_moves": 5, "state_facts": 93, "columns": 300,
	}
	for _, list := range written {
		t.Run(list, func(t *testing.T) {
			file, err := os.ReadFile(filepath.Join(folder, list+".csv"))
			if err != nil {
				t.Fatal(err)
			}
			if got := public(t, on, list); !bytes.Equal(got, file) {
				t.Errorf("%d bytes over HTTP, %d of the command: %.300q, %.300q", len(got), len(file), got, file)
			}
			rows := rowsOf(t, file)
			if len(rows) < least[list] {
				t.Fatalf("%d rows", len(rows))
			}
			header, _, _ := strings.Cut(string(file), "\r\n")
			for column := range strings.SplitSeq(header, ",") {
				if !described[list+" "+column] {
					t.Errorf("%s is not described", column)
				}
			}
			for _, r := range rows {
				if r["demonstration"] != "false" {
					t.Fatalf("a real row says %q: %v", r["demonstration"], r)
				}
			}
		})
	}
	if title := readList(t, folder, "commitments")[0]["title_en"]; title != "'=1+1" && title != "Commitment" {
		t.Errorf("a spreadsheet would take this for a formula: %q", title)
	}
}

// tables names the lists that the server gives as CSV, in order.
func (m *matrix) tables() (names []string) {
	for _, route := range m.routes {
		name, ok := strings.CutPrefix(route.Path, api.Prefix+"/")
		if name, csv := strings.CutSuffix(name, ".csv"); ok && csv {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// filesIn names the CSV files of a folder, which holds nothing else, in order.
func filesIn(t *testing.T, folder string) (names []string) {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name, ok := strings.CutSuffix(file.Name(), ".csv")
		if !ok {
			t.Errorf("%s is no list", file.Name())
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
