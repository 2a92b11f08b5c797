package api

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"jalons/server/domain"
)

func TestSettleLeavesNoNullLists(t *testing.T) {
	type inner struct {
		Words []string       `json:"words"`
		Count map[string]int `json:"count"`
	}
	type outer struct {
		inner
		Inner *inner          `json:"inner"`
		List  []inner         `json:"list"`
		None  *inner          `json:"none"`
		Raw   json.RawMessage `json:"raw"`
	}
	out := &outer{Inner: &inner{}, List: []inner{{}}}
	normalize(reflect.ValueOf(&out).Elem(), "")
	got, err := json.Marshal(out)
	want := `{"words":[],"count":{},"inner":{"words":[],"count":{}},` +
		`"list":[{"words":[],"count":{}}],"none":null,"raw":null}`
	if err != nil || string(got) != want {
		t.Errorf("%v %s", err, got)
	}
}

func TestOnlyOneLanguage(t *testing.T) {
	text := domain.Text{
		Original: "fr", In: map[string]string{"fr": "un", "en": "one"}, MadeFrom: map[string]string{"en": "abc"},
	}
	for lang, want := range map[string]string{
		"fr": `{"fr":"un","original":"fr"}`,
		"en": `{"en":"one","made_from":{"en":"abc"},"original":"fr"}`,
		"ar": `{"fr":"un","original":"fr"}`, // what stands in for Arabic says that it is French
	} {
		t.Run(lang, func(t *testing.T) {
			if got, err := json.Marshal(only(text, lang)); err != nil || string(got) != want {
				t.Errorf("%s: %v %s", lang, err, got)
			}
		})
	}
	if !only(domain.Text{}, "ar").IsZero() || len(text.In) != 2 {
		t.Error("a text was changed")
	}
}

func TestEveryEndpointTakesLang(t *testing.T) {
	h, _ := testAPI(t)
	for address, want := range map[string]string{
		"/things/1?lang=ar":       `"name":{"fr":"=Chose 1","original":"fr"}`,
		"/things?lang=fr&limit=1": `"name":{"fr":"=Chose 1","original":"fr"}`,
		"/things.csv?lang=fr":     "'=Chose 1,,,fr",
		"/words?lang=en":          `"total":1`,
	} {
		t.Run(address, func(t *testing.T) {
			if w := ask(h, "GET", Prefix+address); w.Code != 200 || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: %d %.300s", address, w.Code, w.Body)
			}
		})
	}
}
