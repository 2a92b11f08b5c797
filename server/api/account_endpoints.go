package api

import (
	"context"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/worklist"
)

type peopleIn struct {
	Text string `query:"q" validate:"max=100" doc:"part of a name or address"`
}

type peopleOut struct {
	WithoutLiaison []worklist.WithoutLiaison `json:"without_liaison" doc:"governments with milestones for whom nobody speaks today, the most waiting first"`
	Items          []account.Member          `json:"items" doc:"accounts by role and name, at most 500"`
}

func (e workEndpoints) people(ctx context.Context, _ *account.Person, in peopleIn) (out peopleOut, err error) {
	if out.Items, err = e.inviter.People.Members(ctx, in.Text); err != nil {
		return out, err
	}
	out.WithoutLiaison, err = e.work.StatesWithoutLiaison(ctx)
	return out, err
}

func (e workEndpoints) person(ctx context.Context, _ *account.Person, in idIn) (*account.Member, error) {
	return e.inviter.People.Member(ctx, in.ID)
}

type accountIn struct {
	Email    string      `body:"email" validate:"required,email,max=254" doc:"e-mail address, to which an invitation goes"`
	Name     string      `body:"name" validate:"required,max=200" doc:"name of the person"`
	Role     domain.Role `body:"role" validate:"required,role" doc:"what the person does"`
	Language string      `body:"language" validate:"required,language" doc:"language of the person's letters"`
	States   []string    `body:"states" validate:"max=100" doc:"codes of the governments; needed for liaisons and assessors, all where staff has none"`
	French   string      `body:"institution_fr" validate:"max=200" doc:"an assessor's institution in French, under whose name verdicts are published; needed for assessors"`
	English  string      `body:"institution_en" validate:"max=200" doc:"its name in English"`
	Arabic   string      `body:"institution_ar" validate:"max=200" doc:"its name in Arabic"`
}

func (e workEndpoints) addAccount(ctx context.Context, c ledger.Request, in accountIn) (out doneOut, err error) {
	added := account.NewAccount{
		Email: in.Email, Name: in.Name, Language: in.Language, Role: in.Role, States: in.States,
		Institution: domain.TextOf(in.Language, in.French, in.English, in.Arabic),
	}
	out.ID, err = ledger.WriteAs(ctx, e.Ledger, c, func(w *ledger.Writer) (int64, error) {
		return account.Add(ctx, w, added)
	})
	if err != nil {
		return out, err
	}
	_, err = e.inviter.Invite(ctx, account.Of(ctx), in.Email)
	return out, err
}

type namesIn struct {
	ID      int64  `path:"id" validate:"gte=1" doc:"number of the account"`
	Name    string `body:"name" validate:"required,max=200" doc:"name of the person"`
	French  string `body:"institution_fr" validate:"max=200" doc:"an assessor's institution in French; needed for assessors"`
	English string `body:"institution_en" validate:"max=200" doc:"its name in English"`
	Arabic  string `body:"institution_ar" validate:"max=200" doc:"its name in Arabic"`
}

func (e workEndpoints) rename(ctx context.Context, w *ledger.Writer, in namesIn) (doneOut, error) {
	return doneOut{in.ID}, account.Rename(
		ctx, w, in.ID, in.Name, domain.TextOf("fr", in.French, in.English, in.Arabic),
	)
}

func (e workEndpoints) invite(ctx context.Context, _ ledger.Request, in idIn) (doneOut, error) {
	m, err := e.inviter.People.Member(ctx, in.ID)
	if err != nil {
		return doneOut(in), err
	}
	_, err = e.inviter.Invite(ctx, account.Of(ctx), m.Email)
	return doneOut(in), err
}

type rightIn struct {
	ID       int64           `path:"id" validate:"gte=1" doc:"number of the account"`
	State    string          `body:"state" validate:"omitempty,code" doc:"code of the government; all where it is not given, for staff"`
	Capacity domain.Capacity `body:"capacity" validate:"omitempty,capacity" doc:"as what the person speaks for it; not given for staff and assessors"`
	From     string          `body:"from" validate:"omitempty,day" doc:"first day of a mandate"`
	Until    string          `body:"until" validate:"omitempty,day" doc:"the day on which a mandate no longer counts"`
	Reason   string          `body:"reason" validate:"max=400" doc:"why; needed for a countersigner"`
}

func (e workEndpoints) addRight(ctx context.Context, w *ledger.Writer, in rightIn) (doneOut, error) {
	m := account.NewMandate{
		Account: in.ID, State: in.State, Capacity: in.Capacity, From: domain.Day(in.From),
		Until: domain.Day(in.Until), Reason: in.Reason,
	}
	return doneOut{in.ID}, account.AddRight(ctx, w, m)
}

type endRightIn struct {
	ID     int64  `path:"id" validate:"gte=1" doc:"number of the account"`
	Kind   string `body:"kind" validate:"required,appointment" doc:"what ends"`
	Office int64  `body:"right" validate:"required,gte=1" doc:"its number"`
}

func (e workEndpoints) endRight(ctx context.Context, w *ledger.Writer, in endRightIn) (doneOut, error) {
	return doneOut{in.Office}, account.EndRight(ctx, w, in.Kind, in.Office)
}

func (e workEndpoints) closeAccount(ctx context.Context, w *ledger.Writer, in idIn) (doneOut, error) {
	return doneOut(in), account.Close(ctx, w, in.ID)
}

type auditLogIn struct {
	Text   string `query:"q" validate:"max=100" doc:"part of a name, or an action, a code, the number of a request, an address or a route"`
	Before int64  `query:"before" default:"0" validate:"gte=0" doc:"only entries before this one, the id of the last that was read"`
}

type auditLogOut struct {
	Items    []account.AuditEntry `json:"items" doc:"what people did, newest first, at most a hundred"`
	Refusals []account.Refusal    `json:"refusals" doc:"requests that were turned away by role or rights, the last first, at most a hundred"`
}

func (e workEndpoints) auditLog(ctx context.Context, _ *account.Person, in auditLogIn) (out auditLogOut, err error) {
	if out.Items, err = e.inviter.People.AuditLog(ctx, in.Text, in.Before); err != nil {
		return out, err
	}
	out.Refusals, err = e.inviter.People.Refusals(ctx, in.Text)
	return out, err
}
