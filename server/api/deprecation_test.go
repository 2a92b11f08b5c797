package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"jalons/server/web"
)

// ending is that of the tests: 2027-01-01 is 1,798,761,600 seconds after 1970.
var ending = Ending{Deprecated: "2027-01-01", Sunset: "2027-07-01"}

func TestDeprecatedEndpointsSayUntilWhen(t *testing.T) {
	h, reg := testAPI(t)
	get(reg, Route{Path: "/old/:id", Policy: web.Public, Summary: "Old", Ending: ending}, aThing)
	list(reg, Route{Path: "/older", Policy: web.Public, Summary: "Older", Ending: ending}, someThings)
	mine := operation{Route: Route{Path: "/mine", Policy: web.Public, Summary: "Mine", Ending: ending}}
	handle(reg, mine, func(*gin.Context, None) (thing, error) { return thingOf(1), nil })
	if err := reg.Check(); err != nil {
		t.Fatal(err)
	}
	for address, status := range map[string]int{
		"/old/1": http.StatusOK, "/old/451": http.StatusNotFound, "/old/0": http.StatusBadRequest,
		"/older": http.StatusOK, "/older.csv": http.StatusOK, "/mine": http.StatusOK,
	} {
		t.Run(address, func(t *testing.T) {
			for _, from := range []string{"the handler", "the cache"} {
				w := ask(h, http.MethodGet, Prefix+address)
				got := [2]string{w.Header().Get("Deprecation"), w.Header().Get("Sunset")}
				if want := [2]string{"@1798761600", "Thu, 01 Jul 2027 00:00:00 GMT"}; w.Code != status || got != want {
					t.Errorf("%s: got %d %q, want %d %q", from, w.Code, got, status, want)
				}
			}
		})
	}
	w := ask(h, http.MethodGet, Prefix+"/things/1")
	if w.Header().Get("Deprecation") != "" || w.Header().Get("Sunset") != "" {
		t.Errorf("got %v of an endpoint that stays, want neither header", w.Header())
	}
}

func TestDocumentMarksDeprecatedEndpoints(t *testing.T) {
	_, reg := testAPI(t)
	get(reg, Route{Path: "/old/:id", Policy: web.Public, Summary: "Old", Ending: ending}, aThing)
	body, err := reg.Document()
	if err != nil {
		t.Fatal(err)
	}
	validatorOf(t, body)
	var doc struct {
		Paths map[string]struct {
			Get struct {
				Deprecated bool   `json:"deprecated"`
				Sunset     string `json:"x-sunset"`
				Summary    string `json:"summary"`
				Responses  map[string]struct{ Headers map[string]any }
			}
		}
	}
	if err := json.Unmarshal(body, &doc); err != nil {
		t.Fatal(err)
	}
	got := doc.Paths[Prefix+"/old/{id}"].Get
	if !got.Deprecated || got.Sunset != ending.Sunset || !strings.Contains(got.Summary, "until "+ending.Sunset) ||
		got.Responses["200"].Headers["Deprecation"] == nil || got.Responses["200"].Headers["Sunset"] == nil {
		t.Errorf("got %+v, want it deprecated until %s, with both headers", got, ending.Sunset)
	}
	if stays := doc.Paths[Prefix+"/things/{id}"].Get; stays.Deprecated || stays.Sunset != "" {
		t.Errorf("got %+v, want an endpoint that stays", stays)
	}
}

func TestEndingsGiveNotice(t *testing.T) {
	for name, c := range map[string]struct {
		ending Ending
		want   string
	}{
		"none":                {Ending{}, ""},
		"six months":          {Ending{"2027-01-01", "2027-07-01"}, ""},
		"a day less":          {Ending{"2027-01-01", "2027-06-30"}, "less than 6 months"},
		"no sunset":           {Ending{Deprecated: "2027-01-01"}, "sunset: "},
		"no deprecation":      {Ending{Sunset: "2027-01-01"}, "deprecated: "},
		"a day there is none": {Ending{"2027-02-30", "2028-01-01"}, "deprecated: "},
	} {
		t.Run(name, func(t *testing.T) {
			_, reg := testAPI(t)
			route := Route{Path: "/old", Policy: web.Public, Summary: "Old", Ending: c.ending}
			get(reg, route, func(context.Context, None) (thing, error) { return thing{}, nil })
			err := reg.Check()
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
