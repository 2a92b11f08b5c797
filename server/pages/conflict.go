package pages

import (
	"jalons/server/domain"
	"jalons/server/i18n"
	"jalons/server/worklist"
)

// difference is a field of which somebody else has said something meanwhile.
type difference struct{ Field, Theirs, Mine string }

// differences compares what was said last with what was typed, field by field.
func (p *Pages) differences(v visit, item worklist.Item, mine map[string]string) []difference {
	family := "level."
	if item.City() {
		family = "stage."
	}
	level := func(code string) string {
		if code == "" {
			return ""
		}
		return p.texts.T(v.lang, family+code)
	}
	day := func(d string) string {
		if parsed, err := domain.ParseDay(d); err == nil {
			return i18n.Date(v.lang, parsed.Time())
		}
		return d
	}
	note, _ := item.Note.Pick(v.lang)
	list := []difference{
		{p.texts.T(v.lang, "update.level"), level(item.Declared), level(mine["level"])},
		{p.texts.T(v.lang, "update.on"), day(string(item.DeclaredOn)), day(mine["on"])},
		{p.texts.T(v.lang, "update.note"), note, mine["note"]},
	}
	if item.Goal != nil {
		theirs := ""
		if item.DeclaredValue != nil {
			theirs = i18n.Number(v.lang, *item.DeclaredValue, 2)
		}
		list = append(list, difference{p.texts.T(v.lang, "update.value"), theirs, mine["value"]})
	}
	return list
}
