// Package api is the JSON face of Jalons: every route is registered once, with its policy, its input
// and its output, and from that come binding, validation, errors, CSV and the OpenAPI document.
package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/gin-gonic/gin"

	"jalons/server/i18n"
	"jalons/server/web"
)

// Prefix stands before every address of the API's first version.
const Prefix = "/api/v1"

// Open stands before every address that scripts of other sites may read: the API's and its document's.
const Open = "/api/"

// Route says where an endpoint is, who may call it, and in a few English words what it gives.
type Route struct {
	Path    string
	Policy  web.Policy
	Summary string
	Ending
}

// None is the input of an endpoint without parameters.
type None struct{}

// Registry collects the endpoints.
type Registry struct {
	router     *web.Router
	binder     *web.Binder
	record     Record
	fail       web.Fail
	operations []operation
	work       []operation // those for people who have signed in
	tables     []Table
	texts      *i18n.Texts
	errs       []error
}

// operation is what the OpenAPI document says of one endpoint.
type operation struct {
	Route
	method string // GET where it is empty
	fields []web.Field
	out    reflect.Type // a struct; nil for CSV
}

// Record is what every endpoint needs to know of the record, whatever it answers.
type Record interface {
	// Demonstration says whether the record holds invented data.
	Demonstration(ctx context.Context) (bool, error)
	// Alias gives the code of today for an old one of a word.
	Alias(ctx context.Context, word, alias string) (string, error)
}

// NewRegistry gives an empty registry.
func NewRegistry(router *web.Router, texts *i18n.Texts, record Record) (*Registry, error) {
	binder, err := web.NewBinder(texts)
	if err != nil {
		return nil, err
	}
	return &Registry{router: router, binder: binder, record: record, fail: web.FailJSON(texts), texts: texts}, nil
}

// Check names what is wrong with the registered endpoints; the server does not start with it.
func (reg *Registry) Check() error { return errors.Join(reg.errs...) }

// add registers a GET: in are its input structs, out the type of its answer.
func (reg *Registry) add(route Route, out reflect.Type, handler func(*gin.Context) error, in ...reflect.Type) {
	op := operation{Route: route, out: out}
	for _, t := range in {
		fields, err := web.FieldsOf(t)
		if err != nil {
			reg.errs = append(reg.errs, fmt.Errorf("%s: %w", route.Path, err))
		}
		op.fields = append(op.fields, fields...)
	}
	if err := op.check(); err != nil {
		reg.errs = append(reg.errs, err)
	}
	reg.operations = append(reg.operations, op)
	declared := web.Route{Method: http.MethodGet, Path: Prefix + route.Path, Policy: route.Policy}
	reg.router.Handle(declared, route.announced(func(c *gin.Context) {
		if err := handler(c); err != nil && !reg.redirected(c, err) {
			reg.fail(c.Writer, c.Request, err)
		}
	}))
}

// check compares the parameters in the path with those of the input, and looks for twins.
func (op operation) check() error {
	if op.Summary == "" {
		return fmt.Errorf("%s has no summary", op.Path)
	}
	if err := op.Ending.check(); err != nil {
		return fmt.Errorf("%s: %w", op.Path, err)
	}
	if op.out != nil && (op.out.Kind() != reflect.Struct || op.out.NumField() == 0) {
		return fmt.Errorf("%s answers a %s, not a struct with fields", op.Path, op.out)
	}
	names := map[string]bool{}
	for _, f := range op.fields {
		if names[f.Name] {
			return fmt.Errorf("%s has two parameters %s", op.Path, f.Name)
		}
		names[f.Name] = true
		if f.Doc == "" {
			return fmt.Errorf("%s: parameter %s has no doc", op.Path, f.Name)
		}
		if in := strings.Contains(op.Path+"/", "/:"+f.Name+"/"); in != (f.In == "path") {
			return fmt.Errorf("%s: parameter %s is not where its tag says", op.Path, f.Name)
		}
	}
	for _, name := range op.pathNames() {
		if !names[name] {
			return fmt.Errorf("%s: nothing takes :%s", op.Path, name)
		}
	}
	return nil
}

// pathNames lists the parameters in the path.
func (op operation) pathNames() []string {
	var names []string
	for part := range strings.SplitSeq(op.Path, "/") {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			names = append(names, name)
		}
	}
	return names
}
