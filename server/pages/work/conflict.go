package work

import (
	"jalons/server/domain"
	"jalons/server/i18n"
	"jalons/server/worklist"
)

// difference is a field of which somebody else has said something meanwhile.
type difference struct{ Field, Theirs, Mine string }

// differences compares what was said last with what was typed, field by field.
func (p *Work) differences(v visit, item worklist.Item, mine map[string]string) []difference {
	family := "level."
	if item.City() {
		family = "stage."
	}
	level := func(code string) string {
		if code == "" {
			return ""
		}
		return p.Texts.T(v.Lang, family+code)
	}
	day := func(d string) string {
		if parsed, err := domain.ParseDay(d); err == nil {
			return i18n.Date(v.Lang, parsed.Time())
		}
		return d
	}
	note, _ := item.Note.Pick(v.Lang)
	list := []difference{
		{p.Texts.T(v.Lang, "update.level"), level(item.Declared), level(mine["level"])},
		{p.Texts.T(v.Lang, "update.on"), day(string(item.DeclaredOn)), day(mine["on"])},
		{p.Texts.T(v.Lang, "update.note"), note, mine["note"]},
	}
	if item.Goal != nil {
		theirs := ""
		if item.DeclaredValue != nil {
			theirs = i18n.Number(v.Lang, *item.DeclaredValue, 2)
		}
		list = append(list, difference{p.Texts.T(v.Lang, "update.value"), theirs, mine["value"]})
	}
	return list
}
