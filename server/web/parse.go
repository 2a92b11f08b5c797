package web

import (
	"reflect"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// textLimit bounds a text parameter in characters where no rule of its own does.
const textLimit = 200

// set reads raw into a field, a text of at most limit characters; it gives the reason where it can't.
func set(field reflect.Value, raw string, limit int) (reason string) {
	if field.Kind() == reflect.Pointer {
		fresh := reflect.New(field.Type().Elem())
		if reason := set(fresh.Elem(), raw, limit); reason != "" {
			return reason
		}
		field.Set(fresh)
		return ""
	}
	switch field.Kind() {
	case reflect.Int, reflect.Int64:
		n, ok := integer(raw)
		if !ok {
			return "integer"
		}
		field.SetInt(n)
	case reflect.Bool:
		if raw != "true" && raw != "false" {
			return "boolean"
		}
		field.SetBool(raw == "true")
	default:
		return setText(field, raw, limit)
	}
	return ""
}

// integer takes a number in its one usual form: no sign +, no leading zero, no 1e3, no 0x1.
func integer(raw string) (int64, bool) {
	n, err := strconv.ParseInt(raw, 10, 64)
	return n, err == nil && strconv.FormatInt(n, 10) == raw
}

// setText takes a text in NFC, so that é is one letter however it was typed.
func setText(field reflect.Value, raw string, limit int) string {
	if len(raw) > limit*utf8.UTFMax {
		return "too_long"
	}
	raw = norm.NFC.String(raw)
	if utf8.RuneCountInString(raw) > limit {
		return "too_long"
	}
	if !cleanText(raw) {
		return "characters"
	}
	field.SetString(raw)
	return ""
}
