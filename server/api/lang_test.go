package api

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"jalons/server/web"
)

// lang gives each text in one language; where a text lacks it, the key names the language that stands in.
func TestLangOnTheRecord(t *testing.T) {
	r := newRecord(t).told(false)
	for address, want := range map[string]string{
		"/commitments/TN-2025-C02?lang=fr": `"title":{"ar":"نشر البيانات","original":"ar"}`,
		"/commitments/TN-2025-C02?lang=ar": `"title":{"ar":"نشر البيانات","original":"ar"}`,
		"/commitments/TN-2025-C01?lang=en": `"title":{"en":"Open the budget",` +
			`"made_from":{"en":"19f15d34bd05"},"original":"fr"}`,
		"/commitments/TN-2025-C01?lang=ar":      `"title":{"fr":"Ouvrir le budget","original":"fr"}`,
		"/commitments?state=TN&limit=1&lang=fr": `"title":{"fr":"Ouvrir le budget","original":"fr"}`,
		"/commitments.csv?state=TN&lang=en": "TN-2025-C01,TN,,Tunisia,,fr,north-africa-middle-east," +
			"TN-2025,2025-2027,1,,Open the budget,,fr,",
		"/states/TN?lang=ar": `"name":{"ar":"تونس","original":"fr"}`,
		"/milestones/TN-2025-C01.1?lang=fr": `"sources":[{"id":1,"statement":2,"target":"TN-2025-C01.1",` +
			`"title":{"ar":"قانون المالية","original":"ar"}`,
		"/programmes/francophonie?lang=en": `"name":{"en":"Preparation","original":"fr"}`,
		"/gates/after-flagship?lang=ar":    `"note":{"fr":"La preuve est publiée.","original":"fr"}`,
		"/rollouts?lang=en":                `"reason":{"en":"First plan","original":"fr"}`,
		"/changes?limit=1&lang=en": `"title":{"en":"Open the budget",` +
			`"made_from":{"en":"19f15d34bd05"},"original":"fr"}`,
		"/regions/north-africa-middle-east?lang=en": `"name":{"en":"Tunisia","original":"fr"}`,
	} {
		t.Run(address, func(t *testing.T) {
			if w := r.get(address); w.Code != 200 || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s lacks %s: %d %s", address, want, w.Code, w.Body)
			}
		})
	}
}

// No text of any answer keeps a second language where lang is given.
func TestLangLeavesOneLanguage(t *testing.T) {
	r := newRecord(t).told(false)
	for _, op := range r.reg.operations {
		if op.out == nil || !slices.ContainsFunc(op.fields, func(f web.Field) bool { return f.Name == "lang" }) {
			continue // a table, or a document that is whole
		}
		var answer any
		r.read(with(op.example(t), "lang=ar"), &answer)
		manyIn(t, op.Path, answer)
	}
}

func manyIn(t *testing.T, where string, v any) {
	t.Helper()
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			manyIn(t, where, item)
		}
	case map[string]any:
		languages := 0
		for name, field := range v {
			if name == "fr" || name == "en" || name == "ar" {
				languages++
			}
			// What a change holds is canonical and stays whole; so does the table of sources.
			if name != "before" && name != "after" && name != "made_from" {
				manyIn(t, where+"."+name, field)
			}
		}
		if _, text := v["original"]; text && languages != 1 {
			said, _ := json.Marshal(v)
			t.Errorf("%s: %s", where, said)
		}
	}
}
