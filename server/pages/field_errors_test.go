package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"jalons/server/i18n"
)

// nonsense is what no field of a kind takes.
func (f tellField) nonsense() string {
	switch f.kind {
	case "date":
		return "0026-01-01"
	case "number":
		return "zz"
	case "select", "radio":
		return "no such choice"
	}
	return strings.Repeat("x", 5000)
}

var requestNames = regexp.MustCompile(`[a-z]+_[a-z]+|[a-z]+[A-Z][a-z]+`)

// alertOf gives the text of what a page says is wrong, and its links: where they lead, by their text.
func alertOf(t *testing.T, page string) (text string, links map[string]string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	ids, links := map[string]bool{}, map[string]string{}
	for node := range root.Descendants() {
		ids[attributeOf(node, "id")] = true
	}
	for node := range root.Descendants() {
		if attributeOf(node, "role") != "alert" {
			continue
		}
		text += shownText(node)
		for link := range node.Descendants() {
			if to := attributeOf(link, "href"); link.DataAtom == atom.A && strings.HasPrefix(to, "#") {
				if !ids[to[1:]] {
					t.Errorf("a link to %s leads nowhere", to)
				}
				links[shownText(link)] = to
			}
		}
	}
	return text, links
}

// wrongIn sends nonsense in one field of a form, and reads what its page says of it.
func (b *browser) wrongIn(t *testing.T, lang string, f tellForm, field tellField) {
	t.Helper()
	sent := url.Values{}
	for name, values := range f.values {
		sent[name] = slices.Clone(values)
	}
	sent[field.name][0] = field.nonsense()
	w := b.do("POST", f.action, sent)
	if w.Code < http.StatusBadRequest || w.Code >= http.StatusInternalServerError {
		t.Errorf("%s of %s takes nonsense: %d", field.name, f.action, w.Code)
		return
	}
	text, links := alertOf(t, w.Body.String())
	if text == "" {
		t.Errorf("%s of %s: nothing is said: %d", field.name, f.action, w.Code)
	}
	b.plain(t, lang, f, text)
	for words := range links {
		if strings.HasPrefix(words, field.label) && field.label != "" {
			return
		}
	}
	t.Errorf("%s of %s isn't named %q with a link: %q %v", field.name, f.action, field.label, text, links)
}

// plain fails where a message names a field as a request does, or has no text of its own in a language.
func (b *browser) plain(t *testing.T, lang string, f tellForm, text string) {
	t.Helper()
	if name := requestNames.FindString(text); name != "" {
		t.Errorf("%s says %q: %s", f.action, name, text)
	}
	if strings.Contains(text, b.site.texts.T(lang, "error.shape_value")) {
		t.Errorf("%s has no text of its own: %s", f.action, text)
	}
	if lang == i18n.Arabic && !regexp.MustCompile(`\p{Arabic}`).MatchString(text) {
		t.Errorf("%s isn't said in Arabic: %s", f.action, text)
	}
}

// Every form names a field that is wrong by the label that its reader sees, leads to it, and says what to type; an
// empty form is told the same way.
func TestFormsNameTheirFieldsByLabel(t *testing.T) {
	o := newOffice(t)
	waiting := o.waiting(t)
	admin, assessor := o.enter(t, "boss", "admin"), o.enter(t, "court", "assessor", "TN")
	if _, err := o.db.Owner.ExecContext(
		t.Context(),
		`update accounts set totp_secret = 'v1.00000000.eA==', totp_since = '2026-01-01' where role = 'admin'`,
	); err != nil {
		t.Fatal(err)
	}
	_, err := o.db.Owner.ExecContext(t.Context(),
		`insert into indicators (code, milestone_id, number, title, published_at)
		select code || '.1', id, 1, title, published_at from milestones where code = $1`, o.milestones[2])
	if err != nil {
		t.Fatal(err)
	}
	nobody := &browser{t: t, site: o.site, cookies: map[string]*http.Cookie{}}
	for _, c := range []struct {
		name  string
		who   *browser
		pages []string
	}{
		{"nobody", nobody, []string{"/sign-in", "/code", "/recover"}},
		{"staff", o.staff, []string{
			"/account", "/worklist?tab=follow_ups", "/items/" + o.milestones[0], "/plans?state=TN",
			"/plans?state=TN&plan=TN-2024", "/plans/TN-2024",
			"/edit/TN-2024-C01", "/institutions?state=TN", "/indicators/" + o.milestones[2] + ".1",
		}},
		{"liaison", o.liaison, []string{"/inbox/" + waiting, "/documents/new?state=TN", "/delegations"}},
		{"assessor", assessor, []string{"/assessments/TN-2024-C01"}},
		{"admin", admin, []string{"/accounts", "/accounts/1"}},
	} {
		for _, lang := range i18n.Languages() {
			for _, page := range c.pages {
				t.Run(c.name+" "+lang+page, func(t *testing.T) { c.who.walk(t, lang, "/"+lang+page) })
			}
		}
	}
}

// waiting makes an update that a liaison has to review, and gives its number.
func (o *office) waiting(t *testing.T) string {
	t.Helper()
	update := formOf(t, o.staff.get("/fr/items/"+o.milestones[0]), "/fr/worklist/update")
	for name, value := range map[string]string{"act": "submit", "level": "limited", "on": "2026-06-01"} {
		update.Set(name, value)
	}
	location(t, o.staff.do("POST", "/fr/worklist/update", update))
	return regexp.MustCompile(`/fr/inbox/(\d+)`).FindStringSubmatch(o.liaison.get("/fr/inbox"))[1]
}

// ofEmptyRow says that a field is ignored, because the row that it is of names nothing.
func ofEmptyRow(f tellForm, field tellField) bool {
	return strings.HasSuffix(f.action, "/relations") && (field.name == "part" || field.name == "kind")
}

// emptyIn sends a form in which nothing is typed or chosen, and reads what its page says of that.
func (b *browser) emptyIn(t *testing.T, lang string, f tellForm) {
	t.Helper()
	if len(f.fields) == 0 {
		return // a button
	}
	for _, field := range f.fields {
		if f.values[field.name] = []string{""}; field.kind == "radio" {
			f.values.Del(field.name)
		}
	}
	w := b.do("POST", f.action, f.values)
	text, _ := alertOf(t, w.Body.String())
	switch {
	case w.Code >= http.StatusInternalServerError:
		t.Errorf("%s is empty: %d", f.action, w.Code)
	case w.Code >= http.StatusBadRequest && text == "":
		t.Errorf("%s is empty, and nothing is said: %d", f.action, w.Code)
	case w.Code >= http.StatusBadRequest:
		b.plain(t, lang, f, text)
	}
}

// walk sends nonsense in each field of each form of a page, and then each form empty.
func (b *browser) walk(t *testing.T, lang, page string) {
	w := b.do("GET", page, nil)
	if w.Code != http.StatusOK {
		t.Fatalf("%d", w.Code)
	}
	seen := map[string]bool{}
	for _, f := range formsOf(t, w.Body.String()) {
		for _, field := range f.fields {
			if key := f.action + field.name; !seen[key] && !ofEmptyRow(f, field) {
				seen[key] = true
				b.wrongIn(t, lang, f, field)
			}
		}
	}
	for _, f := range formsOf(t, w.Body.String()) {
		b.emptyIn(t, lang, f)
	}
	if len(seen) == 0 {
		t.Error("no form")
	}
}
