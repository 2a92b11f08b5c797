package web

import (
	"net/http"
	"strings"

	"jalons/server/i18n"
)

// Language gives the language to answer in: that of the address (/fr/…), else ?lang=, else the
// client's preference.
func Language(r *http.Request) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if i18n.KnownLanguage(first) {
		return first
	}
	if r.URL.RawQuery != "" {
		if lang := r.URL.Query().Get("lang"); i18n.KnownLanguage(lang) {
			return lang
		}
	}
	return i18n.ChooseLanguage(r.Header.Get("Accept-Language"))
}
