package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
)

// Label is what an answer that has no field demonstration itself is given, where a part of it has one.
type Label struct {
	Demonstration bool `json:"demonstration" doc:"true where something in this answer is invented to show the program; the field of the same name says of each part whether it is"`
}

// labelHeader says in the headers of an answer that something in it is invented.
const labelHeader = "Jalons-Demonstration"

// saysItself tells that answers of a type have the field demonstration: it is then about this one thing.
func saysItself(answer reflect.Type) bool {
	_, says := answer.FieldByName("Demonstration")
	return says
}

// mayBeInvented tells that a value of a type, or a part of it, has the field demonstration.
func mayBeInvented(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		return mayBeInvented(t.Elem())
	case reflect.Struct:
		if saysItself(t) {
			return true
		}
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() && mayBeInvented(f.Type) {
				return true
			}
		}
	}
	return false
}

// isInvented tells whether a value, or any part of it, says that it is invented.
func isInvented(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer:
		return !v.IsNil() && isInvented(v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			if isInvented(v.Index(i)) {
				return true
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if f.Name == "Demonstration" && v.Field(i).Kind() == reflect.Bool && v.Field(i).Bool() {
				return true
			}
			if f.IsExported() && mayBeInvented(f.Type) && isInvented(v.Field(i)) {
				return true
			}
		}
	}
	return false
}

// labelled writes an answer as JSON. The field demonstration is added where the answer has none but a part may say
// that it is invented; an answer that holds nothing of the record, as that to a write, says nothing about it.
func labelled(out any) (body []byte, demonstration bool, err error) {
	if body, err = json.Marshal(out); err != nil {
		return nil, false, fmt.Errorf("answer: %w", err)
	}
	v := reflect.Indirect(reflect.ValueOf(out))
	demonstration = isInvented(v)
	if saysItself(v.Type()) || !mayBeInvented(v.Type()) {
		return body, demonstration, nil
	}
	return fmt.Appendf(body[:len(body)-1], `,"demonstration":%t}`, demonstration), demonstration, nil
}

// setLabel says in the headers that something is invented.
func setLabel(h http.Header, demonstration bool) {
	if demonstration {
		h.Set(labelHeader, "true")
	}
}
