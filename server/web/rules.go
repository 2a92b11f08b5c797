package web

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"sync"

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

// rules says in words which rules of their validate tags structs break.
type rules struct {
	words map[string]ut.Translator
}

// newRules adds the validator's own sentences to the one instance, once.
var newRules = sync.OnceValues(func() (*rules, error) {
	words := ut.New(locale_fr.New(), locale_fr.New(), locale_en.New(), i18n.Locale(i18n.Arabic))
	r := &rules{words: map[string]ut.Translator{}}
	for lang, add := range map[string]func(*validator.Validate, ut.Translator) error{
		i18n.French: translated_fr.RegisterDefaultTranslations, i18n.English: translated_en.RegisterDefaultTranslations,
		i18n.Arabic: translated_ar.RegisterDefaultTranslations,
	} {
		r.words[lang], _ = words.GetTranslator(lang)
		if err := add(domain.Validator(), r.words[lang]); err != nil {
			return nil, fmt.Errorf("validation rules: %w", err)
		}
	}
	return r, nil
})

// Validator is the one instance as gin takes it, for its own bindings.
type Validator struct{}

// ValidateStruct checks a struct or what points to one; anything else has no tags.
func (Validator) ValidateStruct(v any) error {
	if reflect.Indirect(reflect.ValueOf(v)).Kind() != reflect.Struct {
		return nil
	}
	return domain.Validator().Struct(v)
}

// Engine gives the instance, on which nothing is registered any more.
func (Validator) Engine() any { return domain.Validator() }

// broken lists the rules that a struct breaks.
func (r *rules) broken(target any) (validator.ValidationErrors, error) {
	err := domain.Validator().Struct(target)
	if broken, ok := errors.AsType[validator.ValidationErrors](err); ok {
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
	if key := "invalid." + broken.ActualTag(); texts.Has(lang, key) {
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
	if broken.ActualTag() == "oneof" {
		return texts.List(lang, strings.Fields(broken.Param()))
	}
	return broken.Param()
}
