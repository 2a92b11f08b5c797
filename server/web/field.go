package web

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"jalons/server/domain"
)

// Field is one parameter that an input struct declares with its tags:
//
//	Limit int `query:"limit" default:"50" validate:"gte=1,lte=200" doc:"how many items"`
//	Code  string `path:"code" validate:"code" doc:"code of the state"`
//	Email string `form:"email" validate:"required,max=254"`
type Field struct {
	Name    string
	In      string // path, query, header, form, file or body
	Type    reflect.Type
	Default string
	Rules   string // the validate tag
	Doc     string
	Lines   bool // a text of several lines

	index []int
}

// Required says that the parameter must be given.
func (f Field) Required() bool {
	return f.In == "path" || slices.Contains(strings.Split(f.Rules, ","), "required")
}

// limit is how many characters of a text are looked at; its rules may allow fewer.
func (f Field) limit() int {
	for rule := range strings.SplitSeq(f.Rules, ",") {
		if most, ok := strings.CutPrefix(rule, "max="); ok {
			if n, err := strconv.Atoi(most); err == nil {
				return max(n, textLimit)
			}
		}
	}
	return textLimit
}

// FieldsOf reads the tags of an input struct, those of embedded structs included.
func FieldsOf(in reflect.Type) ([]Field, error) {
	var fields []Field
	for _, part := range reflect.VisibleFields(in) {
		if part.Anonymous {
			continue
		}
		f := Field{
			Type: part.Type, Default: part.Tag.Get("default"), Rules: part.Tag.Get("validate"),
			Doc: part.Tag.Get("doc"), Lines: part.Tag.Get("lines") != "", index: part.Index,
		}
		for _, place := range domain.RequestTags() {
			if name := part.Tag.Get(place); name != "" {
				f.Name, f.In = name, place
			}
		}
		if f.In == "" {
			return nil, fmt.Errorf("%s.%s is in none of %v", in, part.Name, domain.RequestTags())
		}
		if err := f.check(); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", in, part.Name, err)
		}
		fields = append(fields, f)
	}
	return fields, nil
}

// many says that the parameter may be given several times.
func (f Field) many() bool {
	return f.Type == reflect.TypeFor[[]string]() || f.Type == reflect.TypeFor[[]int64]()
}

// check refuses what would bind otherwise than it reads: a plain number that is not given is 0, and
// omitempty lets a 0 that was given pass.
func (f Field) check() error {
	if f.In == "body" {
		return f.checkBody()
	}
	if (f.In == "file") != (f.Type == reflect.TypeFor[*Upload]()) {
		return fmt.Errorf("a file is an *Upload")
	}
	if f.In == "file" || f.many() {
		return nil
	}
	kind := f.Type.Kind()
	optional := kind == reflect.Pointer
	if optional {
		kind = f.Type.Elem().Kind()
	}
	switch kind {
	case reflect.String:
		return nil
	case reflect.Int, reflect.Int64, reflect.Bool:
	default:
		return fmt.Errorf("a parameter can't be a %s", f.Type)
	}
	if optional || f.In == "path" {
		return nil
	}
	if f.Default == "" || strings.Contains(f.Rules, "omitempty") {
		return fmt.Errorf("an optional %s is a pointer or has a default and no omitempty", kind)
	}
	return nil
}

// checkBody refuses a plain number that the document calls optional and that its own rules refuse when
// it is not given.
func (f Field) checkBody() error {
	least := slices.ContainsFunc(strings.Split(f.Rules, ","), func(rule string) bool {
		n, err := strconv.Atoi(strings.TrimPrefix(rule, "gte="))
		return err == nil && n > 0
	})
	if k := f.Type.Kind(); least && (k == reflect.Int || k == reflect.Int64) && !f.Required() && f.Default == "" {
		return fmt.Errorf("%s of a body is required, a pointer, or has a default", k)
	}
	return nil
}
