package web

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
)

func TestRouter(t *testing.T) {
	router := NewRouter(FailJSON(testTexts(t)), nil)
	answer := func(c *gin.Context) { c.String(200, c.ClientIP()) }
	router.Handle(Route{"GET", "/states/:code", Public}, answer)
	router.Handle(Route{"GET", "/states.csv", Public}, answer)
	if err := router.Check(); err != nil {
		t.Error(err)
	}
	cases := []struct {
		method, path string
		want         int
		allow        string
	}{
		{"GET", "/states/TN", 200, ""}, {"GET", "/states.csv", 200, ""}, {"GET", "/states/TN/", 301, ""},
		{"GET", "//evil.example", 404, ""},
		{"GET", "/nowhere", 404, ""}, {"GET", "/.git/config", 404, ""}, {"GET", "/..%2f..%2fetc/passwd", 404, ""},
		{"POST", "/states/TN", 405, "GET, HEAD"}, {"DELETE", "/nowhere", 404, ""},
	}
	for _, c := range cases {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			r := httptest.NewRequest(c.method, "http://jalons.example"+c.path, nil)
			r.Header.Set("X-Forwarded-For", "10.1.2.3")
			w := httptest.NewRecorder()
			router.Engine().ServeHTTP(w, r)
			if w.Code != c.want || w.Header().Get("Allow") != c.allow {
				t.Errorf("%s %s: %d, Allow %q", c.method, c.path, w.Code, w.Header().Get("Allow"))
			}
			if strings.Contains(w.Body.String(), "10.1.2.3") {
				t.Error("X-Forwarded-For is trusted")
			}
		})
	}
}

func TestRouterRefusesRoutesWithoutPolicy(t *testing.T) {
	for name, add := range map[string]func(*Router){
		"beside the table": func(r *Router) { r.Engine().GET("/x", func(*gin.Context) {}) },
		"empty policy":     func(r *Router) { r.Handle(Route{Method: "GET", Path: "/x"}, func(*gin.Context) {}) },
	} {
		router := NewRouter(FailJSON(testTexts(t)), nil)
		add(router)
		if err := router.Check(); err == nil || !strings.Contains(err.Error(), "GET /x") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSlashTooManyAtTheEnd(t *testing.T) {
	router := NewRouter(FailJSON(testTexts(t)), nil)
	answer := func(c *gin.Context) { c.String(200, "here") }
	router.Handle(Route{"GET", "/states/:code", Public}, answer)
	router.Handle(Route{"POST", "/statements", Public}, answer)
	for _, c := range []struct {
		method, path string
		status       int
		to           string
	}{
		{"GET", "/states/TN/", 301, "/states/TN"},
		{"HEAD", "/states/TN/", 301, "/states/TN"},
		{"GET", "/states/TN///?on=2025-01-01&x=/", 301, "/states/TN?on=2025-01-01&x=/"},
		{"POST", "/statements/", 308, "/statements"},
		{"GET", "/states/%2Fevil/", 404, ""},
		{"GET", "/states/", 404, ""},
		{"GET", "//evil.example/", 404, ""},
		{"GET", "/nowhere/", 404, ""},
		{"GET", "/", 404, ""},
	} {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			r := httptest.NewRequest(c.method, "http://jalons.example"+c.path, nil)
			r.Header.Set("X-Forwarded-Prefix", "/elsewhere")
			w := httptest.NewRecorder()
			router.Engine().ServeHTTP(w, r)
			if w.Code != c.status || w.Header().Get("Location") != c.to {
				t.Errorf("%d to %q, want %d to %q", w.Code, w.Header().Get("Location"), c.status, c.to)
			}
		})
	}
}
