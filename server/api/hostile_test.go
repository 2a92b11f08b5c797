package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"jalons/server/i18n"
	"jalons/server/web"
)

// hostileValues are values as they stand in an address. Those of refused are turned down with the whole
// address, before any parameter is read.
func hostileValues() (values, refused []string) {
	values = []string{
		"", "0", "-1", "201", "1e3", "1.5", "007", "99999999999999999999", "-99999999999999999999", "null", "NaN",
		"true", "[]", "2027-02-29", "0001-01-01",
		"%27%20OR%201%3D1--", "%27%3Bdrop%20table%20states%3B--", "1%29%3Bselect%20pg_sleep%289%29--", "%25", "_",
		"%5C", "a%26b%7Cc%21%3A%2A%28%29%3C-%3E",
		"%E2%80%AE", "%E2%80%8F%E2%80%8E", "%EF%BB%BF", "%F0%9F%92%A9", "e%CC%81", "%D8%AA%D9%88%D9%86%D8%B3",
		"%EF%B7%BA", "%ED%9F%BF", "%EF%BF%BF",
		"..", "..%2F..%2Fetc%2Fpasswd", "%2e%2e%5Cwindows", "file%3A%2F%2F%2Fetc%2Fpasswd", "%3Cscript%3E",
		"%7B%7B7*7%7D%7D", "%24%7B7*7%7D", "TN%20", "tn", "TN.", "-TN",
		strings.Repeat("a", 40), strings.Repeat("a", 41), strings.Repeat("%C3%A9", 201), strings.Repeat("a+", 100),
		strings.Repeat("a", 900),
	}
	refused = []string{
		"%00", "a%00b", "%ff", "%C0%AF", "%ED%A0%80", "%C3", "%0d%0aX-Header%3A1", "%7F", "%C2%85", "%1b%5B2J",
		strings.Repeat("a", 10_000),
	}
	return values, refused
}

// at puts a value into an example of a route, in the place of one parameter.
func (op operation) at(t *testing.T, f web.Field, value string) string {
	t.Helper()
	if f.In == "path" {
		return strings.Replace(op.Path, ":"+f.Name, value, 1)
	}
	path, query, _ := strings.Cut(op.example(t), "?")
	parts := slices.DeleteFunc(strings.Split(query, "&"), func(part string) bool {
		return part == "" || strings.HasPrefix(part, f.Name+"=")
	})
	return path + "?" + strings.Join(append(parts, f.Name+"="+value), "&")
}

// free says that a parameter takes any short text.
func free(f web.Field) bool {
	return f.Type.Kind() == reflect.String && strings.HasPrefix(f.Rules, "max=")
}

// all asks for each parameter of each route with one value.
func (r *record) all(value string, check func(f web.Field, address string, status int, p web.Problem)) {
	r.t.Helper()
	for _, op := range r.reg.operations {
		for _, f := range op.fields {
			address := op.at(r.t, f, value)
			w := r.get(address, "Accept-Language", "en")
			var p web.Problem
			if w.Code >= http.StatusBadRequest {
				checkProblem(r.t, address, w)
				if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
					r.t.Error(err)
				}
			}
			check(f, address, w.Code, p)
		}
	}
}

func TestEveryParameterTakesHostileValues(t *testing.T) {
	r := newRecord(t).told(false)
	values, refused := hostileValues()
	for _, value := range values {
		r.all(value, func(f web.Field, address string, status int, p web.Problem) {
			named := len(p.Errors) == 1 && p.Errors[0].Field == f.Name && p.Errors[0].Message != ""
			gone := status == http.StatusNotFound && f.In == "path"
			list := status == http.StatusMovedPermanently && f.In == "path" && strings.HasSuffix(address, "/")
			if status != http.StatusOK && !gone && !list && (status != http.StatusBadRequest || !named) {
				t.Errorf("%.200s: %d %+v", address, status, p)
			}
		})
	}
	for _, value := range refused {
		r.all(value, func(_ web.Field, address string, status int, p web.Problem) {
			if status != http.StatusBadRequest && status != http.StatusRequestURITooLong || p.Detail == "" {
				t.Errorf("%.200s: %d %+v", address, status, p)
			}
		})
	}
	var page rawPage
	if r.read("/states", &page); page.Total != 93 {
		t.Errorf("%d states after all that", page.Total)
	}
}

// No parameter but free text takes a value that is none of any kind, and each says so in three languages.
func TestWrongValuesAreNamedInThreeLanguages(t *testing.T) {
	r := newRecord(t)
	for _, op := range r.reg.operations {
		for _, f := range op.fields {
			if free(f) {
				continue
			}
			r.namesInAll(op.at(t, f, "no%20value!"), f.Name)
		}
		r.namesInAll(with(op.example(t), "nothing=1"), "nothing")
	}
}

func (r *record) namesInAll(address, field string) {
	r.t.Helper()
	said := map[string]bool{}
	for _, lang := range i18n.Languages() {
		w := r.get(address, "Accept-Language", lang)
		var p web.Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != http.StatusBadRequest ||
			len(p.Errors) != 1 || p.Errors[0].Field != field {
			r.t.Fatalf("%s: %d %s", address, w.Code, w.Body)
		}
		said[p.Errors[0].Message], said[p.Title], said[p.Detail] = true, true, true
		arabic := strings.ContainsFunc(p.Errors[0].Message, func(c rune) bool { return unicode.Is(unicode.Arabic, c) })
		if w.Header().Get("Content-Language") != lang || arabic != (lang == i18n.Arabic) ||
			!strings.Contains(p.Errors[0].Message, field) {
			r.t.Errorf("%s in %s: %s", address, lang, w.Body)
		}
	}
	if len(said) != 9 {
		r.t.Errorf("%s says the same in two languages: %v", address, said)
	}
}

func TestParametersGivenTwice(t *testing.T) {
	r := newRecord(t)
	for _, op := range r.reg.operations {
		for _, f := range op.fields {
			if f.In == "query" {
				r.names(op.at(t, f, "1")+"&"+f.Name+"=1", http.StatusBadRequest, f.Name)
			}
		}
		r.names(with(op.example(t), "nothing=1&nothing=2"), http.StatusBadRequest, "nothing")
	}
}

func TestEveryRouteSaysThatACodeIsUnknown(t *testing.T) {
	r := newRecord(t)
	for _, op := range r.reg.operations {
		for _, f := range op.fields {
			if f.In != "path" {
				continue
			}
			for _, code := range []string{"ZZ-404", "zz", "tn"} {
				w := r.get(op.at(t, f, code), "Accept-Language", "ar")
				checkProblem(t, op.Path, w)
				if w.Code != http.StatusNotFound || !strings.ContainsFunc(w.Body.String(), func(c rune) bool {
					return unicode.Is(unicode.Arabic, c)
				}) || !strings.Contains(w.Body.String(), code) {
					t.Errorf("%s with %s: %d %s", op.Path, code, w.Code, w.Body)
				}
			}
		}
	}
}

// Beside the routes stand the page and the document; below the prefix nothing else answers.
func TestOtherAddresses(t *testing.T) {
	r := newRecord(t)
	long := url.QueryEscape(strings.Repeat("a", 300))
	for address, want := range map[string]int{
		"/api?lang=de": 400, "/api?x=1": 400, "/api?lang=ar&lang=ar": 400, "/api?lang=%00": 400,
		"/api?lang=" + long: 400, "/api/openapi.json?x=1": 400,
		"/api/v1": 404, "/api/v1/": 404, "/api/v2/states": 404, "/api/v1//states": 404,
		"/api/v1/states/../../openapi.json": 404, "/api/v1/States": 404, "/api/v1/states.CSV": 404,
		"/api/v1/states.csv.csv": 404, "/api/v1/states/TN.csv": 404,
	} {
		t.Run(address, func(t *testing.T) {
			w := ask(r, "GET", address)
			if w.Code != want {
				t.Errorf("%s: %d", address, w.Code)
			}
			checkProblem(t, address, w)
		})
	}
	for from, to := range map[string]string{
		"/api/": "/api", "/api/v1/states/": "/api/v1/states", "/api/v1/states/TN/": "/api/v1/states/TN",
	} {
		if w := ask(r, "GET", from); w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != to {
			t.Errorf("%s: %d to %q", from, w.Code, w.Header().Get("Location"))
		}
	}
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"} {
		w := ask(r, method, Prefix+"/states")
		if checkProblem(t, method, w); w.Code != http.StatusMethodNotAllowed ||
			!strings.Contains(w.Header().Get("Allow"), "GET") {
			t.Errorf("%s: %d %v", method, w.Code, w.Header())
		}
	}
}
