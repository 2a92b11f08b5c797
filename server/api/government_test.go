package api

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// ofKinds are the descriptions in which a state is meant and no federated government.
var ofKinds = map[string]bool{
	"state or federated": true,
	"ISO 3166-1 alpha-2, ISO 3166-2 for a part of a state, or ours where ISO has none: TN, CA-QC, BE-FWB": true,
	"code of the state that a federated government is a part of; empty for a state":                       true,
}

// A government need not be a state: the document calls one so only as a value of speaker, way or kind.
func TestDocumentSpeaksOfGovernments(t *testing.T) {
	body, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var document any
	if err := json.Unmarshal(body, &document); err != nil {
		t.Fatal(err)
	}
	as := regexp.MustCompile(
		`\b([tT]he|[aA]|[eE]ach|[iI]ts|invited|suspended|whose) state\b|\bby state(,? or|$)|\bstate['’]|\bstates\b`,
	)
	both := strings.NewReplacer("state or government", "", "states and governments", "")
	said := 0
	for _, text := range saidIn(document) {
		said++
		if as.MatchString(both.Replace(text)) && !ofKinds[text] {
			t.Errorf("%q calls every government a state", text)
		}
	}
	if said < 500 {
		t.Errorf("%d texts", said)
	}
}

// saidIn gives the words for people in a part of a document.
func saidIn(part any) (texts []string) {
	switch part := part.(type) {
	case []any:
		for _, inner := range part {
			texts = append(texts, saidIn(inner)...)
		}
	case map[string]any:
		for name, inner := range part {
			if text, ok := inner.(string); ok && (name == "description" || name == "summary") {
				texts = append(texts, text)
				continue
			}
			texts = append(texts, saidIn(inner)...)
		}
	}
	return texts
}
