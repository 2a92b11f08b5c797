package app

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"jalons/server/account"
	"jalons/server/database/databasetest"
	"jalons/server/testkit"
)

// statementName is how a statement is called: after the function that it belongs to, and which one of it that is.
var statementName = regexp.MustCompile(`^[a-z]+\.\w+( \w+)*$`)

// Whatever the server asks the database for has a name, the libraries' statements too, and stands in the log with
// the request that waited for it and without what was asked for.
func TestSlowStatementsStandInTheLog(t *testing.T) {
	db := databasetest.Facts(t)
	var said bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&said, nil))
	c := Config{
		DatabaseURL: db.DSN, Now: testkit.AtNoon, SlowQuery: 1, Origin: "http://localhost", Downloads: atOnce{9, 9},
		Uploads: atOnce{9, 9},
	}
	r, err := Open(t.Context(), c, log, true)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	s, err := New(r, account.New(r.WriteDB, r.Now), c, log)
	if err != nil {
		t.Fatal(err)
	}
	s.look(t.Context())
	requests := map[string]bool{}
	for _, path := range []string{
		"/fr", "/en/states/TN", "/en/cities?q=secretword", "/api/v1/states", "/api/v1/states.csv", "/en/rollout",
		"/fr/account", "/en/cities",
	} {
		w := httptest.NewRecorder()
		ask := httptest.NewRequest(http.MethodGet, path, nil)
		ask.AddCookie(&http.Cookie{Name: "jalons", Value: "secretcookie"})
		s.Handler.ServeHTTP(w, ask)
		requests[w.Header().Get("X-Request-Id")] = false
	}
	names := map[string]bool{}
	for line := range strings.Lines(said.String()) {
		var at struct{ Msg, Statement, Request string }
		if err := json.Unmarshal([]byte(line), &at); err != nil {
			t.Fatal(err)
		}
		if at.Msg != "slow statement" {
			continue
		}
		names[at.Statement] = true
		if _, known := requests[at.Request]; known {
			requests[at.Request] = true
		} else if at.Request != "" {
			t.Errorf("an unknown request: %s", line)
		}
		if !statementName.MatchString(at.Statement) && at.Statement != "commit" ||
			strings.Contains(line, "secretword") || strings.Contains(line, "secretcookie") {
			t.Errorf("not a name: %s", line)
		}
	}
	for _, want := range []string{"ledger.Follow", "ledger.Demonstration", "web.SessionID"} {
		if !names[want] {
			t.Errorf("%s is missing among %v", want, names)
		}
	}
	if waited := slices.Collect(func(yield func(string) bool) {
		for id, found := range requests {
			if found && !yield(id) {
				return
			}
		}
	}); len(waited) < 5 {
		t.Errorf("only %d requests stand beside their statements", len(waited))
	}
}

// running are the methods that run the statement they are given.
var running = regexp.MustCompile(
	`^(Must)?(Exec|Query|Queryx|QueryRow|QueryRowx|Select|Get|Prepare|Preparex)(Context)?$`,
)

// A statement that says its name says whose it is, and whoever only hands on statements is known as such.
func TestStatementsAreNamed(t *testing.T) {
	found := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				text, _ := strconv.Unquote(literal.Value)
				first, _, _ := strings.Cut(text, "\n")
				name, named := strings.CutPrefix(first, "-- ")
				if named && name != "" &&
					(!statementName.MatchString(strings.TrimSpace(name)) ||
						!strings.HasPrefix(name, file.Name.Name+".")) {
					t.Errorf("%s: %q is not named after a function of %s", path, first, file.Name.Name)
				}
			}
			if f, ok := n.(*ast.FuncDecl); ok && f.Body != nil && file.Name.Name != "database" &&
				file.Name.Name != "databasetest" {
				found[file.Name.Name+"."+f.Name.Name] = found[file.Name.Name+"."+f.Name.Name] || handsOn(f)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	maps.DeleteFunc(found, func(_ string, hands bool) bool { return !hands })
	if got, want := slices.Sorted(maps.Keys(found)), slices.Sorted(
		slices.Values(handingOn()),
	); !slices.Equal(got, want) {
		t.Errorf("statements of others are handed on by %q, and not %q", got, want)
	}
}

// handsOn says that a function runs a statement that it is given.
func handsOn(f *ast.FuncDecl) (found bool) {
	given := map[string]bool{}
	for _, field := range f.Type.Params.List {
		if kind, ok := field.Type.(*ast.Ident); ok && kind.Name == "string" {
			for _, name := range field.Names {
				given[name.Name] = true
			}
		}
	}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		var name string
		switch to := call.Fun.(type) {
		case *ast.SelectorExpr:
			name = to.Sel.Name
		case *ast.Ident:
			name = to.Name
		case *ast.IndexExpr:
			if of, ok := to.X.(*ast.Ident); ok {
				name = of.Name
			}
		}
		through := slices.ContainsFunc(handingOn(), func(helper string) bool {
			return strings.HasSuffix(helper, "."+name)
		})
		if !running.MatchString(name) && !through {
			return true
		}
		for _, arg := range call.Args[:min(len(call.Args), 5)] {
			if of, ok := arg.(*ast.Ident); ok && given[of.Name] && strings.Contains(of.Name, "query") {
				found = true
			}
		}
		return true
	})
	return found
}
