package api

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"jalons/server/web"
)

// rawPage is a page of any list; its items are compared as they came.
type rawPage struct {
	Items    []json.RawMessage `json:"items"`
	Total    int               `json:"total"`
	Invented int               `json:"invented"`
	Next     *string           `json:"next"`
}

// keyset lists the routes that are read page by page.
func (r *record) keyset() (paths []string) {
	for _, op := range r.reg.operations {
		if slices.ContainsFunc(op.fields, func(f web.Field) bool { return f.Name == "after" }) {
			paths = append(paths, op.Path)
		}
	}
	return paths
}

// walk reads a list to its end, limit items a page.
func (r *record) walk(address string, limit int) (items []string) {
	r.t.Helper()
	for after := ""; ; {
		var page rawPage
		r.read(with(address, "limit="+strconv.Itoa(limit)+after), &page)
		for _, item := range page.Items {
			items = append(items, string(item))
		}
		page.Total += page.Invented
		switch {
		case page.Next == nil && len(items) == page.Total:
			return items
		case page.Next == nil:
			r.t.Fatalf("%s ends after %d of %d items", address, len(items), page.Total)
		case len(page.Items) != limit || len(items) >= page.Total:
			r.t.Fatalf(
				"%s: a page of %d items leads on after %d of %d", address, len(page.Items), len(items), page.Total,
			)
		}
		after = "&after=" + url.QueryEscape(*page.Next)
	}
}

func TestListsAreWholeHoweverTheyArePaged(t *testing.T) {
	r := newRecord(t).told(false)
	narrowed := map[string][]string{
		"/regions":     {""},
		"/states":      {"", "?membership=left", "?region=west-africa&q=i"},
		"/progress":    {"", "?by=state", "?by=programme"},
		"/rollouts":    {""},
		"/initiatives": {""},
		"/cities":      {"?state=TN", "?stage=unknown&q=tou"},
		"/reports":     {"", "?state=TN"},
		"/commitments": {"", "?state=TN", "?late=true", "?q=ouvrir"},
		"/changes":     {"", "?since=5", "?state=BJ", "?region=north-africa-middle-east&since=3"},
		"/state_facts": {""}, "/milestones": {""}, "/indicators": {""}, "/date_moves": {""}, "/statements": {""},
		"/reviews": {""}, "/evidence": {""},
		"/stages": {""}, "/rollout_targets": {""}, "/export": {""}, "/columns": {""},
	}
	for _, path := range r.keyset() {
		if len(narrowed[path]) == 0 {
			t.Errorf("nothing walks %s", path)
		}
		for _, query := range narrowed[path] {
			whole := r.walk(path+query, pageLimit)
			for _, limit := range []int{1, 2} {
				if got := r.walk(path+query, limit); len(got) == 0 || !slices.Equal(got, whole) {
					t.Errorf("%s%s by %d: %d items, %d in one page", path, query, limit, len(got), len(whole))
				}
			}
			if sorted := slices.Sorted(slices.Values(whole)); len(slices.Compact(sorted)) != len(whole) {
				t.Errorf("%s%s gives an item twice", path, query)
			}
		}
	}
	if all := r.walk("/cities", pageLimit); len(all) != 977 {
		t.Errorf("%d cities", len(all))
	}
}

func TestTablesHoldWhatListsHold(t *testing.T) {
	r := newRecord(t).told(false)
	for _, op := range r.reg.operations {
		if op.out != nil {
			continue
		}
		var page rawPage
		r.read(strings.TrimSuffix(op.Path, ".csv"), &page)
		rows, err := csv.NewReader(r.get(op.Path).Body).ReadAll()
		if err != nil || len(rows) != page.Total+1 || page.Total == 0 {
			t.Errorf("%s: %v, %d rows of %d", op.Path, err, len(rows)-1, page.Total)
		}
	}
}

func TestCursorsThatNoListGave(t *testing.T) {
	r := newRecord(t).told(false)
	bad := map[string][]string{
		"/regions": {"TN"}, "/states": {"ZZ", "west-africa"}, "/progress": {"TN"}, "/rollouts": {"ZZ"},
		"/initiatives": {"TN"},
		"/cities":      {"ZZ-001", "1", "TN"}, "/commitments": {"TN-2025-C99", "0"},
		"/changes":     {"0", "007", "1000", "TN-001", "99999999999999999999", "1e1"},
		"/state_facts": {"TN"}, "/milestones": {"TN-2025-C99.1", "1"},
		"/statements": {"007", "99999", "99999999999999999999", "1e1"}, "/reviews": {"99999", "TN"},
		"/stages": {"99999", "01"}, "/rollout_targets": {"TN"}, "/export": {"F2"}, "/columns": {"code"},
	}
	for _, path := range r.keyset() {
		for _, after := range append(bad[path], "", "-1", "..", "a b", "'", "+1") {
			r.names(path+"?after="+url.QueryEscape(after), http.StatusBadRequest, "after")
		}
	}
	r.names("/changes?since=5&after=3", http.StatusBadRequest, "after")
}

// names wants a problem of a status that names one field.
func (r *record) names(address string, status int, field string) {
	r.t.Helper()
	w := r.get(address)
	var p web.Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != status || len(p.Errors) != 1 ||
		p.Errors[0].Field != field || p.Errors[0].Message == "" {
		r.t.Errorf("%s: %d %s", address, w.Code, w.Body)
	}
	checkProblem(r.t, address, w)
}

// What is taken away with a demonstration leaves gaps in the positions, and the list is still whole.
func TestChangesAfterTheDemonstrationWent(t *testing.T) {
	r := newRecord(t).told(true)
	before := r.walk("/changes", 2)
	if _, err := r.tracker.RemoveDemonstration(context.Background(), r.db.Owner); err != nil {
		t.Fatal(err)
	}
	if left := r.walk("/changes", 2); len(left) != 0 {
		t.Errorf("%d of %d changes are left", len(left), len(before))
	}
	r.told(false)
	if after := r.walk("/changes", 2); len(after) != len(before) {
		t.Errorf("%d changes, then %d", len(before), len(after))
	}
	var page rawPage
	if r.read("/changes?since=3&after=4", &page); len(page.Items) != len(before) {
		t.Errorf("a cursor on a change that went: %d of %d", len(page.Items), len(before))
	}
}
