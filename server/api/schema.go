package api

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"jalons/server/domain"
	"jalons/server/i18n"
	"jalons/server/web"
)

// schema is the part of JSON Schema that the document needs.
type schema struct {
	Ref         string             `json:"$ref,omitempty"`
	Type        any                `json:"type,omitempty"` // a name, or several
	Format      string             `json:"format,omitempty"`
	Description string             `json:"description,omitempty"`
	Enum        []any              `json:"enum,omitempty"`
	Default     any                `json:"default,omitempty"`
	Pattern     string             `json:"pattern,omitempty"`
	MinLength   *int               `json:"minLength,omitempty"`
	MaxLength   *int               `json:"maxLength,omitempty"`
	Minimum     *int               `json:"minimum,omitempty"`
	Maximum     *int               `json:"maximum,omitempty"`
	Items       *schema            `json:"items,omitempty"`
	Properties  map[string]*schema `json:"properties,omitempty"`
	Required    []string           `json:"required,omitempty"`
	Additional  *schema            `json:"additionalProperties,omitempty"`
	AnyOf       []*schema          `json:"anyOf,omitempty"`
	AllOf       []*schema          `json:"allOf,omitempty"`
}

// schemas collects the components of the document, by name.
type schemas struct {
	components map[string]*schema
	types      map[string]reflect.Type
	texts      *i18n.Texts // what columns mean
	errs       []error
}

// enumerated is a type of text that lists its values.
type enumerated interface{ Values() []string }

// of gives the schema of a Go type as encoding/json writes it.
func (s *schemas) of(t reflect.Type) *schema {
	switch t {
	case reflect.TypeFor[time.Time]():
		return &schema{Type: "string", Format: "date-time"}
	case reflect.TypeFor[domain.Day]():
		return &schema{Type: []string{"string", "null"}, Format: "date"}
	case reflect.TypeFor[domain.Text]():
		return s.text()
	}
	if t.Kind() != reflect.Pointer && t.Implements(reflect.TypeFor[json.Marshaler]()) &&
		t != reflect.TypeFor[json.RawMessage]() {
		s.errs = append(s.errs, fmt.Errorf("openapi: %s writes its own JSON and has no schema here", t))
	}
	switch t.Kind() {
	case reflect.Pointer:
		return nullable(s.of(t.Elem()))
	case reflect.String:
		return &schema{Type: "string", Enum: valuesOf(t)}
	case reflect.Bool:
		return &schema{Type: "boolean"}
	case reflect.Int, reflect.Int32, reflect.Int64:
		return &schema{Type: "integer", Format: "int64"}
	case reflect.Float64:
		return &schema{Type: "number"}
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 { // json.RawMessage: anything
			return &schema{}
		}
		return &schema{Type: "array", Items: s.of(t.Elem())}
	case reflect.Map:
		return &schema{Type: "object", Additional: s.of(t.Elem())}
	case reflect.Struct:
		return s.reference(t)
	case reflect.Interface:
		return &schema{}
	}
	s.errs = append(s.errs, fmt.Errorf("openapi: no schema for %s", t))
	return &schema{}
}

func valuesOf(t reflect.Type) []any {
	e, ok := reflect.Zero(t).Interface().(enumerated)
	if !ok {
		return nil
	}
	var values []any
	for _, v := range e.Values() {
		values = append(values, v)
	}
	return values
}

// nullable lets null stand in the place of a value.
func nullable(s *schema) *schema {
	if name, ok := s.Type.(string); ok && s.Enum == nil {
		s.Type = []string{name, "null"}
		return s
	}
	if s.Ref != "" || s.Enum != nil {
		return &schema{AnyOf: []*schema{s, {Type: "null"}}}
	}
	return s
}

// text is a text in several languages.
func (s *schemas) text() *schema {
	languages := map[string]*schema{
		"fr":       {Type: "string", Description: "the text in French"},
		"en":       {Type: "string", Description: "the text in English"},
		"ar":       {Type: "string", Description: "the text in Arabic"},
		"original": {Type: "string", Description: "the language that counts; the others are translations"},
		"made_from": {
			Type: "object", Additional: &schema{Type: "string"},
			Description: "by translation: hash of the original that it was made from",
		},
	}
	s.components["Text"] = &schema{
		Type: []string{"object", "null"}, Properties: languages, Additional: &schema{Type: "string"},
		Description: "a text by language, null where there is none",
	}
	return &schema{Ref: componentPath + "Text"}
}

const componentPath = "#/components/schemas/"

// reference adds a struct to the components and points at it.
func (s *schemas) reference(t reflect.Type) *schema {
	name := componentName(t)
	if known, ok := s.types[name]; ok {
		if known != t {
			s.errs = append(s.errs, fmt.Errorf("openapi: %s and %s have one name", known, t))
		}
		return &schema{Ref: componentPath + name}
	}
	s.types[name] = t
	object := &schema{Type: "object", Properties: map[string]*schema{}}
	s.components[name] = object
	s.properties(t, object)
	return &schema{Ref: componentPath + name}
}

// properties adds the fields of a struct, those of embedded structs among them.
func (s *schemas) properties(t reflect.Type, object *schema) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-" || (!f.IsExported() && !f.Anonymous):
			continue
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			s.properties(f.Type, object)
			continue
		case name == "":
			name = f.Name
		}
		property := s.of(f.Type)
		property.Description = s.describe(f, name)
		object.Properties[name] = property
		if !strings.Contains(options, "omit") {
			object.Required = append(object.Required, name)
		}
	}
}

// describe says what a field is: its tag doc, or what the text of its column says in English.
func (s *schemas) describe(f reflect.StructField, name string) string {
	if key := keyOf(f, name); f.Tag.Get("doc") == "" && s.texts.Has(i18n.English, key) {
		return s.texts.T(i18n.English, key)
	}
	return f.Tag.Get("doc")
}

// componentName makes one word of a type's name: List[…tracker.State] is StateList.
func componentName(t reflect.Type) string {
	name, argument, generic := strings.Cut(strings.TrimSuffix(t.Name(), "]"), "[")
	if !generic {
		return strings.ToUpper(name[:1]) + name[1:]
	}
	argument = argument[strings.LastIndex(argument, ".")+1:]
	return strings.ToUpper(argument[:1]) + argument[1:] + name
}

// parameterSchema gives the schema of a parameter: its type and the rules of its validate tag.
func (s *schemas) parameterSchema(f web.Field) *schema {
	t := f.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	p := s.of(t)
	if t.Kind() == reflect.String { // a day that is not given is not sent as null
		p.Type, p.Format = "string", ""
	}
	for rule := range strings.SplitSeq(f.Rules, ",") {
		p.apply(rule)
	}
	switch {
	case f.Default == "":
	case p.Type == "integer":
		p.Default = number(f.Default)
	default:
		p.Default = f.Default
	}
	return p
}

// apply writes a rule of the validator as JSON Schema does.
func (s *schema) apply(rule string) {
	name, value, _ := strings.Cut(rule, "=")
	long := s.Type == "string"
	values, listed := domain.Lists()[name]
	if name == "oneof" {
		values, listed = strings.Fields(value), true
	}
	if listed {
		s.Enum = nil
		for _, v := range values {
			s.Enum = append(s.Enum, v)
		}
		return
	}
	switch name {
	case "gte", "min":
		if long {
			s.MinLength = number(value)
		} else {
			s.Minimum = number(value)
		}
	case "lte", "max":
		if long {
			s.MaxLength = number(value)
		} else {
			s.Maximum = number(value)
		}
	case "code", "key":
		s.Pattern, s.MaxLength = domain.CodePattern, number(strconv.Itoa(domain.CodeLimit))
	case "day":
		s.Format = "date"
	}
}

func number(s string) *int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return nil
	}
	return &n
}
