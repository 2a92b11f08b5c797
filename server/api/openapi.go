package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"jalons/server/exchange"
	"jalons/server/web"
)

// The document is OpenAPI 3.1; these types are the part of it that is used.
type (
	document struct {
		OpenAPI    string              `json:"openapi"`
		Info       info                `json:"info"`
		Servers    []server            `json:"servers"`
		Security   []struct{}          `json:"security"` // empty: nothing needs a key
		Tags       []tag               `json:"tags"`
		Paths      map[string]pathItem `json:"paths"`
		Components components          `json:"components"`
	}
	info struct {
		Title       string  `json:"title"`
		Description string  `json:"description"`
		Version     string  `json:"version"`
		License     license `json:"license"`
	}
	license struct {
		Name       string `json:"name"`
		Identifier string `json:"identifier"`
	}
	server struct {
		URL         string `json:"url"`
		Description string `json:"description"`
	}
	tag struct {
		Name string `json:"name"`
	}
	pathItem struct {
		Get  *apiOperation `json:"get,omitempty"`
		Post *apiOperation `json:"post,omitempty"`
	}
	apiOperation struct {
		ID         string                `json:"operationId"`
		Summary    string                `json:"summary"`
		Tags       []string              `json:"tags"`
		Security   []map[string][]string `json:"security,omitempty"`
		Parameters []parameter           `json:"parameters,omitempty"`
		Body       *requestBody          `json:"requestBody,omitempty"`
		Responses  map[string]response   `json:"responses"`
		Deprecated bool                  `json:"deprecated,omitempty"`
		Sunset     string                `json:"x-sunset,omitempty"`
	}
	parameter struct {
		Name        string  `json:"name"`
		In          string  `json:"in"`
		Description string  `json:"description"`
		Required    bool    `json:"required,omitempty"`
		Schema      *schema `json:"schema"`
	}
	requestBody struct {
		Required bool               `json:"required"`
		Content  map[string]content `json:"content"`
	}
	response struct {
		Description string              `json:"description"`
		Headers     map[string]headerOf `json:"headers,omitempty"`
		Content     map[string]content  `json:"content,omitempty"`
	}
	headerOf struct {
		Description string  `json:"description"`
		Schema      *schema `json:"schema"`
	}
	content struct {
		Schema *schema `json:"schema"`
	}
	components struct {
		Schemas  map[string]*schema  `json:"schemas"`
		Security map[string]security `json:"securitySchemes"`
	}
	security struct {
		Type        string `json:"type"`
		Scheme      string `json:"scheme,omitempty"`
		In          string `json:"in,omitempty"`
		Name        string `json:"name,omitempty"`
		Description string `json:"description"`
	}
)

const (
	title = "Jalons"
	about = "What governments of la Francophonie promised under open government, what they did and who says so. " +
		"Everything published can be read without account or key. Answers carry a strong ETag; a request with " +
		"If-None-Match is answered 304 where nothing changed. Where an answer can't be made for now, the last one " +
		"that was made is sent with the header Jalons-Stale, or 503 with Retry-After. Where the field demonstration " +
		"is true, figures are invented to show the program. Fields and routes may be added; " +
		"none is renamed or removed within a version."
)

// document describes every registered endpoint.
func (reg *Registry) document() (document, error) {
	s := &schemas{components: map[string]*schema{}, types: map[string]reflect.Type{}, texts: reg.texts}
	problem := s.of(reflect.TypeFor[web.Problem]())
	doc := document{
		OpenAPI: "3.1.0",
		Info: info{
			Title: title, Description: about, Version: "1",
			License: license{Name: "Apache License 2.0", Identifier: "Apache-2.0"},
		},
		Servers:    []server{{URL: "/", Description: "this server"}},
		Security:   []struct{}{},
		Paths:      map[string]pathItem{},
		Components: components{Schemas: s.components, Security: securities()},
	}
	for _, op := range slices.Concat(reg.operations, reg.work) {
		name := op.tag()
		if !hasTag(doc.Tags, name) {
			doc.Tags = append(doc.Tags, tag{Name: name})
		}
		item, described := doc.Paths[op.address()], op.describe(s, problem)
		op.Ending.describe(&described)
		if op.method == http.MethodPost {
			item.Post = &described
		} else {
			item.Get = &described
		}
		doc.Paths[op.address()] = item
	}
	return doc, errors.Join(s.errs...)
}

func hasTag(tags []tag, name string) bool {
	for _, t := range tags {
		if t.Name == name {
			return true
		}
	}
	return false
}

// Document gives the OpenAPI document as it is served and committed.
func (reg *Registry) Document() ([]byte, error) {
	doc, err := reg.document()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(doc); err != nil {
		return nil, fmt.Errorf("openapi: %w", err)
	}
	return out.Bytes(), nil
}

// address writes the path as OpenAPI does: /api/v1/states/{code}.
func (op operation) address() string {
	parts := strings.Split(Prefix+op.Path, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

// tag groups the endpoints by their first word.
func (op operation) tag() string {
	name, _, _ := strings.Cut(strings.TrimPrefix(op.Path, "/"), "/")
	return strings.TrimSuffix(name, ".csv")
}

// id names the operation by its path: states_code, states_csv.
func (op operation) id() string {
	id := strings.NewReplacer("/", "_", ":", "", ".", "_", "-", "_").Replace(strings.TrimPrefix(op.Path, "/"))
	if op.method == http.MethodPost {
		return "post_" + id
	}
	return id
}

func (op operation) describe(s *schemas, problem *schema) apiOperation {
	if op.Policy != web.Public {
		return op.describeWork(s, problem)
	}
	described := apiOperation{
		ID: op.id(), Summary: op.Summary, Tags: []string{op.tag()},
		Responses: map[string]response{
			"200":     op.success(s),
			"400":     failure("a parameter is unknown or has a bad value", problem),
			"304":     {Description: "nothing changed since the answer with this ETag"},
			"503":     unavailable(problem),
			"default": failure("any other problem", problem),
		},
	}
	if len(op.pathNames()) > 0 {
		described.Responses["404"] = failure("there is no such thing", problem)
		described.Responses["308"] = response{
			Description: "the code is an old one; Location has that of today",
			Headers: map[string]headerOf{"Location": {
				Description: "the same address with the code of today", Schema: &schema{Type: "string"},
			}},
		}
	}
	for _, f := range op.fields {
		described.Parameters = append(described.Parameters, parameter{
			Name: f.Name, In: f.In, Description: f.Doc, Required: f.Required(), Schema: s.parameterSchema(f),
		})
	}
	return described
}

func (op operation) success(s *schemas) response {
	if op.out == nil {
		return response{
			Description: "the whole list as a table",
			Headers:     successHeaders(),
			Content:     map[string]content{exchange.CSVContentType: {Schema: &schema{Type: "string"}}},
		}
	}
	return response{
		Description: op.Summary,
		Headers:     successHeaders(),
		Content:     map[string]content{"application/json": {Schema: op.answer(s)}},
	}
}

// answer is the schema of a JSON answer: with the label beside it where only its parts have one.
func (op operation) answer(s *schemas) *schema {
	if saysItself(op.out) || !mayBeInvented(op.out) {
		return s.of(op.out)
	}
	return &schema{AllOf: []*schema{s.of(op.out), s.of(reflect.TypeFor[Label]())}}
}

func successHeaders() map[string]headerOf {
	return map[string]headerOf{
		"ETag": {
			Description: "names these bytes; give it as If-None-Match. A table of many megabytes has none",
			Schema:      &schema{Type: "string"},
		},
		web.StaleHeader: {
			Description: "when this answer was made, where none can be made now and the last one stands in for it; " +
				"Age has the seconds since; else not there",
			Schema: &schema{Type: "string", Format: "date-time"},
		},
		labelHeader: {
			Description: "true where something in the answer is invented; else not there",
			Schema:      &schema{Type: "string"},
		},
	}
}

// unavailable is the answer while the database can't give one.
func unavailable(problem *schema) response {
	r := failure("the database is away, starting, full, read-only, locked or busy: its reason says which", problem)
	r.Headers = map[string]headerOf{"Retry-After": {
		Description: "seconds after which to ask again", Schema: &schema{Type: "integer"},
	}}
	return r
}

func failure(description string, problem *schema) response {
	return response{
		Description: description, Content: map[string]content{"application/problem+json": {Schema: problem}},
	}
}
