package render

import (
	"sort"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"jalons/server/domain"
	"jalons/server/tracker"
)

// ByName puts things in the order that their names have in a language: Écosse and Égypte come after
// Djibouti, not after Zambie. The list is sorted in place and returned.
func ByName[T any](lang string, list []T, name func(T) domain.Text) []T {
	collator, buffer := collate.New(language.Make(lang)), &collate.Buffer{}
	keyed := make([]struct {
		key  string
		item T
	}, len(list))
	for i, item := range list {
		text, _ := name(item).Pick(lang)
		keyed[i].key, keyed[i].item = string(collator.KeyFromString(buffer, text)), item
		buffer.Reset()
	}
	sort.SliceStable(keyed, func(a, b int) bool { return keyed[a].key < keyed[b].key })
	for i := range keyed {
		list[i] = keyed[i].item
	}
	return list
}

// StatesByName is byName for states.
func StatesByName(lang string, states []tracker.State) []tracker.State {
	return ByName(lang, states, func(s tracker.State) domain.Text { return s.Name })
}

// Named is byName for codes with their names.
func Named(lang string, list []tracker.Named) []tracker.Named {
	return ByName(lang, list, func(n tracker.Named) domain.Text { return n.Name })
}
