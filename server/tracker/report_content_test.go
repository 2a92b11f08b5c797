package tracker_test

import (
	"fmt"
	"testing"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// generated keeps a state's report as a person and reads it.
func (b *bench) generated(actor ledger.Actor, state string) (string, *tracker.Report) {
	b.t.Helper()
	code, err := b.GenerateReport(b.ctx, ledger.Request{Account: actor.Account}, state)
	if err != nil {
		b.t.Fatal(err)
	}
	_, content, err := b.Report(b.ctx, code)
	if err != nil {
		b.t.Fatal(err)
	}
	r, err := tracker.ReadReport(content)
	if err != nil {
		b.t.Fatal(err)
	}
	return code, r
}

// A report lists what is late, the longest first, what the state approved since the last one that was signed, and
// what waits; where nothing has changed it is the one before.
func TestGenerateReport(t *testing.T) {
	b := newBench(t)
	keeper := b.person("keeper", "staff", "TN")
	_, m := b.commitment("TN", "2026-06-10", "2026-06-01", "2026-12-31", "2026-12-31", "2026-05-01")
	_, other := b.commitment("BJ", "2026-01-01")
	b.approved(m[4], "completed", "2026-05-02")
	b.approved(m[2], "limited", "2025-01-01")
	b.approved(m[3], "limited", "2026-06-02")
	waits := b.declare(m[2], "substantial", "2026-06-14", noon.AddDate(0, 0, -1))
	b.declare(other[0], "limited", "2026-06-14", noon.AddDate(0, 0, -1))
	code, r := b.generated(keeper, "TN")
	late, approved := "", ""
	for _, l := range r.Late {
		late += fmt.Sprint(" ", l.Code, " ", l.Days)
	}
	for _, s := range r.Approved {
		approved += " " + s.Code
	}
	if want := fmt.Sprintf(" %s 14 %s 5", m[1], m[0]); late != want {
		t.Errorf("late: got%s, want%s", late, want)
	}
	if want := fmt.Sprintf(" %s %s", m[3], m[4]); approved != want {
		t.Errorf("approved: got%s, want%s", approved, want)
	}
	if len(r.Asked) != 1 || r.Asked[0].Statement != waits || r.Since != "2025-06-15" || r.SinceReport != "" ||
		r.Figures.Milestones != 5 || len(r.Commitments) != 1 {
		t.Errorf("got %+v", r)
	}
	if again, _ := b.generated(keeper, "TN"); again != code {
		t.Errorf("nothing changed: got %s, want %s", again, code)
	}
	b.approve(waits, noon)
	next, r := b.generated(b.state, "TN")
	if next == code || len(r.Asked) != 0 || len(r.Approved) != 3 {
		t.Errorf("approved since: got %s, %+v", next, r)
	}
	for _, name := range []string{"elsewhere", "assessor of TN"} {
		role := map[string]string{"elsewhere": "staff", "assessor of TN": "assessor"}[name]
		actor := b.person(role+"2", role, map[string]string{"elsewhere": "BJ", "assessor of TN": "TN"}[name])
		_, err := b.GenerateReport(b.ctx, ledger.Request{Account: actor.Account}, "TN")
		b.refusedAs(name, err, "out_of_scope")
	}
	if _, err := b.GenerateReport(
		b.ctx, ledger.Request{Account: keeper.Account}, "XX",
	); domain.KindOf(err) != domain.Missing {
		t.Errorf("a state that is not there: %v", err)
	}
}

// What is edited is given to those who keep the record of its state.
func TestKept(t *testing.T) {
	b := newBench(t)
	code, m := b.commitment("TN", "2026-12-31")
	rights := func(name, role string, states ...string) *ledger.Rights {
		r, err := b.Rights(b.ctx, b.person(name, role, states...).Account)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	keeper, elsewhere := rights("keeper", "staff", "TN"), rights("elsewhere", "staff", "BJ")
	plan := code[:len(code)-len("-C01")]
	if p, err := b.KeptActionPlan(b.ctx, keeper, plan); err != nil || p.Code != plan {
		t.Errorf("got %+v, %v", p, err)
	}
	for name, r := range map[string]*ledger.Rights{
		"elsewhere": elsewhere, "liaison": rights("tn", "liaison", "TN"), "assessor": rights("outs", "assessor", "TN"),
	} {
		_, err := b.KeptActionPlan(b.ctx, r, plan)
		b.refusedAs(name, err, "out_of_scope")
	}
	if _, err := b.KeptActionPlan(b.ctx, keeper, "TN-1900"); domain.KindOf(err) != domain.Missing {
		t.Errorf("got %v, want missing", err)
	}
	versions, err := b.Versions(b.ctx, code)
	if err != nil || len(versions) != 2 || versions[code] != 1 || versions[m[0]] != 1 {
		t.Errorf("got %v, %v, want two versions", versions, err)
	}
}
