package web

import (
	"reflect"
	"strconv"
	"strings"
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
		return setText(field, raw, limit, false)
	}
	return ""
}

// setMany reads every value of a parameter that may be given several times.
func setMany(field reflect.Value, raw []string, limit int) string {
	list := reflect.MakeSlice(field.Type(), len(raw), len(raw))
	for i, value := range raw {
		if reason := set(list.Index(i), value, limit); reason != "" {
			return reason
		}
	}
	field.Set(list)
	return ""
}

// integer takes a number in its one usual form: no sign +, no leading zero, no 1e3, no 0x1.
func integer(raw string) (int64, bool) {
	n, err := strconv.ParseInt(raw, 10, 64)
	return n, err == nil && strconv.FormatInt(n, 10) == raw
}

// setText takes a text in NFC, so that é is one letter however it was typed. Where it may have lines,
// they end as on Unix.
func setText(field reflect.Value, raw string, limit int, lines bool) string {
	if len(raw) > limit*utf8.UTFMax {
		return "too_long"
	}
	raw = norm.NFC.String(raw)
	if utf8.RuneCountInString(raw) > limit {
		return "too_long"
	}
	plain := raw
	if lines {
		raw = strings.ReplaceAll(raw, "\r\n", "\n")
		plain = strings.NewReplacer("\n", "", "\t", "").Replace(raw)
	}
	if !cleanText(plain) || strings.ContainsFunc(plain, reorders) {
		return "characters"
	}
	field.SetString(raw)
	return ""
}

// reorders says that a character changes the direction of the text around it, so that it reads as another.
func reorders(r rune) bool { return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 }
