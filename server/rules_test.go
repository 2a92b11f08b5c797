package main

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// rule says what a package of ours may import. All may use the standard library.
type rule struct {
	ours     []string // packages of ours, below the module
	never    []string // packages of others that it must not touch
	allowed  []string // where not nil, the only packages of others that it may use
	sentence string
}

const (
	sqlxPath      = "github.com/jmoiron/sqlx"
	pqPath        = "github.com/lib/pq"
	ginPath       = "github.com/gin-gonic/gin"
	validatorPath = "github.com/go-playground/validator/v10"
)

var rules = map[string]rule{
	"schema":   {allowed: []string{}, sentence: "schema embeds and does nothing else"},
	"seeds":    {allowed: []string{}, sentence: "seeds embeds and does nothing else"},
	"frontend": {allowed: []string{}, sentence: "frontend embeds and does nothing else"},
	"server/database": {allowed: []string{sqlxPath, pqPath, "github.com/pressly/goose/v3", "golang.org/x/sys"},
		sentence: "database opens, migrates and seeds; it knows no word of the domain and no HTTP"},
	"server/i18n": {
		ours:     []string{"server/domain", "frontend"},
		allowed:  []string{"golang.org/x/text", "github.com/go-playground/locales"},
		sentence: "i18n is what is said to people, without HTTP and SQL",
	},
	"server/i18n/i18ntest": {ours: []string{"server/i18n"}, sentence: "i18ntest gives tests the sentences of a key"},
	"server/testkit": {
		ours: []string{
			"server/database/databasetest", "server/domain", "server/ledger", "server/account", "server/tracker",
		},
		never: []string{ginPath}, sentence: "testkit gives tests a database with facts and people",
	},
	"server/testkit/client": {
		ours:     []string{"server/account", "server/app", "server/files", "server/testkit"},
		allowed:  []string{sqlxPath},
		sentence: "client gives tests people who are signed in to the whole server",
	},
	"server/database/databasetest": {
		ours: []string{"server/database", "schema", "seeds"}, never: []string{ginPath},
		sentence: "databasetest gives tests a database",
	},
	"server/database/faults": {
		allowed:  []string{},
		sentence: "faults breaks the connections of tests and knows nothing of what goes over them",
	},
	"server/domain": {
		allowed:  []string{validatorPath, "golang.org/x/text"},
		sentence: "domain is values: errors, days, texts and words with their lists",
	},
	"server/ledger": {
		ours: []string{"server/domain"}, allowed: []string{sqlxPath, pqPath},
		sentence: "ledger is the open database: pools, clock, the writer with its actor, changes",
	},
	"server/jobs": {
		ours: []string{"server/ledger"}, allowed: []string{sqlxPath, pqPath},
		sentence: "jobs does what is due, whatever it is",
	},
	"server/linkcheck": {
		ours: []string{"server/domain", "server/ledger"}, allowed: []string{sqlxPath, "code.dny.dev/ssrf"},
		sentence: "linkcheck asks for links and writes down what came of it",
	},
	"server/tracker": {
		ours:     []string{"server/domain", "server/ledger", "server/jobs", "server/files", "server/account"},
		allowed:  []string{sqlxPath, pqPath, validatorPath, "golang.org/x/text"},
		sentence: "tracker knows the domain and its SQL, neither HTTP nor formats",
	},
	"server/programme": {
		ours: []string{"server/domain", "server/ledger", "server/tracker"}, allowed: []string{},
		sentence: "programme is phases, gates and cities over the tracker; neither HTTP nor formats",
	},
	"server/importer": {
		ours:     []string{"server/domain", "server/ledger", "server/files", "server/account", "server/tracker"},
		allowed:  []string{sqlxPath},
		sentence: "importer brings rows into the record and knows no file format",
	},
	"server/account": {ours: []string{"server/domain", "server/ledger"},
		allowed:  []string{sqlxPath, "github.com/alexedwards/argon2id", "github.com/pquerna/otp", "golang.org/x/text"},
		sentence: "account knows accounts and their SQL, neither HTTP nor the record"},
	"server/notify": {
		ours:     []string{"server/domain", "server/ledger", "server/worklist"},
		allowed:  []string{sqlxPath, pqPath, "github.com/wneessen/go-mail"},
		sentence: "notify writes what people are told by mail and sends what waits in the outbox",
	},
	"server/thumbnail": {allowed: []string{
		"github.com/klippa-app/go-pdfium", "github.com/tetratelabs/wazero", "github.com/kovidgoyal/imaging",
		"golang.org/x/image",
	},
		sentence: "thumbnail makes small pictures of files and knows nothing else"},
	"server/files/filestest": {
		ours: []string{"server/files"}, never: []string{ginPath, sqlxPath}, sentence: "filestest gives tests an S3",
	},
	"server/files": {ours: []string{"server/domain", "server/ledger"},
		allowed:  []string{sqlxPath, pqPath, "github.com/gabriel-vasile/mimetype", "github.com/minio/minio-go/v7"},
		sentence: "files keeps bytes by their SHA-256 and knows neither HTTP nor whose they are"},
	"server/worklist": {
		ours: []string{"server/domain", "server/ledger", "server/tracker"}, allowed: []string{pqPath},
		sentence: "worklist is what waits for a person, over the tracker; neither HTTP nor formats",
	},
	"server/exchange": {
		ours:     []string{"server/domain", "server/ledger", "server/tracker", "server/importer"},
		never:    []string{ginPath, sqlxPath, pqPath},
		sentence: "exchange turns bytes into importer's rows and back, without SQL and HTTP",
	},
	"server/demonstration": {
		ours: []string{
			"server/domain", "server/ledger", "server/account", "server/tracker", "server/programme",
			"server/importer", "server/exchange", "server/files",
		}, never: []string{ginPath},
		sentence: "demonstration replays invented history through the tracker",
	},
	"server/web": {
		ours: []string{
			"server/domain", "server/i18n", "server/ledger", "server/tracker", "server/account", "server/files",
		}, never: []string{sqlxPath, pqPath},
		sentence: "web is what api and pages share, without SQL",
	},
	"server/api": {
		ours: []string{
			"server/domain", "server/i18n", "server/ledger", "server/files", "server/tracker", "server/programme",
			"server/worklist", "server/account", "server/exchange", "server/web", "frontend",
		},
		never: []string{sqlxPath, pqPath}, sentence: "api is a face: tracker, exchange and web, never SQL or pages",
	},
	"server/pages/charts": {
		ours: []string{"server/domain", "server/tracker", "server/programme"}, allowed: []string{},
		sentence: "charts is pure: the tracker's values in, what is drawn out",
	},
	"server/pages/render": {
		ours: []string{
			"server/domain", "server/i18n", "server/tracker", "server/account", "server/pages/charts", "server/web",
			"frontend",
		},
		never:    []string{sqlxPath, pqPath},
		sentence: "render writes pages and knows none of them",
	},
	"server/pages/public": {
		ours: []string{
			"server/domain", "server/i18n", "server/ledger", "server/tracker", "server/programme", "server/files",
			"server/pages/charts", "server/pages/render", "server/web", "frontend",
		},
		never: []string{sqlxPath, pqPath}, sentence: "public answers everybody and knows nobody",
	},
	"server/pages/work": {
		ours: []string{
			"server/domain", "server/i18n", "server/ledger", "server/tracker", "server/files", "server/worklist",
			"server/account", "server/notify", "server/pages/render", "server/web",
		},
		never: []string{sqlxPath, pqPath}, sentence: "work answers people and takes their forms",
	},
	"server/pages": {
		ours: []string{
			"server/files", "server/pages/public", "server/pages/render", "server/pages/work",
			"server/web",
		},
		never: []string{sqlxPath, pqPath}, sentence: "pages is a face: it assembles its parts, never SQL or api",
	},
}

// free are packages that may import all of ours; but for main and testkit/client, which import app,
// nothing imports them.
var free = []string{"server", "server/app", "server/proof", "seeds/demonstration/generate"}

type goPackage struct {
	ImportPath string
	Imports    []string
	Standard   bool
}

func TestWhoMayImportWhom(t *testing.T) {
	out, err := exec.Command("go", "list", "-tags", "nomsgpack", "-json=ImportPath,Imports", "jalons/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	for decoder.More() {
		var p goPackage
		if err := decoder.Decode(&p); err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(p.ImportPath, "jalons/")
		if slices.Contains(free, name) {
			continue
		}
		r, ok := rules[name]
		if !ok {
			t.Errorf("%s has no rule: say in rules_test.go what it may import", name)
			continue
		}
		for _, imported := range p.Imports {
			if reason := r.refuses(imported); reason != "" {
				t.Errorf("%s imports %s: %s (%s)", name, imported, reason, r.sentence)
			}
		}
	}
}

func (r rule) refuses(imported string) string {
	if ours, ok := strings.CutPrefix(imported, "jalons/"); ok {
		if !slices.Contains(r.ours, ours) {
			return "not one of the packages of ours that it may use"
		}
		return ""
	}
	first, _, _ := strings.Cut(imported, "/")
	if !strings.Contains(first, ".") {
		return "" // standard library
	}
	inside := func(path string) bool { return imported == path || strings.HasPrefix(imported, path+"/") }
	if slices.ContainsFunc(r.never, inside) {
		return "never"
	}
	if r.allowed != nil && !slices.ContainsFunc(r.allowed, inside) {
		return "not one of the packages that it may use"
	}
	return ""
}
