package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"jalons/server/i18n"
)

// errorLimit bounds how many fields one problem names.
const errorLimit = 20

// Binder reads the parameters of requests into input structs and checks them by their tags.
type Binder struct {
	texts   *i18n.Texts
	rules   *rules
	fields  sync.Map // of reflect.Type to []Field
	lenient bool
	json    bool
}

// NewBinder gives the binder of the API: a parameter without a value is an error.
func NewBinder(texts *i18n.Texts) (*Binder, error) {
	rules, err := newRules()
	if err != nil {
		return nil, err
	}
	return &Binder{texts: texts, rules: rules, json: true}, nil
}

// Forms gives the binder of the pages: a form sends its empty fields too, and they count as not given.
func (b *Binder) Forms() *Binder {
	return &Binder{texts: b.texts, rules: b.rules, lenient: true}
}

// Bind fills the structs that in points to from path, query and form. A parameter that none of them has, one
// given twice and one with a bad value are named in a Refusal, all of them at once.
func (b *Binder) Bind(c *gin.Context, in ...any) error {
	query, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return &Refusal{Status: http.StatusBadRequest, Code: "address_malformed"}
	}
	reading := &reading{
		binder: b, lang: Language(c.Request), query: query, header: c.Request.Header, path: c.Params,
		known: map[string]bool{}, bad: map[string]FieldError{},
	}
	if err := reading.sent(c.Writer, c.Request, in); err != nil {
		return err
	}
	for _, target := range in {
		if err := reading.fill(reflect.ValueOf(target).Elem()); err != nil {
			return err
		}
	}
	reading.unknown()
	for _, target := range in {
		if err := reading.check(target); err != nil {
			return err
		}
	}
	return reading.refusal()
}

// sent reads what the request sends beside its address: a form, one with files where a field takes one,
// or a JSON object where a field is of one, which stands in a part named json beside a file.
func (r *reading) sent(w http.ResponseWriter, request *http.Request, in []any) (err error) {
	if request.Method == http.MethodGet || request.Method == http.MethodHead {
		return nil
	}
	takes := map[string]bool{}
	for _, target := range in {
		fields, err := r.binder.fieldsOf(reflect.TypeOf(target).Elem())
		if err != nil {
			return fmt.Errorf("bind: %w", err)
		}
		for _, f := range fields {
			takes[f.In] = true
		}
	}
	kind, _, err := mime.ParseMediaType(request.Header.Get("Content-Type"))
	switch {
	case err == nil && kind == "application/json" && r.binder.json:
		r.body, err = objectOf(request.Body)
	case r.binder.json && request.ContentLength == 0:
		return nil
	case err == nil && kind == "application/x-www-form-urlencoded" && !r.binder.json:
		r.form, err = formOf(request)
	case err == nil && kind == "multipart/form-data" && takes["file"]:
		r.form, r.files, err = multipartOf(w, request)
		request.PostForm, request.MultipartForm = r.form, formWith(r.files) // as after ParseMultipartForm
		if err == nil && r.binder.json {
			// Beside the file stands the object.
			r.body, err = objectOf(strings.NewReader(r.form.Get("json")))
			delete(r.form, "json")
		}
	case r.binder.json:
		return &Refusal{Status: http.StatusUnsupportedMediaType, Code: "not_json"}
	default:
		return &Refusal{Status: http.StatusUnsupportedMediaType, Code: "not_a_form"}
	}
	return err
}

func formOf(r *http.Request) (url.Values, error) {
	if err := r.ParseForm(); err != nil {
		return nil, malformed(err)
	}
	return r.PostForm, nil
}

// fieldsOf reads a struct's tags once.
func (b *Binder) fieldsOf(t reflect.Type) ([]Field, error) {
	if known, ok := b.fields.Load(t); ok {
		return known.([]Field), nil
	}
	fields, err := FieldsOf(t)
	if err == nil {
		b.fields.Store(t, fields)
	}
	return fields, err
}

// reading is the reading of one request.
type reading struct {
	binder *Binder
	lang   string
	query  url.Values
	header http.Header
	form   url.Values
	files  map[string]*Upload
	body   map[string]json.RawMessage
	path   gin.Params
	known  map[string]bool
	bad    map[string]FieldError
}

func (r *reading) fill(target reflect.Value) error {
	fields, err := r.binder.fieldsOf(target.Type())
	if err != nil {
		return fmt.Errorf("bind: %w", err)
	}
	for _, f := range fields {
		r.known[f.In+" "+f.Name] = true
		if reason := r.take(f, target.FieldByIndex(f.index)); reason != "" {
			r.refuse(f.Name, reason)
		}
	}
	return nil
}

// manyLimit bounds how often a parameter is given that may be given several times.
const manyLimit = 300

// take reads one parameter into its field; it gives the reason where it can't.
func (r *reading) take(f Field, field reflect.Value) string {
	switch {
	case f.In == "body":
		return r.takeJSON(f, field)
	case f.In == "file":
		field.Set(reflect.ValueOf(r.files[f.Name]))
		return ""
	case f.many():
		values := r.values(f)
		if len(values) > manyLimit {
			return "repeated"
		}
		return setMany(field, values, f.limit())
	}
	raw, given, reason := r.value(f)
	if reason != "" || !given {
		return reason
	}
	if f.Lines {
		return setText(field, raw, f.limit(), true)
	}
	return set(field, raw, f.limit())
}

func (r *reading) values(f Field) []string {
	if f.In == "form" {
		return r.form[f.Name]
	}
	return r.query[f.Name]
}

// value gives the text of a parameter, its default where it is not given.
func (r *reading) value(f Field) (raw string, given bool, reason string) {
	if f.In == "path" {
		return r.path.ByName(f.Name), true, ""
	}
	if f.In == "header" { // a version as an ETag: "12"
		raw = strings.Trim(strings.Join(r.header.Values(f.Name), ","), `"`)
		return raw, raw != "", ""
	}
	values := r.values(f)
	switch {
	case len(values) > 1:
		return "", false, "repeated"
	case len(values) == 1 && (values[0] != "" || !r.binder.lenient):
		if values[0] == "" {
			return "", false, "empty"
		}
		return values[0], true, ""
	}
	return f.Default, f.Default != "", ""
}

func (r *reading) unknown() {
	for in, values := range map[string]url.Values{
		"query": r.query, "form": r.form, "file": valuesOf(r.files), "body": valuesOf(r.body),
	} {
		for _, name := range slices.Sorted(maps.Keys(values)) {
			if !r.known[in+" "+name] {
				r.refuse(bounded(name, 64), "unknown")
			}
		}
	}
}

// valuesOf gives the names of what was sent as if they had values.
func valuesOf[V any](sent map[string]V) url.Values {
	names := url.Values{}
	for name := range sent {
		names[name] = nil
	}
	return names
}

// refuse notes the first thing that is wrong with a field.
func (r *reading) refuse(field, reason string) {
	if _, ok := r.bad[field]; ok || len(r.bad) >= errorLimit {
		return
	}
	message := r.binder.formMessage(r.lang, reason, "")
	if message == "" {
		message = r.binder.texts.T(r.lang, "invalid."+reason, "field", field)
	}
	r.bad[field] = FieldError{Field: field, Reason: reason, Message: message}
}

// check asks the validator, for what could be read.
func (r *reading) check(target any) error {
	broken, err := r.binder.rules.broken(target)
	if err != nil {
		return fmt.Errorf("bind: %w", err)
	}
	for _, rule := range broken {
		field := pathOf(rule)
		if _, ok := r.bad[field]; !ok && len(r.bad) < errorLimit {
			message := r.binder.formMessage(r.lang, rule.ActualTag(), rule.Param())
			if message == "" {
				message = r.binder.rules.message(r.binder.texts, r.lang, rule)
			}
			r.bad[field] = FieldError{Field: field, Reason: rule.ActualTag(), Message: message}
		}
	}
	return nil
}

func (r *reading) refusal() error {
	if len(r.bad) == 0 {
		return nil
	}
	fields := make([]FieldError, 0, len(r.bad))
	for _, name := range slices.Sorted(maps.Keys(r.bad)) {
		fields = append(fields, r.bad[name])
	}
	code := "parameters"
	if r.form != nil && r.binder.lenient {
		code = "fields"
	}
	return &Refusal{Status: http.StatusBadRequest, Code: code, Fields: fields}
}
