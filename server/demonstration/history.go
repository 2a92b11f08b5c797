package demonstration

import (
	"context"
	"fmt"
	"strings"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// act is one line of the history: what an account recorded, under the rights that it had then.
func (r *replayer) act(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		w, err := r.as(ctx, w, l["actor"])
		if err != nil {
			return err
		}
		acts := map[string]func(context.Context, *ledger.Writer, row) error{
			"update": r.update, "confirm": r.update, "stage": r.stage, "assess": r.assess, "approve": r.review,
			"send_back": r.review, "revoke": r.revoke, "retract": r.retract, "move": r.move, "withdraw": r.withdraw,
		}
		do, ok := acts[l["action"]]
		if !ok {
			return fmt.Errorf("no action %q", l["action"])
		}
		return do(ctx, w, l)
	}
}

// said gives the note and the evidence of a statement.
func (r *replayer) said(l row) (note domain.Text, evidence []tracker.NewEvidence, err error) {
	if note, err = r.text(l["note"]); err != nil || l["evidence_kind"] == "" {
		return note, nil, err
	}
	title, err := r.text("evidence." + l["evidence_kind"])
	if err != nil {
		return note, nil, err
	}
	day := domain.Day(l["recorded_at"][:len("2006-01-02")])
	return note, []tracker.NewEvidence{{
		URL: l["evidence_url"], Title: title, Lang: "fr", Kind: l["evidence_kind"], AccessedOn: day,
	}}, nil
}

func (r *replayer) update(ctx context.Context, w *ledger.Writer, l row) (err error) {
	u := tracker.NewUpdate{
		Target: l["target"], Speaker: domain.Speaker(l["speaker"]), Level: domain.Level(l["value"]),
		Confirmed: l["action"] == "confirm", On: l.day("on"), Unproven: l["unproven"],
		Blocker: domain.Cause(l["cause"]),
	}
	if u.Note, u.Evidence, err = r.said(l); err != nil {
		return err
	}
	r.statements[l["statement"]], err = tracker.Declare(ctx, w, u, 0)
	return err
}

func (r *replayer) stage(ctx context.Context, w *ledger.Writer, l row) (err error) {
	s := tracker.NewStage{
		City: l["target"], Speaker: domain.Speaker(l["speaker"]), Stage: domain.Stage(l["value"]), On: l.day("on"),
	}
	if s.Note, s.Evidence, err = r.said(l); err != nil {
		return err
	}
	r.statements[l["statement"]], err = tracker.DeclareStage(ctx, w, s, 0)
	return err
}

func (r *replayer) assess(ctx context.Context, w *ledger.Writer, l row) (err error) {
	a := tracker.NewAssessment{
		Target: l["target"], Level: domain.Level(l["value"]), On: l.day("on"), EarlyResults: l["early_results"],
		Ambition: l["ambition"], Verifiable: l["verifiable"],
	}
	if a.Verdict, a.Evidence, err = r.said(l); err != nil {
		return err
	}
	_, err = tracker.Assess(ctx, w, a)
	return err
}

// review answers a statement, whose content is as it was when it was made.
func (r *replayer) review(ctx context.Context, w *ledger.Writer, l row) error {
	statement := r.statements[l["statement"]]
	var hash string
	if err := w.Get(ctx, &hash, `select content_hash from statements where id = $1`, statement); err != nil {
		return fmt.Errorf("statement %q: %w", l["statement"], err)
	}
	if l["second"] != "" {
		return r.document(ctx, w, l, tracker.Read{Statement: statement, Code: l["statement"], Hash: hash})
	}
	review := tracker.NewReview{Statement: statement, Outcome: "approved", Hash: hash}
	if l["action"] == "send_back" {
		review.Outcome = "sent_back"
	}
	var err error
	if review.Comment, err = r.line(l["note"]); err != nil {
		return err
	}
	_, err = tracker.Review(ctx, w, review)
	return err
}

// document records the letter on which a state that nobody speaks for approves: one member of staff enters it,
// the one who reviews confirms it.
func (r *replayer) document(ctx context.Context, w *ledger.Writer, l row, read tracker.Read) error {
	content, err := r.line("document.body")
	if err != nil {
		return err
	}
	signatory, err := r.line("document.signatory")
	if err != nil {
		return err
	}
	file, err := r.files.Take(ctx, "lettre.txt", strings.NewReader(content))
	if err != nil {
		return err
	}
	first, err := r.as(ctx, w, l["second"])
	if err != nil {
		return err
	}
	state, _, _ := strings.Cut(l["statement"], "-")
	signed, err := tracker.AddDocument(ctx, first, tracker.NewDocument{
		State: state, Signatory: signatory, SignedOn: domain.DayOf(w.Now()), File: file,
		Statements: []tracker.Read{read},
	})
	if err != nil {
		return err
	}
	if signed, err = tracker.ConfirmDocument(ctx, w, signed.Document); err != nil {
		return err
	}
	for _, o := range signed.Outcomes {
		if o.Reason != "" {
			return fmt.Errorf("%s: %s", o.Code, o.Reason)
		}
	}
	return nil
}

func (r *replayer) revoke(ctx context.Context, w *ledger.Writer, l row) error {
	reason, err := r.line(l["note"])
	if err != nil {
		return err
	}
	return tracker.Revoke(ctx, w, r.statements[l["statement"]], reason)
}

func (r *replayer) retract(ctx context.Context, w *ledger.Writer, l row) error {
	reason, err := r.line(l["note"])
	if err != nil {
		return err
	}
	_, err = tracker.Retract(ctx, w, r.statements[l["statement"]], reason, "")
	return err
}

func (r *replayer) move(ctx context.Context, w *ledger.Writer, l row) error {
	note, err := r.text(l["note"])
	if err != nil {
		return err
	}
	return tracker.MoveDate(ctx, w, tracker.NewDateMove{
		Target: l["target"], NewOn: l.day("on"), Reason: domain.Cause(l["value"]), Note: note,
	}, 0)
}

// withdraw takes a milestone out. One that was dropped on no day that is known came so with a list: nobody can say
// that.
func (r *replayer) withdraw(ctx context.Context, w *ledger.Writer, l row) error {
	decision, err := r.text(l["note"])
	if err != nil {
		return err
	}
	if l["on"] == "" {
		w = w.As(ledger.Actor{Account: w.Account, ActingAs: w.ActingAs})
	}
	return tracker.WithdrawMilestone(ctx, w, tracker.NewWithdrawal{
		Milestone: l["target"], DecidedOn: l.day("on"), Decision: decision,
	}, 0)
}
