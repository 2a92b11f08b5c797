package api

import (
	"context"
	"net/http"
	"reflect"
	"strconv"

	"github.com/gin-gonic/gin"

	"jalons/server/web"
)

// get registers an endpoint that gives one thing. This is the one place that binds, validates, calls
// and answers.
func get[In, Out any](reg *Registry, route Route, call func(context.Context, In) (Out, error)) {
	handler := func(c *gin.Context) error {
		var in In
		var want language
		if err := reg.binder.Bind(c, &in, &want); err != nil {
			return err
		}
		out, err := call(c.Request.Context(), in)
		if err != nil {
			return err
		}
		normalize(reflect.ValueOf(&out).Elem(), want.Lang)
		return reg.answer(c, route.Policy, out)
	}
	out := reflect.TypeFor[Out]()
	if out.Kind() == reflect.Pointer {
		out = out.Elem()
	}
	reg.add(route, out, handler, reflect.TypeFor[In](), reflect.TypeFor[language]())
}

// answer writes out as JSON. A public answer is the same for everybody, so the cache may keep it.
func (reg *Registry) answer(c *gin.Context, policy web.Policy, out any) error {
	body, demonstration, err := labelled(out)
	if err != nil {
		return err
	}
	reg.send(c, policy, body, demonstration)
	return nil
}

// send writes a JSON document.
func (reg *Registry) send(c *gin.Context, policy web.Policy, body []byte, demonstration bool) {
	h := c.Writer.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	setLabel(h, demonstration)
	keep(c, policy)
	c.Writer.WriteHeader(http.StatusOK)
	// A client that has gone is no news.
	_, _ = c.Writer.Write(body)
}

// keep lets the cache keep what is public, and nobody anything else.
func keep(c *gin.Context, policy web.Policy) {
	if policy == web.Public {
		web.Cacheable(c.Request.Context())
		return
	}
	c.Header("Cache-Control", "no-store")
}
