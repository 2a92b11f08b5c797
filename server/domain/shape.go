package domain

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode"

	"github.com/go-playground/validator/v10"
)

var shapes = newShapes()

func newShapes() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.SetTagName("validate")
	v.RegisterTagNameFunc(func(f reflect.StructField) string { return requestName(f.Name) })
	return v
}

// requestName gives the name that requests have for a field: StartsOn is starts_on, URL is url.
func requestName(field string) string {
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

// checkShape refuses an input whose fields are not of their form, naming the first as requests do.
func CheckShape(input any) error {
	err := shapes.Struct(input)
	if err == nil {
		return nil
	}
	var fields validator.ValidationErrors
	if !asFields(err, &fields) {
		return fmt.Errorf("shape: %w", err)
	}
	first := fields[0]
	return &Error{
		Kind: Invalid, Code: "shape_" + first.Tag(), Field: first.Field(), Args: map[string]any{"limit": first.Param()},
		Err: err,
	}
}

func asFields(err error, fields *validator.ValidationErrors) bool { return errors.As(err, fields) }
