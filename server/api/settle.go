package api

import (
	"reflect"

	"jalons/server/domain"
)

// language is a parameter of every endpoint.
type language struct {
	Lang string `query:"lang" validate:"omitempty,language" doc:"give texts in this language only; a text that lacks it comes in another one, named by its key"`
}

// derive prepares an answer for JSON and tables: a list or map that is not there becomes an empty one,
// never null, and texts keep the wanted language only, all of them where lang is empty.
func normalize(v reflect.Value, lang string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			normalize(v.Elem(), lang)
		}
	case reflect.Struct:
		normalizeStruct(v, lang)
	case reflect.Slice:
		if v.IsNil() && v.CanSet() && v.Type().Elem().Kind() != reflect.Uint8 {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		if holdsMore(v.Type().Elem()) {
			for i := range v.Len() {
				normalize(v.Index(i), lang)
			}
		}
	case reflect.Map:
		if v.IsNil() && v.CanSet() {
			v.Set(reflect.MakeMap(v.Type()))
		}
	}
}

func normalizeStruct(v reflect.Value, lang string) {
	if v.Type() == reflect.TypeFor[domain.Text]() {
		if lang != "" && v.CanSet() {
			v.Set(reflect.ValueOf(only(v.Interface().(domain.Text), lang)))
		}
		return
	}
	for i := range v.NumField() {
		if f := v.Field(i); f.CanSet() || f.Kind() == reflect.Struct {
			normalize(f, lang)
		}
	}
}

// holdsMore says that something inside a list's items may have to be settled.
func holdsMore(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct, reflect.Pointer, reflect.Slice, reflect.Map:
		return true
	}
	return false
}

// only keeps one language of a text, with what is known of that translation.
func only(t domain.Text, lang string) domain.Text {
	if t.IsZero() {
		return t
	}
	text, in := t.Pick(lang)
	picked := domain.Text{Original: t.Original, In: map[string]string{in: text}}
	if hash, ok := t.MadeFrom[in]; ok {
		picked.MadeFrom = map[string]string{in: hash}
	}
	return picked
}
