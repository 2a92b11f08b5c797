package pages

import (
	"strings"

	"jalons/server/desk"
)

// flash is a sentence above a page: what was done, or what was refused.
type flash struct {
	Good  bool
	Words string
}

// result is what came of a form that was taken. It is kept under the form's key, so that a form that is sent twice is
// answered the same.
type result struct {
	To      string   // where its sender goes on, with the flash in the address; empty for the page that has the form
	Flash   *flash   // of that page
	Results []told   // of several rows, what came of each
	secret  string   // shown this once and kept nowhere
	page    pageFunc // in place of the page that has the form
}

// pageFunc is a page whose input is known.
type pageFunc func(visit) (*page, error)

// told is a row of several with what came of it in words.
type told struct {
	Code  string
	Good  bool
	Words string
}

// to leads on to an address in the reader's language.
func (v visit) to(address string) result { return result{To: "/" + v.lang + address} }

// said is the flash of a key whose end an address names; an address that names none has none.
func (p *Pages) said(v visit, key string) *flash {
	if strings.HasSuffix(key, "_") {
		return nil
	}
	return &flash{Good: true, Words: p.texts.T(v.lang, key)}
}

// tell puts what came of several rows into words.
func (p *Pages) tell(v visit, outcomes []desk.Outcome, good string) []told {
	list := make([]told, len(outcomes))
	for i, o := range outcomes {
		list[i] = told{Code: o.Code, Good: o.Reason == "", Words: p.texts.T(v.lang, good)}
		if o.Reason != "" {
			list[i].Words = p.texts.T(v.lang, "error."+o.Reason, "code", o.Code)
		}
	}
	return list
}
