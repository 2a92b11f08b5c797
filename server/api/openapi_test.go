package api

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"jalons/server/i18n"
	"jalons/server/tracker"
	"jalons/server/web"
)

var update = flag.Bool("update", false, "write the documents anew instead of comparing")

// golden compares with a committed file, or writes it.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the routes say; look at the change and run the test with -update", path)
	}
}

func validatorOf(t *testing.T, body []byte) validator.Validator {
	t.Helper()
	doc, err := libopenapi.NewDocument(body)
	if err != nil {
		t.Fatal(err)
	}
	v, errs := validator.NewValidator(doc)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if ok, errs := v.ValidateDocument(); !ok {
		for _, e := range errs {
			t.Errorf("the document: %s %s %v", e.Message, e.Reason, e.SchemaValidationErrors)
		}
	}
	return v
}

func TestDocument(t *testing.T) {
	h, reg := testAPI(t)
	body, err := reg.Document()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/openapi.json", body)
	served := ask(h, "GET", "/api/openapi.json")
	if !bytes.Equal(served.Body.Bytes(), body) || served.Header().Get("Content-Type") != "application/json" ||
		served.Header().Get("Etag") == "" {
		t.Errorf("served: %v", served.Header())
	}
	v := validatorOf(t, body)
	for _, address := range []string{
		"/things/1", "/things/2", "/things/1?lang=fr", "/things",
		"/things?limit=200&after=3&level=limited&late=true&on=2026-03-04",
		"/things?q=nothing", "/words", "/things.csv", "/things.csv?flavour=excel-fr",
		"/things/451", "/things/0", "/things?limit=0&x=1", "/things/500",
	} {
		r := httptest.NewRequest("GET", Prefix+address, nil)
		answer := ask(h, "GET", Prefix+address).Result()
		if ok, errs := v.ValidateHttpResponse(r, answer); !ok {
			for _, e := range errs {
				t.Errorf("%s: %s: %s %v", address, e.Message, e.Reason, e.SchemaValidationErrors)
			}
		}
	}
}

// The check of answers must be one that can fail.
func TestDocumentRefusesOtherAnswers(t *testing.T) {
	_, reg := testAPI(t)
	body, err := reg.Document()
	if err != nil {
		t.Fatal(err)
	}
	v := validatorOf(t, body)
	for name, answer := range map[string]string{
		"null for a list": `{"items":null,"total":0,"invented":0,"next":null,"demonstration":false}`,
		"a field missing": `{"items":[],"next":null,"demonstration":false}`,
		"text for number": `{"items":[],"total":"0","invented":0,"next":null,"demonstration":false}`,
	} {
		t.Run(name, func(t *testing.T) {
			w := httptest.NewRecorder()
			w.Header().Set("Content-Type", "application/json")
			w.WriteString(answer)
			if ok, _ := v.ValidateHttpResponse(httptest.NewRequest("GET", Prefix+"/things", nil), w.Result()); ok {
				t.Errorf("%s is taken for valid", name)
			}
		})
	}
}

func TestPage(t *testing.T) {
	h, _ := testAPI(t)
	for lang, dir := range map[string]string{"fr": "ltr", "en": "ltr", "ar": "rtl"} {
		t.Run(lang, func(t *testing.T) {
			w := ask(h, "GET", "/api?lang="+lang)
			page := w.Body.String()
			if w.Code != 200 || !strings.Contains(page, `<html lang="`+lang+`" dir="`+dir+`">`) ||
				w.Header().Get("Content-Language") != lang {
				t.Fatalf("%s: %d %v", lang, w.Code, w.Header())
			}
			for _, want := range []string{
				"GET /api/v1/things/{id}", "1 to 200", `id="schema-ThingList"`, `href="#schema-ThingList"`,
				`id="missing"`, `href="/assets/main.css"`,
			} {
				if !strings.Contains(page, want) {
					t.Errorf("%s: no %s", lang, want)
				}
			}
			if strings.Contains(page, "<script") || strings.Contains(page, "style=") {
				t.Errorf("%s: the page needs what the policy forbids", lang)
			}
		})
	}
	if w := ask(h, "GET", "/api", "Accept-Language", "ar"); w.Header().Get("Content-Language") != "ar" ||
		w.Header().Get("Vary") != "Accept-Language" || w.Header().Get("Etag") != "" {
		t.Errorf("%v", w.Header())
	}
	if w := ask(h, "GET", "/api?lang=de"); w.Code != 400 {
		t.Errorf("%d", w.Code)
	}
}

// The document of the real routes is committed, so that a change of the API shows in its diff.
func TestRoutesAndTheirDocument(t *testing.T) {
	texts, err := i18n.LoadTexts(os.DirFS("../../frontend/languages"))
	if err != nil {
		t.Fatal(err)
	}
	router := web.NewRouter(web.FailJSON(texts), &web.Authenticator{})
	if err := Register(router, Parts{
		Tracker: tracker.New(nil), Inviter: web.Inviter{Texts: texts},
		Asset: func(name string) string { return "/assets/" + name },
	}); err != nil {
		t.Fatal(err)
	}
	if err := router.Check(); err != nil {
		t.Fatal(err)
	}
	body := ask(router.Engine(), "GET", "/api/openapi.json").Body.Bytes()
	golden(t, "openapi.json", body)
	validatorOf(t, body)
}

// An address that a text of the document names is one of the API's, or of the site's files.
func TestDocumentNamesAddressesThatExist(t *testing.T) {
	text, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc document
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`[" ](/[a-z-]+/\{[a-z]+\}[a-z/-]*)`).FindAllStringSubmatch(string(text), -1)
	for _, name := range named {
		address := name[1]
		_, ofAPI := doc.Paths[Prefix+address]
		if ofSite := address == "/evidence/{id}/thumbnail"; !ofAPI && !ofSite {
			t.Errorf("%s: got no such address, want one of the document's", address)
		}
	}
	if len(named) == 0 {
		t.Error("no address is named: the pattern finds nothing")
	}
}

// Whoever reads the document finds each parameter and each field explained.
func TestDocumentExplainsEverything(t *testing.T) {
	text, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc document
	if err := json.Unmarshal(text, &doc); err != nil || len(doc.Paths) == 0 {
		t.Fatal(err)
	}
	for path, item := range doc.Paths {
		for _, op := range []*apiOperation{item.Get, item.Post} {
			if op == nil {
				continue
			}
			if op.Summary == "" || len(op.Responses) < 4 {
				t.Errorf("%s: %+v", path, op)
			}
			for _, p := range op.Parameters {
				if p.Description == "" {
					t.Errorf("%s: parameter %s", path, p.Name)
				}
			}
			if op.Body != nil {
				for name, member := range op.Body.Content["application/json"].Schema.Properties {
					if member.Description == "" {
						t.Errorf("%s: member %s", path, name)
					}
				}
			}
		}
	}
	for name, s := range doc.Components.Schemas {
		for field, property := range s.Properties {
			if property.Description == "" {
				t.Errorf("%s.%s", name, field)
			}
		}
	}
}
