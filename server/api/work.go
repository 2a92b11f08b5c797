package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/gin-gonic/gin"

	"jalons/server/account"
	"jalons/server/ledger"
	"jalons/server/web"
)

// keyHeader names one write: sent again under it within a day, it is done once and answered the same.
const keyHeader = "Idempotency-Key"

// read registers what a person who has signed in may read.
func read[In, Out any](reg *Registry, route Route, call func(context.Context, *account.Person, In) (Out, error)) {
	handle(reg, operation{Route: route}, func(c *gin.Context, in In) (Out, error) {
		return call(c.Request.Context(), account.Of(c.Request.Context()), in)
	})
}

// write registers what a person who has signed in may do: call runs in one transaction, under the caller's rights
// and key, and may run more than once.
func write[In, Out any](
	reg *Registry, route Route, l *ledger.Ledger, call func(context.Context, *ledger.Writer, In) (Out, error),
) {
	writePrepared(reg, route, func(ctx context.Context, request ledger.Request, in In) (Out, error) {
		return ledger.WriteAs(ctx, l, request, func(w *ledger.Writer) (Out, error) { return call(ctx, w, in) })
	})
}

// writePrepared registers a write that has something to do outside its transaction, such as keeping a file.
func writePrepared[In, Out any](
	reg *Registry, route Route, call func(context.Context, ledger.Request, In) (Out, error),
) {
	handle(reg, operation{Route: route, method: http.MethodPost}, func(c *gin.Context, in In) (out Out, err error) {
		caller, err := callerOf(c, in)
		if err != nil {
			return out, err
		}
		return call(c.Request.Context(), caller, in)
	})
}

// callerOf gives who asks for a write, with its key and the hash of what is asked.
func callerOf(c *gin.Context, in any) (ledger.Request, error) {
	caller := ledger.Request{Account: account.Of(c.Request.Context()).ID, ID: web.RequestID(c.Request.Context())}
	if keys, given := c.Request.Header[http.CanonicalHeaderKey(keyHeader)]; given {
		if len(keys) != 1 || len(keys[0]) < 8 || len(keys[0]) > 200 || strings.ContainsFunc(keys[0], func(r rune) bool {
			return r < '!' || r > '~'
		}) {
			return caller, &web.Refusal{Status: http.StatusBadRequest, Code: "key_malformed"}
		}
		caller.Key = keys[0]
	}
	asked, err := json.Marshal(in)
	if err != nil {
		return caller, fmt.Errorf("asked: %w", err)
	}
	sum := sha256.Sum256(append(asked, c.Request.URL.Path...))
	caller.Hash = hex.EncodeToString(sum[:])
	return caller, nil
}

// handle binds, calls and answers; nobody keeps the answer.
func handle[In, Out any](reg *Registry, op operation, call func(*gin.Context, In) (Out, error)) {
	var err error
	if op.fields, err = web.FieldsOf(reflect.TypeFor[In]()); err != nil {
		reg.errs = append(reg.errs, fmt.Errorf("%s: %w", op.Path, err))
	}
	if op.out = reflect.TypeFor[Out](); op.out.Kind() == reflect.Pointer {
		op.out = op.out.Elem()
	}
	if err := op.check(); err != nil {
		reg.errs = append(reg.errs, err)
	}
	reg.work = append(reg.work, op)
	method := http.MethodGet
	if op.method != "" {
		method = op.method
	}
	declared := web.Route{Method: method, Path: Prefix + op.Path, Policy: op.Policy}
	handler := func(c *gin.Context) error {
		var in In
		if err := reg.binder.Bind(c, &in); err != nil {
			return err
		}
		out, err := call(c, in)
		if err != nil {
			return err
		}
		normalize(reflect.ValueOf(&out).Elem(), "")
		return reg.answer(c, op.Policy, out)
	}
	reg.router.Handle(declared, op.announced(func(c *gin.Context) {
		if err := handler(c); err != nil {
			reg.fail(c.Writer, c.Request, err)
		}
	}))
}

// securities are the two ways in which a caller says who it is.
func securities() map[string]security {
	return map[string]security{
		"session": {
			Type: "apiKey", In: "cookie", Name: "jalons", Description: "the session of a browser that has signed in",
		},
		"token": {Type: "http", Scheme: "bearer", Description: "a personal token from the caller's account page"},
	}
}

// describeWork describes an operation that needs somebody to have signed in.
func (op operation) describeWork(s *schemas, problem *schema) apiOperation {
	described := apiOperation{
		ID: op.id(), Summary: op.Summary, Tags: []string{op.tag()},
		Security: []map[string][]string{{"session": {}}, {"token": {}}},
		Responses: map[string]response{
			"200": {Description: op.Summary, Content: map[string]content{"application/json": {Schema: op.answer(s)}}},
			"400": failure("a parameter is unknown or has a bad value", problem),
			"401": failure("nobody has signed in", problem),
			"403": failure("the caller's role, governments or mandate do not reach it", problem),
			"404": failure("there is no such thing", problem),
			"503": unavailable(problem),
		},
	}
	body, file := &schema{Type: "object", Properties: map[string]*schema{}}, (*schema)(nil)
	for _, f := range op.fields {
		if f.In == "body" {
			body.add(s, f)
			continue
		}
		if f.In == "file" {
			file = &schema{Type: "string", Format: "binary", Description: f.Doc}
			continue
		}
		described.Parameters = append(described.Parameters, parameter{
			Name: f.Name, In: f.In, Description: f.Doc, Required: f.Required() || f.In == "header",
			Schema: s.parameterSchema(f),
		})
	}
	if op.method == "" {
		return described
	}
	described.Parameters = append(described.Parameters, parameter{
		Name: keyHeader, In: "header",
		Description: "the caller's name for this write, 8 to 200 characters: " +
			"sent again within a day it is done once and answered the same",
		Schema: &schema{Type: "string"},
	})
	if len(body.Properties) > 0 {
		described.Body = &requestBody{Required: true, Content: map[string]content{"application/json": {Schema: body}}}
		if file != nil {
			described.Body.Content["multipart/form-data"] = content{Schema: &schema{
				Type: "object", Properties: map[string]*schema{"json": body, "file": file}, Required: []string{"json"},
			}}
		}
	}
	described.Responses["409"] = failure("it conflicts with what stands, or the same key is at work", problem)
	described.Responses["412"] = failure("it has changed since the version in If-Match, or since it was read", problem)
	described.Responses["422"] = failure("a rule of the domain is broken", problem)
	return described
}

// add describes a member of a request's body.
func (s *schema) add(all *schemas, f web.Field) {
	var member *schema
	switch t := f.Type; {
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		item := &schema{Type: "object", Properties: map[string]*schema{}}
		fields, err := web.FieldsOf(t.Elem())
		if err != nil {
			all.errs = append(all.errs, err)
		}
		for _, inner := range fields {
			item.add(all, inner)
		}
		member = &schema{Type: "array", Items: item}
	default:
		member = all.parameterSchema(f)
	}
	member.Description = f.Doc
	s.Properties[f.Name] = member
	if f.Required() {
		s.Required = append(s.Required, f.Name)
	}
}
