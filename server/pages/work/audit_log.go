package work

import (
	"strconv"

	"jalons/server/account"
	"jalons/server/notify"
	"jalons/server/pages/render"
)

type auditLogData struct {
	Entries  []account.AuditEntry
	Refusals []refused
	Text     string
	Next     string
}

// refused is a row of refusals with its reason in words.
type refused struct {
	account.Refusal
	Why string
}

// refusals are shown above the newest entries only.
func (p *Work) refusals(v visit, in auditLogPage) ([]refused, error) {
	if in.Before != 0 {
		return nil, nil
	}
	rows, err := p.guard.People.Refusals(v, in.Text)
	list := make([]refused, len(rows))
	for i, row := range rows {
		list[i] = refused{row, p.Texts.T(v.Lang, "error."+row.Code)}
	}
	return list, err
}

type auditLogPage struct {
	Text   string `query:"q" validate:"max=100"`
	Before int64  `query:"before" default:"0" validate:"gte=0"`
}

func (p *Work) auditLog(v visit, in auditLogPage) (*render.Page, error) {
	entries, err := p.guard.People.AuditLog(v, in.Text, in.Before)
	if err != nil {
		return nil, err
	}
	data := auditLogData{Entries: entries, Text: in.Text}
	if data.Refusals, err = p.refusals(v, in); err != nil {
		return nil, err
	}
	if len(entries) == 100 {
		data.Next = render.Query("q", in.Text, "before", strconv.FormatInt(entries[len(entries)-1].ID, 10))
	}
	return &render.Page{
		Template: "audit_log", Section: "people", Path: "/audit-log", Title: p.Texts.T(v.Lang, "audit.title"),
		Description: p.Texts.T(v.Lang, "audit.title"), Data: data,
	}, nil
}

type mailsData struct{ Mails []notify.Mail }

func (p *Work) mails(v visit, _ nothing) (*render.Page, error) {
	list, err := notify.Mails(v, p.Tracker.Ledger)
	if err != nil {
		return nil, err
	}
	return &render.Page{
		Template: "mails", Section: "people", Path: "/mails", Title: p.Texts.T(v.Lang, "outbox.title"),
		Description: p.Texts.T(v.Lang, "outbox.title"), Data: mailsData{list},
	}, nil
}
