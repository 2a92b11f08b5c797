package api

import (
	"context"
	"fmt"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
	"jalons/server/worklist"
)

type retractIn struct {
	ID      int64  `path:"id" validate:"gte=1" doc:"number of the statement"`
	Reason  string `body:"reason" validate:"required,max=400" lines:"yes" doc:"why; it is public"`
	Instead string `body:"instead" validate:"omitempty,key" doc:"code of the milestone that it should have been about"`
}

// statementOut is what came of a write that may make a statement.
type statementOut struct {
	Statement int64 `json:"statement" doc:"number of the statement"`
}

func (e workEndpoints) retract(ctx context.Context, w *ledger.Writer, in retractIn) (statementOut, error) {
	id, err := tracker.Retract(ctx, w, in.ID, in.Reason, in.Instead)
	return statementOut{id}, err
}

type doneOut struct {
	ID int64 `json:"id" doc:"number of what was recorded"`
}

type reviewIn struct {
	ID      int64          `path:"id" validate:"gte=1" doc:"number of the statement"`
	Outcome domain.Outcome `body:"outcome" validate:"required,outcome" doc:"the answer"`
	Hash    string         `body:"hash" validate:"required,len=64" doc:"hash of the content that the caller read"`
	Comment string         `body:"comment" validate:"max=2000" lines:"yes" doc:"needed to send back"`
}

func (e workEndpoints) review(ctx context.Context, w *ledger.Writer, in reviewIn) (doneOut, error) {
	id, err := tracker.Review(ctx, w, tracker.NewReview{
		Statement: in.ID, Outcome: in.Outcome, Hash: in.Hash, Comment: in.Comment,
	})
	return doneOut{id}, err
}

type revokeIn struct {
	ID     int64  `path:"id" validate:"gte=1" doc:"number of the statement"`
	Reason string `body:"reason" validate:"required,max=400" lines:"yes" doc:"why; it is public"`
}

func (e workEndpoints) revoke(ctx context.Context, w *ledger.Writer, in revokeIn) (doneOut, error) {
	return doneOut{in.ID}, tracker.Revoke(ctx, w, in.ID, in.Reason)
}

type handOverIn struct {
	ID   int64  `path:"id" validate:"gte=1" doc:"number of the statement"`
	To   int64  `body:"to" validate:"required,gte=1" doc:"number of the account of somebody who may review it"`
	Note string `body:"note" validate:"max=400" lines:"yes" doc:"what is to be considered"`
}

func (e workEndpoints) handOver(ctx context.Context, w *ledger.Writer, in handOverIn) (doneOut, error) {
	return doneOut{in.ID}, tracker.HandOver(ctx, w, in.ID, in.To, in.Note)
}

type readIn struct {
	Statement int64  `body:"statement" validate:"required,gte=1" doc:"number of the statement"`
	Hash      string `body:"hash" validate:"required,len=64" doc:"hash of the content that the caller read"`
}

type approveIn struct {
	Statements []readIn `body:"statements" validate:"required,min=1,max=300,dive" doc:"what is approved"`
}

func (e workEndpoints) approve(ctx context.Context, c ledger.Request, in approveIn) (out outcomesOut, err error) {
	read := make([]tracker.Read, len(in.Statements))
	for i, s := range in.Statements {
		read[i] = tracker.Read{Statement: s.Statement, Code: fmt.Sprint(s.Statement), Hash: s.Hash}
	}
	out.Items, err = e.work.Approve(ctx, c, read)
	return out, err
}

type moveIn struct {
	ID      string       `path:"id" validate:"key" doc:"code of the milestone or indicator"`
	Version int64        `header:"If-Match" default:"0" validate:"gte=1" doc:"the version that the caller saw"`
	NewOn   string       `body:"new_on" validate:"required,day" doc:"the new date; of a month, quarter or year the last day counts"`
	Within  string       `body:"precision" validate:"omitempty,calendar_precision" doc:"how much of the date is meant; day where it is not given"`
	Reason  domain.Cause `body:"reason" validate:"required,move_cause" doc:"why it moves"`
	Lang    string       `body:"lang" validate:"required,language" doc:"language of the note"`
	Note    string       `body:"note" validate:"max=400" lines:"yes" doc:"why, in words"`
}

func (e workEndpoints) move(ctx context.Context, w *ledger.Writer, in moveIn) (doneOut, error) {
	return doneOut{}, tracker.MoveDate(ctx, w, tracker.NewDateMove{
		Target: in.ID, NewOn: domain.Day(in.NewOn), Precision: domain.Precision(in.Within), Reason: in.Reason,
		Note: textOf(in.Lang, in.Note),
	}, in.Version)
}

type withdrawIn struct {
	ID        string `path:"id" validate:"key" doc:"code of the milestone"`
	Version   int64  `header:"If-Match" default:"0" validate:"gte=1" doc:"the version that the caller saw"`
	DecidedOn string `body:"decided_on" validate:"required,day" doc:"day of the decision"`
	Decision  string `body:"decision" validate:"required,max=400" lines:"yes" doc:"which decision, and where it can be read"`
	Lang      string `body:"lang" validate:"required,language" doc:"language of the text"`
}

func (e workEndpoints) withdraw(ctx context.Context, w *ledger.Writer, in withdrawIn) (doneOut, error) {
	return doneOut{}, tracker.WithdrawMilestone(ctx, w, tracker.NewWithdrawal{
		Milestone: in.ID, DecidedOn: domain.Day(in.DecidedOn), Decision: textOf(in.Lang, in.Decision),
	}, in.Version)
}

type followUpIn struct {
	State   string `body:"state" validate:"required,code" doc:"code of the government"`
	Target  string `body:"target" validate:"omitempty,key" doc:"code of a milestone or city of it"`
	Action  string `body:"action" validate:"required,max=400" doc:"what is to be done next"`
	DueOn   string `body:"due_on" validate:"required,day" doc:"by which day"`
	Contact string `body:"contact" validate:"max=200" doc:"with whom"`
	Note    string `body:"note" validate:"max=1000" lines:"yes" doc:"what was said at the last contact"`
}

func (e workEndpoints) addFollowUp(ctx context.Context, w *ledger.Writer, in followUpIn) (doneOut, error) {
	id, err := worklist.AddFollowUp(ctx, w, worklist.NewFollowUp{
		State: in.State, Target: in.Target, Action: in.Action, DueOn: domain.Day(in.DueOn), Contact: in.Contact,
		Note: in.Note,
	})
	return doneOut{id}, err
}

type idIn struct {
	ID int64 `path:"id" validate:"gte=1" doc:"its number"`
}

func (e workEndpoints) completeFollowUp(ctx context.Context, w *ledger.Writer, in idIn) (doneOut, error) {
	return doneOut(in), worklist.CompleteFollowUp(ctx, w, in.ID)
}

type delegateIn struct {
	Email      string `body:"email" validate:"required,email,max=254" doc:"e-mail address of who is to speak"`
	State      string `body:"state" validate:"required,code" doc:"code of the government"`
	Commitment string `body:"commitment" validate:"omitempty,key" doc:"the one commitment that it covers; all where it is not given"`
	FromDay    string `body:"from_day" validate:"required,day" doc:"first day"`
	UntilDay   string `body:"until_day" validate:"required,day" doc:"the day on which it no longer counts, at most 90 days later"`
	Reason     string `body:"reason" validate:"required,max=400" doc:"why"`
}

func (e workEndpoints) delegate(ctx context.Context, w *ledger.Writer, in delegateIn) (doneOut, error) {
	id, err := account.AddDelegation(ctx, w, account.NewDelegation{
		Email: in.Email, State: in.State, Commitment: in.Commitment, FromDay: domain.Day(in.FromDay),
		UntilDay: domain.Day(in.UntilDay), Reason: in.Reason,
	})
	return doneOut{id}, err
}

func (e workEndpoints) endDelegation(ctx context.Context, w *ledger.Writer, in idIn) (doneOut, error) {
	return doneOut(in), account.EndDelegation(ctx, w, in.ID)
}

type assessIn struct {
	Target       string       `body:"target" validate:"required,key" doc:"code of the commitment, milestone or indicator"`
	Lang         string       `body:"lang" validate:"required,language" doc:"language of the texts"`
	Level        domain.Level `body:"level" validate:"required,verdict" doc:"the verdict"`
	On           string       `body:"on" validate:"required,day" doc:"effective day"`
	EarlyResults string       `body:"early_results" validate:"omitempty,early_results" doc:"the Open Government Partnership's code"`
	Ambition     string       `body:"ambition" validate:"omitempty,ambition" doc:"its code of ambition"`
	Verifiable   string       `body:"verifiable" validate:"omitempty,verifiable" doc:"its code of verifiability"`
	Verdict      string       `body:"verdict" validate:"max=4000" lines:"yes" doc:"the verdict in words"`
	Sources      []proofIn    `body:"sources" validate:"max=20,dive" doc:"what it rests on"`
}

func (e workEndpoints) assess(ctx context.Context, w *ledger.Writer, in assessIn) (statementOut, error) {
	id, err := tracker.Assess(ctx, w, tracker.NewAssessment{
		Target: in.Target, Level: in.Level, On: domain.Day(in.On), EarlyResults: in.EarlyResults,
		Ambition: in.Ambition, Verifiable: in.Verifiable,
		Verdict: textOf(in.Lang, in.Verdict), Evidence: evidenceOf(in.Lang, in.Sources, e.Today()),
	})
	return statementOut{id}, err
}
