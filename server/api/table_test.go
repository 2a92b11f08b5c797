package api

import (
	"context"
	"encoding/csv"
	"net/http"
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	h, _ := testAPI(t)
	w := ask(h, "GET", Prefix+"/things.csv")
	rows, err := csv.NewReader(w.Body).ReadAll()
	if err != nil || w.Code != 200 || len(rows) != things+1 {
		t.Fatalf("%d, %d rows, %v", w.Code, len(rows), err)
	}
	want := [][]string{
		{
			"id", "name_fr", "name_en", "name_ar", "name_original", "level", "share", "due_on", "due_moves", "tags",
			"at", "raw", "demonstration",
		},
		{
			"1", "'=Chose 1", "", "", "fr", "limited", "12.5", "2026-03-04", "2", "a; b", "2026-03-04T05:06:07.000000Z",
			"null", "false",
		}, // the row says nothing of itself
	}
	for i := range want {
		if got := strings.Join(rows[i], "|"); got != strings.Join(want[i], "|") {
			t.Errorf("row %d: %s", i, got)
		}
	}
	if got := w.Header().Get("Content-Disposition"); got != `attachment; filename="jalons-demonstration-things.csv"` {
		t.Errorf("%s", got)
	}
	if w.Header().Get("Content-Type") != "text/csv; charset=utf-8" || w.Header().Get("Etag") == "" ||
		w.Header().Get(labelHeader) != "true" {
		t.Errorf("%v", w.Header())
	}
}

func TestTableForExcel(t *testing.T) {
	h, _ := testAPI(t)
	w := ask(h, "GET", Prefix+"/things.csv?flavour=excel-fr")
	if body := w.Body.String(); !strings.HasPrefix(body, "\ufeffid;name_fr") || !strings.Contains(body, ";12,5;") {
		t.Errorf("%.200q", body)
	}
}

func TestEmptyTableHasAHeader(t *testing.T) {
	h, _ := testAPI(t)
	if w := ask(h, "GET", Prefix+"/things.csv?q=nothing"); strings.Count(w.Body.String(), "\n") != 1 {
		t.Errorf("%q", w.Body)
	}
	if w := ask(h, "GET", Prefix+"/things.csv?q=nothing"); w.Header().Get(labelHeader) != "" {
		t.Errorf("%v", w.Header())
	}
	if w := ask(h, "GET", Prefix+"/words.csv"); w.Body.String() != "on,moves,demonstration\r\n2026-03-04,0,false\r\n" {
		t.Errorf("%q", w.Body)
	}
}

func TestTableIsKeptAndCompressed(t *testing.T) {
	h, _ := testAPI(t)
	head := ask(h, "HEAD", Prefix+"/things.csv", "Accept-Encoding", "br")
	w := ask(h, "GET", Prefix+"/things.csv", "Accept-Encoding", "br")
	etag := w.Header().Get("Etag")
	if w.Header().Get("Content-Encoding") != "br" || w.Body.Len() == 0 || head.Body.Len() > 0 ||
		head.Header().Get("Etag") != etag {
		t.Errorf("HEAD %v, GET %v", head.Header(), w.Header())
	}
	if again := ask(
		h, "GET", Prefix+"/things.csv", "Accept-Encoding", "br", "If-None-Match", etag,
	); again.Code != 304 || again.Body.Len() > 0 {
		t.Errorf("%d %v", again.Code, again.Header())
	}
}

func TestBrokenTableBreaksTheConnection(t *testing.T) {
	h, _ := testAPI(t)
	defer func() {
		if cause := recover(); cause != http.ErrAbortHandler {
			t.Errorf("panic %v", cause)
		}
	}()
	ask(h, "GET", Prefix+"/things.csv?q=broken")
	t.Error("a table that is not whole looks whole")
}

func TestColumnsOfRefuses(t *testing.T) {
	_, reg := testAPI(t)
	list(reg, Route{Path: "/odd", Policy: "public", Summary: "odd"}, func(context.Context, None, Paging) (List[struct {
		C complex128 `json:"c"`
	}], error) {
		panic("not called")
	})
	if err := reg.Check(); err == nil || !strings.Contains(err.Error(), "/odd.csv") {
		t.Error(err)
	}
}
