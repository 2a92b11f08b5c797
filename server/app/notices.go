package app

import (
	"strings"

	"jalons/server/i18n"
	"jalons/server/ledger"
	"jalons/server/notify"
)

// letters writes what people are told by mail: plain text in their language, with links that only open a
// page.
type letters struct {
	texts  *i18n.Texts
	origin string
}

func (l letters) notice(n notify.Notice) ledger.Letter {
	title, _ := n.Title.Pick(n.Language)
	page := "/items/" + n.Target
	switch {
	case n.Kind == "handed_over":
		page = "/inbox"
	case n.From != "":
		page = "/delegations"
	}
	args := []any{"code", n.Target, "title", title, "address", l.origin + "/" + n.Language + page}
	if n.From != "" {
		args = append(
			args, "from", n.From, "to", n.To, "first", i18n.Date(n.Language, n.FromDay.Time()), "until",
			i18n.Date(n.Language, n.UntilDay.Time()),
		)
	}
	return ledger.Letter{
		Subject: l.texts.T(n.Language, "mail.subject_"+n.Kind, args...),
		Body:    l.texts.T(n.Language, "mail.body_"+n.Kind, args...),
	}
}

func (l letters) summary(s notify.Summary) ledger.Letter {
	var lines []string
	add := func(key string, n int, page string) {
		if n > 0 {
			lines = append(
				lines, "- "+l.texts.T(s.Language, "mail.line_"+key, "n", n)+"\n  "+l.origin+"/"+s.Language+page,
			)
		}
	}
	add("waiting", s.Waiting, "/inbox")
	add("old", s.Old, "/inbox")
	add("escalated", s.Escalated, "/inbox")
	add("sent_back", s.SentBack, "/worklist?tab=sent_back")
	add("late", s.Late, "/worklist?tab=late")
	add("soon", s.Soon, "/worklist?tab=soon")
	add("dead", s.Dead, "/worklist?tab=dead")
	add("unworded", s.Unworded, "/worklist?tab=waiting")
	add("approved", s.Approved, "/worklist")
	add("without_liaison", s.WithoutLiaison, "/accounts")
	add("ending", s.Ending, "/accounts")
	subject, body := "mail.summary_subject", "mail.summary"
	if s.Reminder {
		subject, body = "mail.reminder_subject", "mail.reminder"
	}
	return ledger.Letter{
		Subject: l.texts.T(s.Language, subject), Body: l.texts.T(s.Language, body, "lines", strings.Join(lines, "\n")),
	}
}
