package tracker_test

import (
	"fmt"
	"testing"

	"jalons/server/ledger"
	"jalons/server/tracker"
)

// A document is seen, with its file and what it names, by who keeps the record of its state or speaks for it; those
// that wait for a second member of staff come first.
func TestWhoSeesDocuments(t *testing.T) {
	b := newBench(t)
	_, m := b.commitment("SN", "2026-12-31", "2026-12-31")
	_, other := b.commitment("BJ", "2026-12-31")
	people := map[string]ledger.Actor{}
	for name, p := range map[string]struct {
		role   string
		states []string
	}{
		"all": {"staff", nil}, "first": {"staff", []string{"SN", "BJ"}}, "elsewhere": {"staff", []string{"TN"}},
		"admin": {"admin", nil}, "minister": {"liaison", []string{"BJ"}}, "outside": {"assessor", []string{"SN", "BJ"}},
		"delegate": {"staff", []string{"TN"}},
	} {
		people[name] = b.person(name, p.role, p.states...)
	}
	sign := func(name, state, target string) int64 {
		t.Helper()
		said, err := b.says(people["all"], tracker.NewUpdate{
			Target: target, Speaker: "programme", Level: "limited", Evidence: proof,
		}, 0)
		if err != nil {
			t.Fatal(err)
		}
		var hash string
		if err := b.db.Owner.GetContext(
			b.ctx, &hash, `select content_hash from statements where id = $1`, said,
		); err != nil {
			t.Fatal(err)
		}
		id, _, err := b.paper(people[name], tracker.NewDocument{
			State: state, Signatory: "Ministre", SignedOn: b.Today(), File: b.letter(),
			Statements: []tracker.Read{{Statement: said, Hash: hash}},
		})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	waits := sign("first", "SN", m[0])
	signed := sign("minister", "BJ", other[0])
	if _, err := b.db.Owner.ExecContext(b.ctx, `insert into delegations
		(from_account_id, to_account_id, state_code, commitment_code, from_day, until_day, reason)
		select $1, $2, 'BJ', c.code, $4, $4::date + 9, 'leave' from milestones m join commitments c
		on c.id = m.commitment_id where m.code = $3`,
		people["minister"].Account, people["delegate"].Account, other[0], b.Today()); err != nil {
		t.Fatal(err)
	}
	both := fmt.Sprintf(" %d waiting %d confirmed", waits, signed)
	for name, want := range map[string]string{
		"all": both, "first": both, "admin": both, "elsewhere": "", "outside": "",
		"minister": fmt.Sprintf(" %d confirmed", signed), "delegate": fmt.Sprintf(" %d confirmed", signed),
	} {
		rights, err := b.Rights(b.ctx, people[name].Account)
		if err != nil {
			t.Fatal(err)
		}
		list, err := b.Documents(b.ctx, rights)
		got := ""
		for _, d := range list {
			got += fmt.Sprint(" ", d.ID, " ", d.Outcome)
		}
		if err != nil || got != want {
			t.Errorf("%s: got%s, %v, want%s", name, got, err, want)
		}
		d, err := b.Document(b.ctx, rights, waits)
		file, failed := b.DocumentFile(b.ctx, rights, waits)
		if want != both {
			b.refusedAs(name, err, "out_of_scope")
			b.refusedAs(name+" and the file", failed, "out_of_scope")
			continue
		}
		if err != nil || failed != nil || len(d.Names) != 1 || d.Names[0].Code != m[0] || d.Names[0].Stands ||
			d.Mine != (name == "first") || file.SHA256 != d.SHA256 {
			t.Errorf("%s: got %+v, %v, %v", name, d, err, failed)
		}
	}
	rights, err := b.Rights(b.ctx, people["minister"].Account)
	if err != nil {
		t.Fatal(err)
	}
	if d, err := b.Document(b.ctx, rights, signed); err != nil || !d.Names[0].Stands || d.Names[0].Way != "state" {
		t.Errorf("signed: got %+v, %v", d, err)
	}
	_, err = b.Document(b.ctx, rights, signed+99)
	b.refusedAs("one that is not there", err, "missing_document")
}

// What an assessor gave and did not take back is listed for them, the newest first.
func TestAssessments(t *testing.T) {
	b := newBench(t)
	_, m := b.commitment("TN", "2026-12-31", "2026-12-31")
	b.assess(m[0], "limited", "2026-06-01")
	b.assess(m[1], "substantial", "2026-06-02")
	b.assess(m[0], "substantial", "2026-06-03")
	list, err := b.Assessments(b.ctx, b.outs.Account)
	got := ""
	for _, a := range list {
		got += fmt.Sprint(" ", a.Target, " ", a.Level)
	}
	want := fmt.Sprintf(" %s substantial %s substantial %s limited", m[0], m[1], m[0])
	if err != nil || got != want {
		t.Errorf("got%s, %v, want%s", got, err, want)
	}
	if list, err := b.Assessments(b.ctx, b.staff.Account); err != nil || len(list) != 0 {
		t.Errorf("another's: got %+v, %v", list, err)
	}
}
