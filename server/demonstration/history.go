package demonstration

import (
	"context"
	"fmt"
	"strings"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// auditEntry is one line of the history: who recorded what.
func (r *replayer) act(l row) write {
	return func(ctx context.Context, w *ledger.Writer) error {
		actor, err := r.actor(l["actor"])
		if err != nil {
			return err
		}
		acts := map[string]func(context.Context, *ledger.Writer, row) error{
			"update": r.update, "confirm": r.update, "stage": r.stage, "assess": r.assess, "approve": r.review,
			"send_back": r.review,
			"revoke":    r.revoke, "retract": r.retract, "move": r.move, "withdraw": r.withdraw,
		}
		do, ok := acts[l["action"]]
		if !ok {
			return fmt.Errorf("no action %q", l["action"])
		}
		return do(ctx, w.As(actor), l)
	}
}

// flash gives the note and the evidence of a statement.
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

func (r *replayer) update(ctx context.Context, w *ledger.Writer, l row) error {
	note, evidence, err := r.said(l)
	if err != nil {
		return err
	}
	id, err := tracker.Update(ctx, w, tracker.NewUpdate{Target: l["target"], Speaker: l["speaker"],
		Level:     domain.Level(l["value"]),
		Confirmed: l["action"] == "confirm",
		Setback:   l["setback"] == "yes", On: l.day("on"), Note: note, Evidence: evidence, Blocker: l["cause"]})
	r.statements[l["statement"]] = id
	return err
}

func (r *replayer) stage(ctx context.Context, w *ledger.Writer, l row) error {
	note, evidence, err := r.said(l)
	if err != nil {
		return err
	}
	id, err := tracker.Stage(ctx, w, tracker.NewStage{
		City: l["target"], Speaker: l["speaker"], Stage: l["value"], Setback: l["setback"] == "yes", On: l.day("on"),
		Note: note, Evidence: evidence,
	})
	r.statements[l["statement"]] = id
	return err
}

func (r *replayer) assess(ctx context.Context, w *ledger.Writer, l row) error {
	verdict, evidence, err := r.said(l)
	if err != nil {
		return err
	}
	_, err = tracker.Assess(ctx, w, tracker.NewAssessment{Target: l["target"], Level: domain.Level(l["value"]),
		On:           l.day("on"),
		Assessor:     r.bodies[l["actor"]],
		EarlyResults: l["early_results"], Ambition: l["ambition"], Verifiable: l["verifiable"],
		Verdict: verdict, Evidence: evidence})
	return err
}

func (r *replayer) review(ctx context.Context, w *ledger.Writer, l row) error {
	review := tracker.NewReview{Statement: r.statements[l["statement"]], Outcome: "approved", Way: l["way"]}
	if l["action"] == "send_back" {
		review.Outcome = "sent_back"
	}
	var err error
	if review.Comment, err = r.line(l["note"]); err != nil {
		return err
	}
	if l["second"] != "" {
		if review.Document, review.Second, err = r.paper(ctx, w, l); err != nil {
			return err
		}
	}
	r.reviews[l["statement"]], err = tracker.Review(ctx, w, review)
	return err
}

// document records the letter on which a state that nobody speaks for approves: one member of staff enters it,
// the one who reviews confirms it.
func (r *replayer) paper(ctx context.Context, w *ledger.Writer, l row) (int64, *int64, error) {
	first, err := r.actor(l["second"])
	if err != nil {
		return 0, nil, err
	}
	body, err := r.line("paper.body")
	if err != nil {
		return 0, nil, err
	}
	signatory, err := r.line("paper.signatory")
	if err != nil {
		return 0, nil, err
	}
	file, err := r.files.Take(ctx, "lettre.txt", strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	state, _, _ := strings.Cut(l["statement"], "-")
	id, err := tracker.AddDocument(ctx, w.As(first), tracker.NewDocument{
		State: state, Signatory: signatory, SignedOn: domain.Day(l["recorded_at"][:len("2006-01-02")]), File: file,
		Statements: []tracker.Read{{Statement: r.statements[l["statement"]]}},
	}, l["way"])
	if err == nil {
		_, _, err = tracker.ConfirmDocument(ctx, w, id)
	}
	return id, &first.Account, err
}

func (r *replayer) revoke(ctx context.Context, w *ledger.Writer, l row) error {
	reason, err := r.line(l["note"])
	if err != nil {
		return err
	}
	return tracker.Revoke(ctx, w, r.reviews[l["statement"]], reason)
}

func (r *replayer) retract(ctx context.Context, w *ledger.Writer, l row) error {
	reason, err := r.line(l["note"])
	if err != nil {
		return err
	}
	return tracker.Retract(ctx, w, r.statements[l["statement"]], reason)
}

func (r *replayer) move(ctx context.Context, w *ledger.Writer, l row) error {
	note, err := r.text(l["note"])
	if err != nil {
		return err
	}
	return tracker.MoveDate(ctx, w, tracker.NewDateMove{
		Target: l["target"], NewOn: l.day("on"), Reason: l["value"], Note: note,
	})
}

func (r *replayer) withdraw(ctx context.Context, w *ledger.Writer, l row) error {
	decision, err := r.text(l["note"])
	if err != nil {
		return err
	}
	return tracker.Withdraw(ctx, w, l["target"], l.day("on"), decision)
}
