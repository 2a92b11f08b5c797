package web

import (
	"net/url"
	"reflect"

	"github.com/gin-gonic/gin"
)

// formMessage says of a form's field what to type, without a name: the page puts its label before it. It is empty
// in the API, which names the field, and for a field that no form has.
func (b *Binder) formMessage(lang, reason, limit string) string {
	if !b.lenient || reason == "unknown" {
		return ""
	}
	key := "error.shape_" + reason
	if reason == "oneof" { // its words are the program's own
		key = "error.shape_option"
	}
	if !b.texts.Has(lang, key) {
		key = "error.shape_value"
	}
	return b.texts.T(lang, key, "limit", limit)
}

// Back fills a page's input from a refused form that the page has: fields of one name hold the same. What is wrong
// with them is left out, so that the page can be shown again.
func (b *Binder) Back(c *gin.Context, form, page any) error {
	own, err := b.fieldsOf(reflect.TypeOf(form).Elem())
	if err != nil {
		return err
	}
	values := url.Values{}
	for _, f := range own {
		if sent := c.Request.PostForm[f.Name]; f.In == "form" && len(sent) > 0 {
			values[f.Name] = sent
		}
	}
	for {
		r := &reading{
			binder: b, lang: Language(c.Request), query: values, form: values, path: c.Params,
			known: map[string]bool{}, bad: map[string]FieldError{},
		}
		target := reflect.ValueOf(page).Elem()
		target.SetZero()
		if err := r.fill(target); err != nil {
			return err
		}
		if err := r.check(page); err != nil {
			return err
		}
		before := len(values)
		for name := range r.bad {
			values.Del(name)
		}
		if len(values) == before {
			return r.refusal()
		}
	}
}
