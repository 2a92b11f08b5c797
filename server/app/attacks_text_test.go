package app

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// hostileText is what an attacker would write into any field that takes text: markup of every kind, and what
// templates and translations would fill in.
const hostileText = `</title></textarea></script><script>alert(1)</script><img src=x onerror=alert(1)>` +
	`<svg onload=alert(1)>[x](javascript:alert(1)) &#106;avascript: ${7*7} {{7*7}} ` +
	`{count, plural, one {x}} %s%n <!-- --> "'` + "`"

// freeTexts finds the columns that people fill: texts by language, and plain texts without a list of values.
const freeTexts = `select c.table_name, c.column_name, c.data_type
	from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.data_type in ('text', 'jsonb')
  and c.is_generated = 'NEVER' and c.table_name not in ('goose_db_version', 'sessions', 'idempotency_keys', 'tokens',
  'sign_in_codes',
  'account_sessions', 'mails')
and c.column_name not in ('email', 'password_hash', 'totp_secret', 'content_hash', 'hash') order by 1, 2`

// poison writes a text into every column that takes it, and says into how many.
func (r *reach) poison() (n int) {
	r.t.Helper()
	ctx := r.t.Context()
	conn, err := r.owner.Connx(ctx)
	if err != nil {
		r.t.Fatal(err)
	}
	defer conn.Close()
	var columns []struct {
		Table  string `db:"table_name"`
		Column string `db:"column_name"`
		Type   string `db:"data_type"`
	}
	if err := conn.SelectContext(ctx, &columns, freeTexts); err != nil {
		r.t.Fatal(err)
	}
	// Triggers keep what is said from being changed; here they would only be in the way.
	if _, err := conn.ExecContext(ctx, `set session_replication_role = replica`); err != nil {
		r.t.Fatal(err)
	}
	for _, c := range columns {
		set, where := `$1::text`, `is not null`
		if c.Type == "jsonb" {
			set, where = fmt.Sprintf(
				`%q || jsonb_build_object(%[1]q ->> 'original', $1::text)`, c.Column,
			), `? 'original'`
		}
		// A column that takes codes only refuses the text.
		if result, err := conn.ExecContext(ctx, fmt.Sprintf(
			`update %q set %q = %s where %[2]q %[4]s`, c.Table, c.Column, set, where,
		), hostileText); err == nil {
			if rows, err := result.RowsAffected(); err == nil && rows > 0 {
				n++
			}
		}
	}
	if _, err := conn.ExecContext(ctx, `set session_replication_role = default`); err != nil {
		r.t.Fatal(err)
	}
	return n
}

// scripts lists what would run, or leave the site, in a page.
func scripts(page string) (found []string) {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return []string{err.Error()}
	}
	for node := range root.Descendants() {
		if node.DataAtom == atom.Script && !strings.HasPrefix(attributeOf(node, "src"), "/assets/") {
			found = append(found, "a script of its own")
		}
		for _, a := range node.Attr {
			scheme, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(a.Val)), ":")
			runs := slices.Contains([]string{"href", "src", "action", "formaction", "xlink:href"}, a.Key) &&
				slices.Contains([]string{"javascript", "data", "vbscript"}, scheme)
			if strings.HasPrefix(a.Key, "on") || runs || a.Key == "srcdoc" {
				found = append(found, fmt.Sprintf("<%s %s=%q>", node.Data, a.Key, a.Val))
			}
		}
	}
	return found
}

func attributeOf(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// C10, C12: whatever stands in any field is text, on every page, for every reader, and in every format.
func TestTextsAreOnlyText(t *testing.T) {
	t.Parallel()
	r := newReach(t)
	o := r.object()
	if n := r.poison(); n < 20 {
		t.Fatalf("only %d columns took the text", n)
	}
	seen := 0
	addresses := r.addresses(o)
	for _, p := range r.persons {
		if !slices.Contains([]string{"nobody", "staff", "liaison of TN", "assessor of TN", "admin"}, p.name) {
			continue
		}
		for _, address := range addresses {
			w := r.send(http.MethodGet, address, nil, p.cookies)
			body := w.Body.String()
			if w.Code >= 500 {
				t.Errorf("GET %s as %s: %d", address, p.name, w.Code)
			}
			if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
				if found := scripts(body); len(found) > 0 {
					t.Errorf("GET %s as %s: %q", address, p.name, found)
				}
				if strings.Contains(body, "${7*7} {{7*7}} {count, plural, one {x}} %s%n") {
					seen++
				}
			}
			if strings.Contains(body, "<img src=x onerror") &&
				!strings.HasPrefix(w.Header().Get("Content-Type"), "text/csv") {
				t.Errorf("GET %s as %s: markup in %s", address, p.name, w.Header().Get("Content-Type"))
			}
		}
	}
	if seen < 30 {
		t.Errorf("the text is shown on %d pages only", seen)
	}
}

// addresses gives every page and answer that is read, of an object where one is named.
func (r *reach) addresses(o object) (list []string) {
	commitment, _, _ := strings.Cut(o.milestone, ".")
	named := map[string][]string{
		"/states/:code": {"TN"}, "/commitments/:code": {commitment}, "/items/:code": {o.milestone},
		"/edit/:code": {commitment}, "/assessments/:code": {commitment, o.milestone},
		"/inbox/:id":     {fmt.Sprint(o.waits), fmt.Sprint(o.approved)},
		"/documents/:id": {fmt.Sprint(o.paper)}, "/accounts/:id": {fmt.Sprint(o.pawn)}, "/regions/:code": {"africa"},
		"/cities/:key": {"TN-001"}, "/states/:state": {"TN"}, "/rollouts/:state": {"TN"},
		"/milestones/:id": {o.milestone}, "/worklist/:code": {o.milestone},
	}
	for _, route := range r.routes {
		if route.Method != http.MethodGet {
			continue
		}
		path := strings.TrimPrefix(route.Path, "/api/v1")
		for _, lang := range []string{"/fr", "/en", "/ar"} {
			path = strings.TrimPrefix(path, lang)
		}
		if !strings.Contains(path, ":") && !strings.Contains(path, "*") {
			list = append(list, route.Path)
			if path == "/plans" || path == "/institutions" || path == "/documents" || path == "/documents/new" {
				list = append(list, route.Path+"?state=TN")
			}
			continue
		}
		for _, code := range named[path] {
			at := strings.Index(route.Path, ":")
			list = append(list, route.Path[:at]+url.PathEscape(code))
		}
	}
	return list
}
