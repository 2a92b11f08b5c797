package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"jalons/server/app"
	"jalons/server/i18n"
)

// unsaid are errors in words of the code that no person reads: the program itself asks for them, or they name a bug.
var unsaid = []string{
	"dry run", "wrong arguments", "wrong form", "killed by its time limit", "no cell for %T", "%.200s",
}

var (
	verb  = regexp.MustCompile(`%[-+ #0-9.]*[a-zA-Z]`)
	words = regexp.MustCompile(`\p{L}{2,}`)
)

// hasWords says whether a text of the code is more than marks, spaces and the program's name.
func hasWords(text string) bool {
	return slices.ContainsFunc(words.FindAllString(verb.ReplaceAllString(text, ""), -1), func(word string) bool {
		return word != "jalons"
	})
}

// What a command prints comes from the texts, never from the code: it is read in three languages.
func TestCommandsHaveNoWordsOfTheirOwn(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	opening, err := filepath.Glob("app/*.go")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, opening...)
	calls := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name := nameOf(call)
			prints := slices.Contains([]string{
				"Fprint", "Fprintf", "Fprintln", "Print", "Printf", "Println", "WriteString",
			}, name)
			fails := name == "New" && qualifierOf(call) == "errors" || name == "Errorf"
			if !prints && !fails {
				return true
			}
			calls++
			for _, text := range literalsIn(call) {
				if hasWords(text) && !(fails && (strings.Contains(text, "%w") || slices.Contains(unsaid, text))) {
					t.Errorf("%s: %q is said in the words of the code", file, text)
				}
			}
			return true
		})
	}
	if calls < 30 {
		t.Errorf("%d calls that print or fail", calls)
	}
}

func nameOf(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

func qualifierOf(call *ast.CallExpr) string {
	if f, ok := call.Fun.(*ast.SelectorExpr); ok {
		if of, ok := f.X.(*ast.Ident); ok {
			return of.Name
		}
	}
	return ""
}

// literalsIn gives the texts that stand in a call, but for the keys that it asks texts by.
func literalsIn(call *ast.CallExpr) (found []string) {
	for _, arg := range call.Args {
		ast.Inspect(arg, func(n ast.Node) bool {
			if inner, ok := n.(*ast.CallExpr); ok &&
				slices.Contains([]string{"text", "Text", "T", "words", "NewError"}, nameOf(inner)) {
				return false
			}
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				text, _ := strconv.Unquote(literal.Value) // the parser has read it
				found = append(found, text)
			}
			return true
		})
	}
	return found
}

// printed gives what the program prints and its status, called in a language.
func printed(t *testing.T, lang string, args ...string) (string, int) {
	t.Helper()
	t.Setenv("LC_ALL", lang+"_XX.UTF-8")
	var out strings.Builder
	status := run(t.Context(), args, &out, &out)
	return out.String(), status
}

// Usage, help of each command and what is wrong with options is said in the language of the caller: no sentence is the
// same in two languages.
func TestCommandsHelpInTheCallersLanguage(t *testing.T) {
	t.Setenv("MAX_CONNECTIONS", "many")
	cases := map[string]int{
		"": 0, "help": 0, "nothing": 2, "serve --port 80": 2, "user --role": 2, "seed --demonstration=maybe": 2,
		"import -x": 2, "migrate": 1,
	}
	for _, c := range commands {
		cases[c.name+" --help"] = 0
	}
	sentence := regexp.MustCompile(`[a-zà-ÿ]{3,} [a-zà-ÿ]{3,} [a-zà-ÿ]{3,}`)
	called := regexp.MustCompile(`jalons [a-z]+ [a-z]+`) // a command is called so in every language
	for line, want := range cases {
		t.Run(line, func(t *testing.T) {
			said := map[string]string{}
			for _, lang := range i18n.Languages() {
				text, status := printed(t, lang, strings.Fields(line)...)
				text = called.ReplaceAllString(text, "jalons")
				if status != want {
					t.Errorf("%s: status %d, want %d: %s", lang, status, want, text)
				}
				for part := range strings.Lines(text) {
					if other := said[part]; other != "" && sentence.MatchString(part) {
						t.Errorf("%s says as %s does: %s", lang, other, part)
					}
					said[part] = lang
				}
				if lang == i18n.Arabic && len(text) > 40 && sentence.MatchString(text) {
					t.Errorf("not Arabic: %q", sentence.FindAllString(text, -1))
				}
			}
		})
	}
}

// What is wrong is named: the option as it was typed, the value, and how it has to look.
func TestWrongOptionsAreNamed(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.Languages() {
		for _, c := range []struct{ line, want string }{
			{"user add --nix x@example.org", texts.T(lang, "help.no_option", "option", "--nix")},
			{"import -dry-run", texts.T(lang, "help.no_option", "option", "-dry-run")},
			{"user --role", texts.T(lang, "help.option_needs_value", "option", "--role")},
			{"seed --demonstration=maybe", texts.T(
				lang, "help.option_value", "option", "--demonstration", "value", "maybe",
			)},
			{"nix", texts.T(lang, "help.no_command", "command", "nix")},
		} {
			if got, _ := printed(t, lang, strings.Fields(c.line)...); !strings.HasPrefix(got, "jalons: "+c.want+"\n") {
				t.Errorf("%s %s: %s", lang, c.line, got)
			}
		}
		t.Run(lang, func(t *testing.T) {
			t.Setenv("MAX_CONNECTIONS", "many")
			form := texts.T(lang, "form.number", "n", 1)
			want := "jalons: " + texts.T(lang, "setting.bad", "setting", `MAX_CONNECTIONS="many"`, "form", form) + "\n"
			if got, status := printed(t, lang, "migrate"); got != want || status != 1 {
				t.Errorf("%d %q, want %q", status, got, want)
			}
		})
	}
}

// Every command, option, setting and form has its text in each language.
func TestCommandsHaveTheirTexts(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, c := range commands {
		keys = append(keys, "help.short."+c.name, "help.long."+c.name)
		if c.args {
			keys = append(keys, "help.args."+c.name)
		}
		var asked []string
		asking := func(key string, _ map[string]any) string { asked = append(asked, key); return key }
		flags, _ := c.flags()
		c.help(io.Discard, asking, flags)
		keys = append(keys, asked...)
	}
	for _, s := range app.Settings {
		keys = append(keys, "setting."+s.Name)
		if s.Form != "" {
			keys = append(keys, s.Form)
		}
	}
	for _, lang := range i18n.Languages() {
		for _, key := range keys {
			if !texts.Has(lang, key) {
				t.Error(fmt.Sprint(lang, " ", key))
			}
		}
	}
}
