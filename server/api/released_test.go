package api

import (
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"
)

var updateReleased = flag.Bool("update-released", false, "keep the document of today as that of the last release")

// released is the document of the last release, made anew at each release by make released.
const released = "testdata/released-v1.json"

// The API is additive within a version: what was released can be called, and read, as it was. An endpoint that goes is
// deprecated first and removed after its sunset.
func TestAPIKeepsWhatWasReleased(t *testing.T) {
	today, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if *updateReleased {
		if err := os.WriteFile(released, today, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	before, err := os.ReadFile(released)
	if errors.Is(err, fs.ErrNotExist) {
		unreleased(t)
		before = today // nothing is promised yet; the comparison has to work on the real document all the same
	} else if err != nil {
		t.Fatal(err)
	}
	for _, b := range breaks(t, before, today) {
		t.Errorf("against %s: %s", released, b)
	}
}

// unreleased fails where the list of changes names a release whose document was not kept.
func unreleased(t *testing.T) {
	t.Helper()
	log, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	if release := regexp.MustCompile(`(?m)^## \[?\d.*$`).Find(log); release != nil {
		t.Errorf("CHANGELOG.md has %q, want the document of that release in %s: make released", release, released)
	}
}

// breaks lists what a client of the document before trips over with the document after: operation, path, and what
// changed at which place of request or answer.
func breaks(t *testing.T, before, after []byte) []string {
	t.Helper()
	changes, sources, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), specOf(t, before), specOf(t, after))
	if err != nil {
		t.Fatal(err)
	}
	// Readers count on fields that are not required too, and on headers.
	strict := checker.WithSeverityLevels(map[string]checker.Level{
		checker.ResponseOptionalPropertyRemovedId: checker.ERR, "optional-response-header-removed": checker.ERR,
	})
	config := checker.NewConfig(checker.GetAllChecks(), strict)
	found := map[string]bool{}
	for _, c := range checker.CheckBackwardCompatibility(config, changes, sources) {
		found[c.GetOperation()+" "+c.GetPath()+": "+c.GetUncolorizedText(checker.NewDefaultLocalizer())] = true
	}
	return slices.Sorted(maps.Keys(found))
}

func specOf(t *testing.T, document []byte) *load.SpecInfo {
	t.Helper()
	spec, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		t.Fatal(err)
	}
	return &load.SpecInfo{Url: "openapi.json", Spec: spec}
}

// small is a document with one endpoint to read and one to write.
const small = `{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {
	"/a": {
		"get": {"operationId": "a", "parameters": [
			{"name": "level", "in": "query", "schema": {"type": "string", "enum": ["low", "high"]}},
			{"name": "q", "in": "query", "schema": {"type": "string"}}],
			"responses": {"200": {"description": "ok", "headers": {"ETag": {"schema": {"type": "string"}}}, "content": {
				"application/json": {"schema": {"allOf": [{"$ref": "#/components/schemas/Out"}]}}}}}},
		"post": {"operationId": "b", "requestBody": {"content": {"application/json": {"schema": {"type": "object",
			"required": ["title"], "properties": {"title": {"type": "string"}, "note": {"type": "string"}}}}}},
			"responses": {"200": {"description": "ok"}}}},
	"/gone": {"get": {"operationId": "gone", "deprecated": true, "x-sunset": "2001-01-01",
		"responses": {"200": {"description": "ok"}}}},
	"/going": {"get": {"operationId": "going", "deprecated": true, "x-sunset": "2999-01-01",
		"responses": {"200": {"description": "ok"}}}},
	"/stays": {"get": {"operationId": "stays", "responses": {"200": {"description": "ok"}}}}},
	"components": {"schemas": {"Out": {"type": "object", "required": ["code"], "properties": {
		"code": {"type": "string"}, "share": {"type": "number"}, "level": {"type": "string", "enum": ["low", "high"]},
		"parts": {"type": "array", "items": {"type": "object", "properties": {"on": {"type": "string"}}}}}}}}}`

func TestBreaksOfTheAPIAreSeen(t *testing.T) {
	const text = `{"type": "string"}`
	for name, c := range map[string]struct{ old, new, want string }{
		"nothing":                  {`"t"`, `"T"`, ""},
		"path removed":             {`"/stays"`, `"/other"`, "GET /stays: API path removed"},
		"path removed in time":     {`"/gone"`, `"/other"`, ""},
		"path removed too early":   {`"/going"`, `"/other"`, "GET /going: "},
		"method removed":           {`"post": {`, `"put": {`, "POST /a: API removed"},
		"parameter removed":        {`"name": "q"`, `"name": "r"`, "GET /a: deleted the `query` request parameter `q`"},
		"parameter of fewer words": {`["low", "high"]}},`, `["low"]}},`, "GET /a: removed the enum value `high`"},
		"field removed":            {`"code": {"type"`, `"key": {"type"`, "GET /a: removed the required property"},
		"optional field removed":   {`"share": {`, `"part": {`, "GET /a: removed the optional property"},
		"inner field removed":      {`{"on": {`, `{"day": {`, "parts/items/on"},
		"field of another type": {`"code": ` + text, `"code": {"type": "integer"}`,
			"code` response's property `type` changed from `string` to `integer`"},
		"field may be null":    {`"code": ` + text, `"code": {"type": ["string", "null"]}`, "code` became nullable"},
		"answer of more words": {`["low", "high"]},`, `["low", "high", "top"]},`, "`top`"},
		"header removed":       {`"ETag"`, `"Etag2"`, "GET /a: "},
		"member required":      {`["title"]`, `["title", "note"]`, "`note` became required"},
		"new member required": {
			`["title"], "properties": {`, `["title", "day"], "properties": {"day": ` + text + `, `,
			"POST /a: added the new required request property `day`",
		},
		"member removed":         {`"note": {`, `"text": {`, "POST /a: removed the request property `note`"},
		"member of another type": {`"title": ` + text, `"title": {"type": "integer"}`, "POST /a: "},
		"member with a limit":    {`"title": ` + text, `"title": {"type": "string", "maxLength": 5}`, "POST /a: "},
		"field added":            {`"share": {`, `"more": ` + text + `, "share": {`, ""},
		"parameter added": {
			`{"name": "q"`, `{"name": "z", "in": "query", "schema": ` + text + `}, {"name": "q"`, "",
		},
		"endpoint deprecated": {`"operationId": "stays"`, `"operationId": "stays", "deprecated": true`, ""},
		"path added": {
			`"/stays"`, `"/new": {"get": {"responses": {"200": {"description": "ok"}}}}, "/stays"`, "",
		},
		"description added": {`"in": "query"`, `"in": "query", "description": "x"`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(small, c.old) {
				t.Fatalf("got no %s in the document, want it to change", c.old)
			}
			got := strings.Join(breaks(t, []byte(small), []byte(strings.Replace(small, c.old, c.new, 1))), "\n")
			if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// The comparison sees what goes from the real document, whose schemas are shared, joined and nested.
func TestBreaksOfTheRealDocumentAreSeen(t *testing.T) {
	today, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, schema := range []string{"Commitment", "CommitmentDetail", "Figures", "Label", "Problem", "Programme"} {
		t.Run(schema, func(t *testing.T) {
			var doc document
			if err := json.Unmarshal(today, &doc); err != nil {
				t.Fatal(err)
			}
			properties := doc.Components.Schemas[schema].Properties
			field := slices.Min(slices.Collect(maps.Keys(properties)))
			delete(properties, field)
			without, err := json.Marshal(doc)
			if err != nil {
				t.Fatal(err)
			}
			if got := breaks(t, today, without); len(got) == 0 || !strings.Contains(got[0], field) {
				t.Errorf("got %q, want a break: %s is gone", got, field)
			}
		})
	}
}
