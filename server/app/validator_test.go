package app

import (
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin/binding"

	"jalons/server/domain"
)

// Whoever binds by gin's own bindings gets the rules of the one validator, words with their lists among them.
func TestBindingsOfGinHaveTheRulesOfTheDomain(t *testing.T) {
	registerValidator()
	for level, want := range map[string]bool{"limited": true, "done": false, "": false} {
		t.Run("level="+level, func(t *testing.T) {
			var in struct {
				Level domain.Level `form:"level" validate:"level"`
			}
			err := binding.Query.Bind(httptest.NewRequest("GET", "/?level="+level, nil), &in)
			if got := err == nil; got != want {
				t.Errorf("got %v, want it taken %v", err, want)
			}
		})
	}
	for name, v := range map[string]any{"nil": nil, "a list": []string{"x"}, "no struct": (*struct{})(nil)} {
		if err := binding.Validator.ValidateStruct(v); err != nil {
			t.Errorf("%s: got %v, want no rule", name, err)
		}
	}
}
