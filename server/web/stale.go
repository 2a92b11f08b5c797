package web

import (
	"bytes"
	"html"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"jalons/server/i18n"
)

// StaleHeader is on an answer that stands in for one that can't be made now, or may be out of date while nobody can
// look, and says when it was made.
const StaleHeader = "Jalons-Stale"

// stale is a kept answer as it stands in for one that can't be made; it is made when it is first asked for.
type stale struct {
	once sync.Once
	form *entry
}

// sendStale sends the last answer that was kept for an address, and says false where none was.
func (c *Cache) sendStale(w http.ResponseWriter, r *http.Request, address string) bool {
	c.mu.Lock()
	element, ok := c.entries[address]
	c.mu.Unlock()
	if !ok {
		return false
	}
	c.sendOld(w, r, element.Value.(*entry))
	return true
}

// sendOld sends a kept answer, marked with when it was made.
func (c *Cache) sendOld(w http.ResponseWriter, r *http.Request, e *entry) {
	form, grown := e.staleForm(c.Mark)
	variant, more := form.variant(acceptedEncoding(r.Header.Get("Accept-Encoding")))
	if grown+more > 0 {
		c.grow(e, grown+more)
	}
	h := w.Header()
	h.Set(StaleHeader, e.made.UTC().Format(time.RFC3339))
	h.Set("Age", strconv.Itoa(max(0, int(c.now().Sub(e.made).Seconds()))))
	form.send(w, r, variant)
}

// staleForm gives the answer with the mark in it, and the bytes that this call added to the entry.
func (e *entry) staleForm(mark func(http.Header, time.Time, []byte) []byte) (form *entry, grown int64) {
	e.old.once.Do(func() {
		e.old.form = e
		if mark == nil {
			return
		}
		if body := mark(e.header, e.made, e.plain.body); len(body) != len(e.plain.body) {
			e.old.form = &entry{header: e.header, plain: newVariant(body, identity)}
			grown = int64(len(body)) + entryOverhead
		}
	})
	return e.old.form, grown
}

// MarkStale writes on a page of when it is, since none can be made now. What is not a page stays as it is: its headers
// say so.
func MarkStale(t *i18n.Texts, header http.Header, made time.Time, page []byte) []byte {
	_, rest, isPage := bytes.Cut(page, []byte("<main "))
	_, content, opened := bytes.Cut(rest, []byte(">"))
	if !isPage || !opened || !strings.HasPrefix(header.Get("Content-Type"), "text/html") {
		return page
	}
	lang := header.Get("Content-Language")
	words := t.T(lang, "page.stale", map[string]any{"day": i18n.Date(lang, made), "time": i18n.Clock(lang, made)})
	notice := `<p class="notice late" role="status">` + html.EscapeString(words) + `</p>`
	return slices.Insert(slices.Clone(page), len(page)-len(content), []byte(notice)...)
}
