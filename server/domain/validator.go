package domain

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/go-playground/validator/v10"
)

// CodePattern is the shape of a code of ours: TN, CA-QC, west-africa, CA-2018-C01.1.
const CodePattern = `^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$`

// CodeLimit is the longest code, in letters.
const CodeLimit = 40

var (
	codeShape = regexp.MustCompile(CodePattern)
	shapes    = newValidator()
)

// Validator is the one instance that checks structs by their validate tags, of requests and of the domain. Beside the
// validator's own rules there are code (CodePattern), key (a number from 1, or a code that begins with a letter), day
// (an ISO date between 1990 and 2100) and one for each of Lists, whose errors are those of oneof.
func Validator() *validator.Validate { return shapes }

func newValidator() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.SetTagName("validate")
	v.RegisterTagNameFunc(requestName)
	for name, rule := range map[string]func(string) bool{
		"code": isCode, "key": isKey, "day": func(s string) bool { _, err := ParseDay(s); return err == nil },
	} {
		// It refuses empty names and functions only.
		_ = v.RegisterValidation(name, func(l validator.FieldLevel) bool { return rule(l.Field().String()) })
	}
	for name, values := range Lists() {
		v.RegisterAlias(name, "oneof="+strings.Join(values, " "))
	}
	return v
}

func isCode(s string) bool { return len(s) <= CodeLimit && codeShape.MatchString(s) }

// isKey says that s is the number or the code of one thing, never something that reads as another.
func isKey(s string) bool {
	if s == "" || s[0] < '0' || s[0] > '9' {
		return isCode(s)
	}
	_, err := strconv.ParseInt(s, 10, 64)
	return err == nil && s[0] != '0'
}

// RequestTags are the tags that name a field as requests do, by where it stands in them.
func RequestTags() []string { return []string{"path", "query", "header", "form", "file", "body"} }

// requestName gives the name that requests have for a field: by its tag, else StartsOn is starts_on and URL is url.
func requestName(f reflect.StructField) string {
	var name string
	for _, tag := range RequestTags() {
		name = cmp.Or(name, f.Tag.Get(tag))
	}
	return cmp.Or(name, snakeCase(f.Name))
}

func snakeCase(field string) string {
	var name strings.Builder
	runes := []rune(field)
	for i, r := range runes {
		begins := i > 0 && unicode.IsUpper(r) &&
			(unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if begins {
			name.WriteByte('_')
		}
		name.WriteRune(unicode.ToLower(r))
	}
	return name.String()
}

// CheckShape refuses an input whose fields are not of their form, naming the first as requests do.
func CheckShape(input any) error {
	err := shapes.Struct(input)
	if err == nil {
		return nil
	}
	fields, ok := errors.AsType[validator.ValidationErrors](err)
	if !ok {
		return fmt.Errorf("shape: %w", err)
	}
	first := fields[0]
	return &Error{
		Kind: Invalid, Code: "shape_" + first.ActualTag(), Field: first.Field(),
		Args: map[string]any{"limit": first.Param()}, Err: err,
	}
}
