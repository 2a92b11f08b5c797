package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"unicode/utf8"
)

// objectOf reads a JSON object and nothing after it. Its names count as they are written, and none may
// stand twice.
func objectOf(body io.Reader) (map[string]json.RawMessage, error) {
	raw, err := io.ReadAll(body)
	if err != nil {
		return nil, malformed(err)
	}
	if !utf8.Valid(raw) || bytes.ContainsRune(raw, utf8.RuneError) || surrogates(raw) {
		return nil, &Refusal{Status: http.StatusBadRequest, Code: "json_malformed"}
	}
	object, err := membersOf(raw)
	if err != nil {
		return nil, &Refusal{Status: http.StatusBadRequest, Code: "json_malformed"}
	}
	return object, nil
}

// surrogates says that a text escapes half a character; the decoder would put another one in its place.
func surrogates(raw []byte) bool {
	var value any
	return json.Unmarshal(raw, &value) == nil && bytes.Contains(bytes.ToLower(raw), []byte(`\ud`)) &&
		hasReplacement(value)
}

func hasReplacement(value any) bool {
	switch v := value.(type) {
	case string:
		return strings.ContainsRune(v, utf8.RuneError)
	case []any:
		for _, item := range v {
			if hasReplacement(item) {
				return true
			}
		}
	case map[string]any:
		for name, item := range v {
			if hasReplacement(name) || hasReplacement(item) {
				return true
			}
		}
	}
	return false
}

var errNotAnObject = errors.New("not one JSON object with different names")

func membersOf(raw []byte) (map[string]json.RawMessage, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		return nil, errors.Join(errNotAnObject, err)
	}
	members := map[string]json.RawMessage{}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, err
		}
		if _, twice := members[name.(string)]; twice {
			return nil, errNotAnObject
		}
		members[name.(string)] = value
	}
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errNotAnObject
	}
	return members, nil
}

// takeJSON reads a member of the body into its field; null counts as not given, which is its default.
func (r *reading) takeJSON(f Field, field reflect.Value) string {
	raw, given := r.body[f.Name]
	switch {
	case given && string(raw) != "null":
		return r.setJSON(f, field, raw)
	case f.Default != "":
		return set(field, f.Default, f.limit())
	}
	return ""
}

func (r *reading) setJSON(f Field, field reflect.Value, raw json.RawMessage) string {
	switch field.Kind() {
	case reflect.Pointer:
		fresh := reflect.New(field.Type().Elem())
		if reason := r.setJSON(f, fresh.Elem(), raw); reason != "" {
			return reason
		}
		field.Set(fresh)
		return ""
	case reflect.String:
		var text string
		if json.Unmarshal(raw, &text) != nil {
			return "text"
		}
		return setText(field, text, f.limit(), f.Lines)
	case reflect.Slice:
		return r.setJSONs(f, field, raw)
	case reflect.Struct:
		return r.setObject(field, raw)
	}
	// Numbers and truth values as they are written: no text that reads as one, no 1e3 for a whole number.
	if json.Unmarshal(raw, field.Addr().Interface()) != nil {
		return "value"
	}
	return ""
}

func (r *reading) setJSONs(f Field, field reflect.Value, raw json.RawMessage) string {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil || len(items) > manyLimit {
		return "value"
	}
	list := reflect.MakeSlice(field.Type(), len(items), len(items))
	for i, item := range items {
		if reason := r.setJSON(f, list.Index(i), item); reason != "" {
			return reason
		}
	}
	field.Set(list)
	return ""
}

// setObject reads an object inside the body by the tags of its struct.
func (r *reading) setObject(field reflect.Value, raw json.RawMessage) string {
	members, err := membersOf(raw)
	if err != nil {
		return "value"
	}
	fields, err := r.binder.fieldsOf(field.Type())
	if err != nil {
		return "value"
	}
	for _, f := range fields {
		value, given := members[f.Name]
		delete(members, f.Name)
		if !given || string(value) == "null" {
			continue
		}
		if reason := r.setJSON(f, field.FieldByIndex(f.index), value); reason != "" {
			return reason
		}
	}
	if len(members) > 0 {
		return "unknown"
	}
	return ""
}
