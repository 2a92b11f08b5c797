package api

import (
	"context"

	"jalons/server/account"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

type indicatorKeyIn struct {
	Code string `path:"code" validate:"key" doc:"code of the indicator"`
}

func (e workEndpoints) editedIndicator(
	ctx context.Context, p *account.Person, in indicatorKeyIn,
) (*tracker.EditedIndicator, error) {
	rights, err := e.Rights(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	return e.KeptIndicator(ctx, rights, in.Code)
}

type indicatorIn struct {
	Code     string  `path:"code" validate:"key" doc:"code of the indicator"`
	Version  int64   `header:"If-Match" default:"0" validate:"gte=1" doc:"the version that the caller saw"`
	Lang     string  `body:"lang" validate:"required,language" doc:"language of the texts; in another than the original they are translations of it"`
	Title    string  `body:"title" validate:"required,max=2000" lines:"yes" doc:"what is measured or to be done"`
	Detail   string  `body:"detail" validate:"max=4000" lines:"yes" doc:"its long form; empty takes it away, here and below"`
	DueWords string  `body:"due_words" validate:"max=2000" lines:"yes" doc:"the words in which its date was given; the date itself moves with a reason"`
	Leads    []int64 `body:"leads" validate:"max=40" doc:"numbers of all institutions that answer for it"`
}

func (e workEndpoints) editIndicator(ctx context.Context, w *ledger.Writer, in indicatorIn) (codeOut, error) {
	edit := tracker.IndicatorEdit{
		Lang: in.Lang, Title: in.Title, Detail: in.Detail, DueWords: in.DueWords, Leads: in.Leads,
	}
	return codeOut{in.Code}, tracker.EditIndicator(ctx, w, in.Code, edit, in.Version)
}
