package api

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"jalons/server/i18n"
	"jalons/server/web"
)

// Look is what the readable page of the API is made with.
type Look struct {
	Templates fs.FS                    // holds templates/pages/api.html
	Asset     func(name string) string // the address of a built file
}

// pageIn is the input of the page.
type pageIn struct {
	Lang string `query:"lang" validate:"omitempty,language" doc:"language of the page"`
}

// pageData is what the template is given. Descriptions are English, like the document.
type pageData struct {
	Lang, Dir, Stylesheet, Icon string
	Languages                   []string
	Groups                      []pageGroup
	Schemas                     []pageSchema
	Problems                    []pageProblem
	texts                       *i18n.Texts
}

type (
	pageGroup struct {
		Name   string
		Routes []pageRoute
	}
	pageRoute struct {
		Method                   string
		Address, Summary, Answer string
		Parameters               []pageField
	}
	pageSchema struct {
		Name, Description string
		Fields            []pageField
	}
	pageField struct {
		Name, Description, Type, Ref, Default string
		Required                              bool
	}
	pageProblem struct {
		Kind   string
		Status int
	}
)

// T gives a text in the language of the page.
func (d pageData) T(key string, args ...any) string { return d.texts.T(d.Lang, key, args...) }

// servePage registers the page at /api and the document at /api/openapi.json; it comes after all routes.
func (reg *Registry) servePage(texts *i18n.Texts, look Look) error {
	body, err := reg.Document()
	if err != nil {
		return err
	}
	page, err := template.ParseFS(look.Templates, "templates/pages/api.html")
	if err != nil {
		return fmt.Errorf("api page: %w", err)
	}
	doc, err := reg.document()
	if err != nil {
		return err
	}
	reg.router.Handle(web.Route{Method: http.MethodGet, Path: "/api/openapi.json", Policy: web.Public},
		reg.strict(func(c *gin.Context) error {
			web.Cacheable(c.Request.Context())
			c.Data(http.StatusOK, "application/json", body)
			return nil
		}))
	data := pageData{
		Stylesheet: look.Asset("main.css"), Icon: look.Asset("favicon.svg"), Languages: i18n.Languages(), texts: texts,
		Problems: problems(),
	}
	data.Groups, data.Schemas = groupsOf(slices.Concat(reg.operations, reg.work), doc), schemasOf(doc)
	reg.router.Handle(web.Route{Method: http.MethodGet, Path: "/api", Policy: web.Public}, func(c *gin.Context) {
		if err := reg.writePage(c, page, data); err != nil {
			reg.fail(c.Writer, c.Request, err)
		}
	})
	return nil
}

// strict lets a handler without parameters refuse unknown ones as all others do.
func (reg *Registry) strict(handler func(*gin.Context) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := reg.binder.Bind(c, &None{}); err != nil {
			reg.fail(c.Writer, c.Request, err)
			return
		}
		if err := handler(c); err != nil {
			reg.fail(c.Writer, c.Request, err)
		}
	}
}

func (reg *Registry) writePage(c *gin.Context, page *template.Template, data pageData) error {
	var in pageIn
	if err := reg.binder.Bind(c, &in); err != nil {
		return err
	}
	data.Lang = web.Language(c.Request)
	data.Dir = i18n.Direction(data.Lang)
	var out bytes.Buffer
	if err := page.Execute(&out, data); err != nil {
		return fmt.Errorf("api page: %w", err)
	}
	if in.Lang != "" {
		web.Cacheable(c.Request.Context())
	} else {
		c.Header("Vary", "Accept-Language")
	}
	c.Header("Content-Language", data.Lang)
	c.Data(http.StatusOK, "text/html; charset=utf-8", out.Bytes())
	return nil
}

// problems lists the kinds of problem; their addresses lead to this page.
func problems() []pageProblem {
	var list []pageProblem
	for status, kind := range web.ProblemKinds() {
		list = append(list, pageProblem{Kind: kind, Status: status})
	}
	slices.SortFunc(list, func(a, b pageProblem) int { return a.Status - b.Status })
	return list
}

func groupsOf(operations []operation, doc document) []pageGroup {
	var groups []pageGroup
	for _, op := range operations {
		described := doc.Paths[op.address()].Get
		if op.method != "" {
			described = doc.Paths[op.address()].Post
		}
		route := pageRoute{
			Method: cmp.Or(op.method, http.MethodGet), Address: op.address(), Summary: described.Summary, Answer: "CSV",
		}
		if op.out != nil {
			route.Answer = refName(described.Responses["200"].Content["application/json"].Schema)
		}
		for _, p := range described.Parameters {
			f := fieldOf(p.Name, p.Schema)
			f.Description, f.Required = p.Description, p.Required
			route.Parameters = append(route.Parameters, f)
		}
		if described.Body != nil {
			body := described.Body.Content["application/json"].Schema
			for _, name := range slices.Sorted(maps.Keys(body.Properties)) {
				f := fieldOf(name, body.Properties[name])
				f.Description, f.Required = body.Properties[name].Description, slices.Contains(body.Required, name)
				route.Parameters = append(route.Parameters, f)
			}
		}
		if len(groups) == 0 || groups[len(groups)-1].Name != op.tag() {
			groups = append(groups, pageGroup{Name: op.tag()})
		}
		last := &groups[len(groups)-1]
		last.Routes = append(last.Routes, route)
	}
	return groups
}

func schemasOf(doc document) []pageSchema {
	var list []pageSchema
	for _, name := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
		s := doc.Components.Schemas[name]
		shown := pageSchema{Name: name, Description: s.Description}
		for _, property := range slices.Sorted(maps.Keys(s.Properties)) {
			shown.Fields = append(shown.Fields, fieldOf(property, s.Properties[property]))
		}
		list = append(list, shown)
	}
	return list
}

// fieldOf says in words what a schema allows.
func fieldOf(name string, s *schema) pageField {
	f := pageField{Name: name, Description: s.Description, Ref: refName(s)}
	f.Type = typeName(s)
	switch v := s.Default.(type) {
	case *int:
		f.Default = fmt.Sprint(*v)
	case string:
		f.Default = v
	}
	return f
}

// typeName writes the type of a schema: integer, string or null, list of State, one of a, b.
func typeName(s *schema) string {
	switch {
	case s.Ref != "":
		return refName(s)
	case len(s.AnyOf) > 0:
		return typeName(s.AnyOf[0]) + " or null"
	case s.Enum != nil:
		return strings.Trim(strings.Join(strings.Fields(fmt.Sprint(s.Enum)), ", "), "[]")
	case s.Items != nil:
		return "list of " + typeName(s.Items)
	case s.Minimum != nil && s.Maximum != nil:
		return fmt.Sprintf("%v, %d to %d", s.Type, *s.Minimum, *s.Maximum)
	case s.Format == "date":
		return "day (2026-03-04)"
	}
	switch t := s.Type.(type) {
	case string:
		return t
	case []string:
		return strings.Join(t, " or ")
	}
	return "any"
}

// refName gives the component that a schema, its items or its alternative point at.
func refName(s *schema) string {
	switch {
	case s.Ref != "":
		return strings.TrimPrefix(s.Ref, componentPath)
	case s.Items != nil:
		return refName(s.Items)
	case len(s.AnyOf) > 0:
		return refName(s.AnyOf[0])
	case len(s.AllOf) > 0:
		return refName(s.AllOf[0])
	}
	return ""
}
