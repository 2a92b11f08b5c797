package pages

import (
	"jalons/server/domain"
	"jalons/server/i18n"
	"jalons/server/ledger"
	"jalons/server/worklist"
)

// difference is a field of which somebody else has said something meanwhile.
type difference struct{ Field, Theirs, Mine string }

// conflict shows what somebody else has said meanwhile beside what was typed, which is kept as a draft.
func (p *Pages) conflict(v visit, in updateForm, stale error) (*page, error) {
	if err := p.write(v, "", nil, func(w *ledger.Writer) error {
		return worklist.SaveDraft(v, w, worklist.Draft{
			Target: in.Target, Fields: in.fields(), Version: in.Version,
		})
	}); err != nil {
		return nil, err
	}
	rights, err := p.desk.Rights(v, v.person.ID)
	if err != nil {
		return nil, err
	}
	item, err := p.work.Item(v, rights, in.Target)
	if err != nil {
		return nil, err
	}
	page, err := p.formAgain(v, in, item, stale)
	if err == nil {
		page.Data = p.withTheirs(v, page.Data, item, in.fields())
	}
	return page, err
}

func (p *Pages) withTheirs(v visit, data any, item *worklist.Item, mine map[string]string) any {
	switch d := data.(type) {
	case worklistData:
		for i := range d.Rows {
			if d.Rows[i].Form != nil {
				d.Rows[i].Form.Theirs = p.differences(v, *item, mine)
			}
		}
		return d
	case itemData:
		d.Form.Theirs = p.differences(v, *item, mine)
		return d
	}
	return data
}

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
