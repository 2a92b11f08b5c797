package web

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	locale_en "github.com/go-playground/locales/en"
	locale_fr "github.com/go-playground/locales/fr"
	ut "github.com/go-playground/universal-translator"
	"github.com/go-playground/validator/v10"
	translated_ar "github.com/go-playground/validator/v10/translations/ar"
	translated_en "github.com/go-playground/validator/v10/translations/en"
	translated_fr "github.com/go-playground/validator/v10/translations/fr"

	"jalons/server/domain"
	"jalons/server/i18n"
)

// CodePattern is the shape of a code of ours: TN, CA-QC, west-africa, CA-2018-C01.1.
const CodePattern = `^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$`

// codeLimit is the longest code, in letters.
const codeLimit = 40

// rules checks structs by their validate tags and says in words what is broken. Beside the
// validator's own rules there are code (CodePattern, at most 40 letters), key (a number from 1, or a
// code that begins with a letter) and day (an ISO date between 1990 and 2100).
type rules struct {
	validate *validator.Validate
	words    map[string]ut.Translator
}

func newRules() (*rules, error) {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(clientName)
	code := regexp.MustCompile(CodePattern)
	err := errors.Join(
		v.RegisterValidation("code", func(l validator.FieldLevel) bool {
			return len(l.Field().String()) <= codeLimit && code.MatchString(l.Field().String())
		}),
		v.RegisterValidation("key", func(l validator.FieldLevel) bool {
			return len(l.Field().String()) <= codeLimit && isKey(code, l.Field().String())
		}),
		v.RegisterValidation("day", func(l validator.FieldLevel) bool {
			_, err := domain.ParseDay(l.Field().String())
			return err == nil
		}),
	)
	words := ut.New(locale_fr.New(), locale_fr.New(), locale_en.New(), i18n.Locale(i18n.Arabic))
	r := &rules{validate: v, words: map[string]ut.Translator{}}
	register := map[string]func(*validator.Validate, ut.Translator) error{
		i18n.French: translated_fr.RegisterDefaultTranslations, i18n.English: translated_en.RegisterDefaultTranslations,
		i18n.Arabic: translated_ar.RegisterDefaultTranslations,
	}
	for lang, add := range register {
		r.words[lang], _ = words.GetTranslator(lang)
		err = errors.Join(err, add(v, r.words[lang]))
	}
	if err != nil {
		return nil, fmt.Errorf("validation rules: %w", err)
	}
	return r, nil
}

// isKey says that s is the number or the code of one thing, never something that reads as another.
func isKey(code *regexp.Regexp, s string) bool {
	if n, ok := integer(s); ok {
		return n >= 1
	}
	return code.MatchString(s) && (s[0] < '0' || s[0] > '9')
}

// clientName gives a field the name under which the client sent it.
func clientName(f reflect.StructField) string {
	for _, tag := range places() {
		if name := f.Tag.Get(tag); name != "" {
			return name
		}
	}
	return f.Name
}

// broken lists the rules that a struct breaks.
func (r *rules) broken(target any) (validator.ValidationErrors, error) {
	err := r.validate.Struct(target)
	var broken validator.ValidationErrors
	if err == nil || errors.As(err, &broken) {
		return broken, nil
	}
	return nil, err
}

var inList = regexp.MustCompile(`\w+\[\d+\](\.\w+)*$`)

// pathOf is where a field stands in a request: evidence[0].url of a list, else its name.
func pathOf(broken validator.FieldError) string {
	if path := inList.FindString(broken.Namespace()); path != "" {
		return path
	}
	return broken.Field()
}

// message says what is broken: in our words where the language files have them, else in the
// validator's.
func (r *rules) message(texts *i18n.Texts, lang string, broken validator.FieldError) string {
	if key := "invalid." + broken.Tag(); texts.Has(lang, key) {
		return texts.T(lang, key, "field", pathOf(broken), "param", words(texts, lang, broken))
	}
	message := broken.Translate(r.words[lang])
	if message == broken.Error() {
		return texts.T(lang, "invalid.value", "field", pathOf(broken))
	}
	return message
}

// words is what a rule asks for: the words of a choice as a list of the reader's language.
func words(texts *i18n.Texts, lang string, broken validator.FieldError) string {
	if broken.Tag() == "oneof" {
		return texts.List(lang, strings.Fields(broken.Param()))
	}
	return broken.Param()
}
