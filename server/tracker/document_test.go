package tracker_test

import (
	"strings"
	"testing"

	"jalons/server/domain"
	"jalons/server/files"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// letter puts a signed letter into the store.
func (b *bench) letter() *files.NewFile {
	b.t.Helper()
	file, err := files.New(b.db.Read, b.db.Write, nil, b.Now).Take(
		b.ctx, "lettre.txt", strings.NewReader("Lu et approuvé."),
	)
	if err != nil {
		b.t.Fatal(err)
	}
	return file
}

func (b *bench) paper(actor ledger.Actor, p tracker.NewDocument) (id int64, speaks bool, err error) {
	signed, err := as(b, actor, func(w *ledger.Writer) (tracker.Signed, error) {
		return tracker.AddDocument(b.ctx, w, p)
	})
	return signed.Document, !signed.Waits, err
}

// confirms is the second member of staff who reads a paper: all that it names is approved, or nothing.
func (b *bench) confirms(actor ledger.Actor, paper int64) (n int, err error) {
	return as(b, actor, func(w *ledger.Writer) (int, error) {
		signed, err := tracker.ConfirmDocument(b.ctx, w, paper)
		for _, o := range signed.Outcomes {
			if o.Reason != "" {
				return 0, &domain.Error{Kind: domain.Rule, Code: o.Reason}
			}
		}
		return len(signed.Outcomes), err
	})
}

// A state that nobody speaks for approves on a signed paper that one member of staff records and another
// confirms, neither of whom wrote what it approves.
func TestOnDocument(t *testing.T) {
	b := newBench(t)
	_, m := b.commitment("SN", "2026-12-31", "2026-12-31")
	author, first := b.person("author", "staff"), b.person("first", "staff")
	second, other := b.person("second", "staff"), b.person("other", "staff", "TN")
	update := tracker.NewUpdate{Target: m[0], Speaker: "programme", Level: "limited", Evidence: proof}
	said, err := b.says(author, update, 0)
	if err != nil {
		t.Fatal(err)
	}
	p := tracker.NewDocument{
		State: "SN", Signatory: "Secrétaire général", SignedOn: b.Today(), File: b.letter(),
		Statements: []tracker.Read{{Statement: said}},
	}
	for code, broken := range map[string]func(*tracker.NewDocument){
		"document_needed":  func(p *tracker.NewDocument) { p.File = nil },
		"signatory_needed": func(p *tracker.NewDocument) { p.Signatory = " " },
		"in_the_future":    func(p *tracker.NewDocument) { p.SignedOn = b.Today().AddDays(1) },
		"nothing_named":    func(p *tracker.NewDocument) { p.Statements = nil },
		"content_changed": func(p *tracker.NewDocument) {
			p.Statements = []tracker.Read{{Statement: said, Hash: strings.Repeat("0", 64)}}
		},
	} {
		wrong := p
		broken(&wrong)
		_, _, err := b.paper(first, wrong)
		b.refusedAs(code, err, code)
	}
	_, _, err = b.paper(other, p)
	b.refusedAs("another state's staff", err, "out_of_scope")
	twice := p
	twice.Statements = append(twice.Statements, twice.Statements...)
	id, speaks, err := b.paper(first, twice)
	if err != nil || speaks {
		t.Fatal(speaks, err)
	}
	b.approves(m[0], "")
	_, err = b.confirms(first, id)
	b.refusedAs("who recorded it", err, "second_person")
	_, err = b.confirms(author, id)
	b.refusedAs("who wrote what it approves", err, "four_eyes")
	_, err = b.confirms(other, id)
	b.refusedAs("another state's staff", err, "out_of_scope")
	if n, err := b.confirms(second, id); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	b.approves(m[0], "limited")
	_, err = b.confirms(second, id)
	b.refusedAs("a second time", err, "document_decided")
	detail, err := b.Milestone(b.ctx, m[0])
	if err != nil {
		t.Fatal(err)
	}
	if e := detail.History[0]; e.Kind != "approved" || e.Way != "document" || e.Signatory != "Secrétaire général" ||
		e.Document != p.File.SHA256 || e.SignedOn != b.Today() {
		t.Errorf("the public reads %+v", e)
	}
	if _, err = as(b, first, func(w *ledger.Writer) (bool, error) {
		return true, tracker.Revoke(b.ctx, w, said, "La lettre est retirée.")
	}); err != nil {
		t.Errorf("staff takes an approval on document back: %v", err)
	}
	b.approves(m[0], "")
	refused, _, err := b.paper(first, p)
	if err != nil {
		t.Fatal(err)
	}
	refuse := func(reason string) error {
		_, err := as(b, second, func(w *ledger.Writer) (bool, error) {
			return true, tracker.RefuseDocument(b.ctx, w, refused, reason)
		})
		return err
	}
	b.refusedAs("without a reason", refuse(" "), "reason_required")
	if err := refuse("Illisible."); err != nil {
		t.Error(err)
	}
	_, err = b.confirms(second, refused)
	b.refusedAs("a refused one", err, "document_decided")
	waiting, _, err := b.paper(first, p)
	if err != nil {
		t.Fatal(err)
	}
	liaison := b.person("sn", "liaison", "SN")
	_, err = b.confirms(second, waiting)
	b.refusedAs("beside a liaison in office", err, "liaison_in_office")
	_, _, err = b.paper(first, p)
	b.refusedAs("a letter beside a liaison in office", err, "liaison_in_office")
	signed, err := as(b, liaison, func(w *ledger.Writer) (tracker.Signed, error) {
		return tracker.AddDocument(b.ctx, w, p)
	})
	if err != nil || signed.Waits || len(signed.Outcomes) != 1 {
		t.Fatalf("got %+v, %v, want one outcome at once", signed, err)
	}
	if got := signed.Outcomes[0].Reason; got != "content_changed" {
		t.Errorf("a liaison's document without the hash of what was read: got %q, want content_changed", got)
	}
	b.verify()
}

// approves holds what stands approved of a milestone against a level.
func (b *bench) approves(code string, level domain.Level) {
	b.t.Helper()
	m, err := b.Milestone(b.ctx, code)
	if err != nil {
		b.t.Fatal(err)
	}
	if m.Levels.Approved != level {
		b.t.Errorf("%s stands approved as %q, want %q", code, m.Levels.Approved, level)
	}
}

// The database keeps a paper's word by itself: a review on document names a paper that names the content.
func TestPapersAreBound(t *testing.T) {
	b := newBench(t)
	_, m := b.commitment("SN", "2026-12-31", "2026-12-31")
	first, second := b.person("first", "staff"), b.person("second", "staff")
	said, other := b.declare(m[0], "limited", b.Today(), noon), b.declare(m[1], "limited", b.Today(), noon)
	var paper int64
	b.write(func(w *ledger.Writer) (err error) {
		signed, err := tracker.AddDocument(b.ctx, w.As(first), tracker.NewDocument{
			State: "SN", Signatory: "Ministre", SignedOn: b.Today(), File: b.letter(),
			Statements: []tracker.Read{{Statement: said}},
		})
		paper = signed.Document
		return err
	})
	review := func(r tracker.NewReview) error {
		r.Outcome, r.Way = "approved", "document"
		return b.Write(b.ctx, func(w *ledger.Writer) error {
			_, err := tracker.Review(b.ctx, w.As(second), r)
			return err
		})
	}
	b.refusedAs(
		"what the paper doesn't name",
		review(tracker.NewReview{Statement: other, Second: &first.Account, Document: paper}), "content_changed",
	)
	if err := review(tracker.NewReview{Statement: said, Second: &first.Account}); err == nil {
		t.Error("on document without a paper")
	}
	if err := review(tracker.NewReview{Statement: said, Second: &b.staff.Account, Document: paper}); err == nil {
		t.Error("in the name of somebody who didn't record the paper")
	}
	if err := review(tracker.NewReview{Statement: said, Second: &first.Account, Document: paper}); err != nil {
		t.Error(err)
	}
}
