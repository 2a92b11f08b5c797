package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"jalons/server/domain"
	"jalons/server/i18n"
	"jalons/server/web"
)

// The endpoints of these tests stand for those of the record: a thing by its number, a list in pages.
type thingIn struct {
	ID int64 `path:"id" validate:"gte=1" doc:"number of the thing"`
}

type thingFilter struct {
	Level string `query:"level" validate:"omitempty,oneof=limited completed" doc:"only things of this level"`
	Late  *bool  `query:"late" doc:"only things that are late, or are not"`
	On    string `query:"on" validate:"omitempty,day" doc:"the day to look at"`
	Q     string `query:"q" validate:"max=100" doc:"text to find"`
}

type nested struct {
	On    domain.Day `json:"on" doc:"due day"`
	Moves int        `json:"moves" doc:"how often the day moved"`
}

type level string

func (level) Values() []string { return []string{"limited", "completed"} }

type thing struct {
	ID     int64           `json:"id" doc:"number"`
	Name   domain.Text     `json:"name" doc:"its name"`
	Level  level           `json:"level"`
	Share  *float64        `json:"share"`
	Due    nested          `json:"due"`
	Parent *nested         `json:"parent,omitempty"`
	Tags   []string        `json:"tags"`
	Parts  []nested        `json:"parts"`
	At     *time.Time      `json:"at"`
	Raw    json.RawMessage `json:"raw"`
	Counts map[string]int  `json:"counts"`
}

const things = 450

func thingOf(id int64) thing {
	t := thing{
		ID: id, Name: domain.NewText("fr", "=Chose "+strconv.FormatInt(id, 10)), Level: "limited",
		Tags: []string{"a", "b"}, Raw: json.RawMessage(`null`),
	}
	if id == 1 {
		share, at := 12.5, time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
		t.Share, t.At, t.Due, t.Parent = &share, &at, nested{On: "2026-03-04", Moves: 2}, &nested{}
	}
	return t
}

func aThing(_ context.Context, in thingIn) (thing, error) {
	switch in.ID {
	case 500:
		return thing{}, errors.New("pq: secret")
	case 501:
		panic("secret")
	}
	if in.ID > things {
		return thing{}, &domain.Error{Kind: domain.Missing, Code: "missing_thing"}
	}
	return thingOf(in.ID), nil
}

func someThings(_ context.Context, filter thingFilter, paging Paging) (List[thing], error) {
	if filter.Q == "broken" && paging.After != "" {
		return List[thing]{}, errors.New("pq: secret")
	}
	first, _ := strconv.ParseInt(paging.After, 10, 64)
	list := List[thing]{Total: things, Demonstration: true}
	if filter.Q == "nothing" {
		return List[thing]{}, nil
	}
	for id := first + 1; id <= things && len(list.Items) < paging.Limit; id++ {
		list.Items = append(list.Items, thingOf(id))
	}
	if last := list.Items[len(list.Items)-1].ID; last < things {
		next := strconv.FormatInt(last, 10)
		list.Next = &next
	}
	return list, nil
}

// invented is a record that holds invented data and knows no old codes.
type invented struct{}

func (invented) Demonstration(context.Context) (bool, error) { return true, nil }

func (invented) Alias(context.Context, string, string) (string, error) {
	return "", errors.New("no old codes")
}

func published(path, summary string) Route {
	return Route{Path: path, Policy: web.Public, Summary: summary}
}

// testAPI gives the whole of what answers, as the server puts it together.
func testAPI(t *testing.T) (http.Handler, *Registry) {
	t.Helper()
	texts, err := i18n.LoadTexts(os.DirFS("../web/testdata/languages"))
	if err != nil {
		t.Fatal(err)
	}
	router := web.NewRouter(web.FailJSON(texts), nil)
	reg, err := NewRegistry(router, texts, invented{})
	if err != nil {
		t.Fatal(err)
	}
	get(reg, published("/things/:id", "One thing"), aThing)
	list(reg, published("/things", "Things"), someThings)
	list(reg, published("/words", "Words"), func(context.Context, None, Paging) (List[nested], error) {
		return List[nested]{Items: []nested{{On: "2026-03-04"}}, Total: 1}, nil
	})
	if err := reg.servePage(texts, Look{Templates: os.DirFS("../../frontend"), Asset: func(name string) string {
		return "/assets/" + name
	}}); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(reg.Check(), router.Check()); err != nil {
		t.Fatal(err)
	}
	cache := web.NewCache(router.Engine(), func() int64 { return 1 }, func() time.Time { return time.Unix(0, 0) })
	return &web.Edge{
		Inner: cache, Fail: web.FailJSON(texts), Open: Open, Log: slog.New(slog.NewJSONHandler(io.Discard, nil)),
	}, reg
}

func ask(h http.Handler, method, address string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, address, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestStatuses(t *testing.T) {
	h, _ := testAPI(t)
	cases := []struct {
		method, address string
		want            int
	}{
		{"GET", "/things/1", 200}, {"HEAD", "/things/1", 200}, {"OPTIONS", "/things/1", 204},
		{"POST", "/things/1", 405}, {"TRACE", "/things/1", 405}, {"GET", "/things/1?lang=ar", 200},
		{"GET", "/things/451", 404}, {"GET", "/nowhere", 404}, {"GET", "/", 404}, {"GET", "/things/", 301},
		{"GET", "/things/1/2", 404},
		{"GET", "/things/0", 400}, {"GET", "/things/-1", 400}, {"GET", "/things/1e3", 400}, {"GET", "/things/1.0", 400},
		{"GET", "/things/0x1", 400}, {"GET", "/things/99999999999999999999", 400}, {"GET", "/things/1,2", 400},
		{"GET", "/things/1%00", 400}, {"GET", "/things/%ff", 400},
		{"GET", "/things/550e8400-e29b-41d4-a716-446655440000", 400},
		{"GET", "/things/1?lang=de", 400}, {"GET", "/things/1?lang=../../etc/passwd", 400},
		{"GET", "/things/1?x=1", 400},
		{"GET", "/things?limit=0", 400}, {"GET", "/things?limit=201", 400}, {"GET", "/things?limit=1&limit=1", 400},
		{"GET", "/things?level=pg_sleep(10)", 400}, {"GET", "/things?q=%27%20OR%201=1--", 200},
		{"GET", "/things?q=%25", 200},
		{"GET", "/things?on=2027-02-29", 400}, {"GET", "/things?late=maybe", 400}, {"GET", "/words?limit=1", 200},
		{"GET", "/things.csv?limit=1", 400}, {"GET", "/things.csv?flavour=xls", 400},
		{"GET", "/things/500", 500}, {"GET", "/things/501", 500},
	}
	for _, c := range cases {
		t.Run(c.method+" "+c.address, func(t *testing.T) {
			w := ask(h, c.method, Prefix+c.address)
			if w.Code != c.want {
				t.Errorf("%s %s: %d, want %d", c.method, c.address, w.Code, c.want)
			}
			if w.Header().Get("Access-Control-Allow-Origin") != "*" ||
				!strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
				t.Errorf("%s %s: headers %v", c.method, c.address, w.Header())
			}
			if w.Code >= 400 {
				checkProblem(t, c.method+" "+c.address, w)
			}
		})
	}
}

func checkProblem(t *testing.T, what string, w *httptest.ResponseRecorder) {
	t.Helper()
	var p web.Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Status != w.Code || p.Title == "" || p.Detail == "" ||
		p.Instance != w.Header().Get("X-Request-Id") {
		t.Errorf("%s: %v %s", what, err, w.Body)
	}
	if w.Header().Get("Content-Type") != "application/problem+json" || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("%s: %s", what, w.Body)
	}
}

func TestProblemsNameFieldsInTheClientsLanguage(t *testing.T) {
	h, _ := testAPI(t)
	for lang, want := range map[string]string{
		"fr": "limit doit faire 200 ou moins", "en": "limit must be 200 or less", "ar": "limit يجب أن يكون 200 أو اقل",
	} {
		t.Run(lang, func(t *testing.T) {
			var p web.Problem
			w := ask(h, "GET", Prefix+"/things?limit=999&sort=email", "Accept-Language", lang)
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || len(p.Errors) != 2 {
				t.Fatalf("%v %s", err, w.Body)
			}
			if e := p.Errors[0]; e.Field != "limit" || e.Reason != "lte" || e.Message != want ||
				p.Errors[1].Reason != "unknown" {
				t.Errorf("%s: %+v", lang, p.Errors)
			}
		})
	}
}

func TestListPages(t *testing.T) {
	h, _ := testAPI(t)
	var seen int64
	for address := Prefix + "/things?limit=200"; ; {
		var page List[thing]
		w := ask(h, "GET", address)
		if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil || page.Total != things || !page.Demonstration {
			t.Fatalf("%v %.200s", err, w.Body)
		}
		seen += int64(len(page.Items))
		if page.Next == nil {
			break
		}
		address = Prefix + "/things?limit=200&after=" + *page.Next
	}
	if seen != things {
		t.Errorf("%d of %d", seen, things)
	}
	if got := ask(
		h, "GET", Prefix+"/things?q=nothing",
	).Body.String(); got != `{"items":[],"total":0,"invented":0,"next":null,"demonstration":false}` {
		t.Errorf("empty list %s", got)
	}
}

func TestAnswersAreKept(t *testing.T) {
	h, _ := testAPI(t)
	first := ask(h, "GET", Prefix+"/things/1", "Accept-Encoding", "br")
	etag := first.Header().Get("Etag")
	head := ask(h, "HEAD", Prefix+"/things/1", "Accept-Encoding", "br")
	again := ask(h, "GET", Prefix+"/things/1", "Accept-Encoding", "br", "If-None-Match", etag)
	if first.Code != 200 || etag == "" || first.Header().Get("Vary") != "Accept-Encoding" || again.Code != 304 ||
		again.Body.Len() > 0 {
		t.Errorf("%v, then %d", first.Header(), again.Code)
	}
	if head.Body.Len() > 0 || head.Header().Get("Etag") != etag ||
		head.Header().Get("Content-Length") != strconv.Itoa(first.Body.Len()) {
		t.Errorf("HEAD %v", head.Header())
	}
	if w := ask(
		h, "GET", Prefix+"/things?limit=200", "Accept-Encoding", "br",
	); w.Header().Get("Content-Encoding") != "br" {
		t.Errorf("a long answer is not compressed: %v", w.Header())
	}
	if w := ask(h, "GET", Prefix+"/things/451"); w.Header().Get("Etag") != "" ||
		w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("a problem is kept: %v", w.Header())
	}
}

func TestRegistryNamesMistakes(t *testing.T) {
	_, reg := testAPI(t)
	get(reg, published("/a/:code", "nothing takes the code"), func(context.Context, None) (thing, error) {
		return thing{}, nil
	})
	get(reg, published("/b", "the id is not in the path"), func(context.Context, thingIn) (thing, error) {
		return thing{}, nil
	})
	get(reg, published("/c", ""), func(context.Context, None) (thing, error) { return thing{}, nil })
	get(reg, published("/d", "a trap"), func(context.Context, struct {
		N int `query:"n" doc:"optional"`
	}) (thing, error) {
		return thing{}, nil
	})
	get(reg, published("/e", "answers a list bare"), func(context.Context, None) ([]thing, error) {
		return nil, nil
	})
	err := reg.Check()
	for _, want := range []string{
		"/e answers a []api.thing", "/a/:code: nothing takes :code", "/b: parameter id", "/c has no summary", "/d: ",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("not told: %s in %v", want, err)
		}
	}
}
