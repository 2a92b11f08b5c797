package pages_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template/parse"

	"jalons/frontend"
	"jalons/server/i18n"
)

// usage is what templates and code ask of the language files.
type usage struct {
	asked    map[string]string // keys written out where a text is asked for, with the place
	prefixes map[string]bool   // beginnings of keys that are put together
	given    map[string]bool   // words that may be such beginnings
	words    map[string]bool   // every quoted word there is: codes that a key can end with
	unclear  []string          // places that ask for a key nobody can read
}

func TestEveryKeyExistsAndIsUsed(t *testing.T) {
	u := &usage{
		asked: map[string]string{}, prefixes: map[string]bool{}, given: map[string]bool{}, words: map[string]bool{},
	}
	for name, text := range templatesOf(t, frontend.Files) {
		u.readTemplate(t, name, text)
	}
	u.readCode(t, "..")
	u.readWords(t, "../../schema", `'([a-z][a-z0-9_]*)'`)
	u.readWords(t, "../../frontend/languages", `\{[a-z_]+:([a-z_.]+)\}`)
	u.readWords(t, "../../seeds", `(?m)(?:^|,)"?([a-z][a-z0-9_-]*)"?(?:,|$)`)
	for _, place := range u.unclear {
		t.Errorf("%s: the key is neither written out nor begun with a text", place)
	}
	keys := readLanguage(t, i18n.French)
	for key, place := range u.asked {
		if _, ok := keys[key]; !ok {
			t.Errorf("%s: no text %s", place, key)
		}
	}
	for prefix := range u.prefixes {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(keys)), func(key string) bool {
			return strings.HasPrefix(key, prefix)
		}) {
			t.Errorf("no text begins with %s", prefix)
		}
	}
	for key := range keys {
		if !u.uses(key) {
			t.Errorf("%s is used nowhere", key)
		}
	}
}

// uses says whether a key is written out, or put together from a beginning and a code.
func (u *usage) uses(key string) bool {
	if u.asked[key] != "" || u.words[key] {
		return true
	}
	for prefix := range joined(u.prefixes, u.given) {
		rest, ok := strings.CutPrefix(key, prefix)
		if ok && u.isCode(rest) {
			return true
		}
	}
	return false
}

func joined(a, b map[string]bool) map[string]bool {
	both := maps.Clone(a)
	maps.Copy(both, b)
	return both
}

// isCode says whether the end of a key is a code, or codes with dots between.
func (u *usage) isCode(rest string) bool {
	if u.words[rest] {
		return true
	}
	if _, err := strconv.Atoi(rest); err == nil {
		return true
	}
	if code, own := strings.CutSuffix(rest, "_government"); own { // a federated government's own words
		return u.words["_government"] && u.isCode(code)
	}
	for i, c := range rest { // a.b of two codes, and missing_ before a word
		if c == '.' && u.words[rest[:i]] && u.isCode(rest[i+1:]) ||
			c == '_' && u.words[rest[:i+1]] && u.isCode(rest[i+1:]) {
			return true
		}
	}
	return false
}

// readTemplate finds what is asked for by t, h and .T, and the words in quotes.
func (u *usage) readTemplate(t *testing.T, name, text string) {
	t.Helper()
	tree := parse.New(name)
	tree.Mode = parse.SkipFuncCheck
	trees := map[string]*parse.Tree{}
	if _, err := tree.Parse(text, "", "", trees); err != nil {
		t.Fatal(err)
	}
	own := map[string]bool{}
	var commands []*parse.CommandNode
	for _, part := range trees {
		walkTemplate(part.Root, func(n parse.Node) {
			switch n := n.(type) {
			case *parse.StringNode:
				own[n.Text], u.words[n.Text] = true, true
			case *parse.CommandNode:
				commands = append(commands, n)
			}
		})
	}
	for _, c := range commands {
		u.readCommand(name, c, own)
	}
}

// readCommand notes what is asked for. A part that is given the beginning of its keys (print .family
// "." .code) is given it in the same template: own are the words there.
func (u *usage) readCommand(name string, c *parse.CommandNode, own map[string]bool) {
	if len(c.Args) < 2 || !asksForText(c.Args[0]) {
		return
	}
	place := name + " " + c.String()
	switch key := c.Args[1].(type) {
	case *parse.StringNode:
		u.asked[key.Text] = place
	case *parse.PipeNode:
		if !u.readPrint(key, own) {
			u.unclear = append(u.unclear, place)
		}
	default:
		u.unclear = append(u.unclear, place)
	}
}

// readPrint reads a key that print puts together, and says whether it could.
func (u *usage) readPrint(key *parse.PipeNode, own map[string]bool) bool {
	args := key.Cmds[0].Args
	if len(key.Cmds) != 1 || len(args) < 3 || args[0].String() != "print" {
		return false
	}
	if first, ok := args[1].(*parse.StringNode); ok {
		u.prefixes[first.Text] = true
		return true
	}
	point, ok := args[2].(*parse.StringNode)
	for text := range own {
		if beginning.MatchString(text + ".") {
			u.given[text+"."] = true
		}
	}
	return ok && point.Text == "."
}

func asksForText(n parse.Node) bool {
	switch n := n.(type) {
	case *parse.IdentifierNode:
		return n.Ident == "t" || n.Ident == "h"
	case *parse.FieldNode:
		return n.Ident[len(n.Ident)-1] == "T"
	case *parse.VariableNode:
		return n.Ident[len(n.Ident)-1] == "T"
	}
	return false
}

// walkTemplate visits every node of a template.
func walkTemplate(n parse.Node, visit func(parse.Node)) {
	each := func(nodes ...parse.Node) {
		for _, node := range nodes {
			walkTemplate(node, visit)
		}
	}
	branch := func(b parse.BranchNode) {
		each(b.Pipe, b.List)
		if b.ElseList != nil {
			each(b.ElseList)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		if n != nil {
			each(n.Nodes...)
		}
		return
	case *parse.PipeNode:
		if n != nil {
			for _, c := range n.Cmds {
				each(c)
			}
		}
		return
	case *parse.ActionNode:
		each(n.Pipe)
	case *parse.TemplateNode:
		each(n.Pipe)
	case *parse.IfNode:
		branch(n.BranchNode)
	case *parse.RangeNode:
		branch(n.BranchNode)
	case *parse.WithNode:
		branch(n.BranchNode)
	case *parse.CommandNode:
		each(n.Args...)
	case *parse.ChainNode:
		each(n.Node)
	}
	visit(n)
}

// readCode finds what the server's code asks for. A key that comes in as an argument was read where
// it was written out.
func (u *usage) readCode(t *testing.T, folder string) {
	t.Helper()
	for _, file := range filesOf(t, folder, ".go") {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if text, ok := literal(n); ok {
					u.words[text] = true
					u.readInside(text)
				}
			case *ast.BinaryExpr:
				u.readSum(n)
			case *ast.CallExpr:
				u.readCall(file, n)
			}
			return true
		})
	}
}

// beginning is the first part of a key: page., page.thing. or page.thing_.
var beginning = regexp.MustCompile(`^[a-z][a-z_]*(\.[a-z0-9_]+)*[._]$`)

var (
	inTag = regexp.MustCompile(`^[a-z]+:"`)
	inSQL = regexp.MustCompile(`(?i)^(select|with|from)\b`)
	codes = regexp.MustCompile(`[a-z][a-z0-9_]*`)
)

// readInside takes the names from a struct's tag and the columns from a query: those are codes as well.
func (u *usage) readInside(text string) {
	if inTag.MatchString(text) || inSQL.MatchString(text) || strings.Contains(text, "\n") ||
		strings.Contains(text, " ->> ") {
		for _, code := range codes.FindAllString(text, -1) {
			u.words[code] = true
		}
	}
}

func (u *usage) readSum(n *ast.BinaryExpr) {
	text, ok := literal(n.X)
	call, made := n.Y.(*ast.CallExpr)
	made = made && isFederated(call.Fun)
	if ok && n.Op == token.ADD && (made || beginning.MatchString(text)) && strings.Contains(text, ".") {
		u.prefixes[text] = true
	}
}

// isFederated says that a function gives the end of a key about a federated government.
func isFederated(function ast.Expr) bool {
	if of, ok := function.(*ast.SelectorExpr); ok {
		function = of.Sel
	}
	name, ok := function.(*ast.Ident)
	return ok && strings.EqualFold(name.Name, "federated")
}

// readCall notes a key that is written out in a call of T(lang, key, …) or Has(lang, key).
func (u *usage) readCall(file string, call *ast.CallExpr) {
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || method.Sel.Name != "T" && method.Sel.Name != "Has" {
		return
	}
	for _, arg := range call.Args[:min(2, len(call.Args))] {
		if text, ok := literal(arg); ok && strings.Contains(text, ".") {
			u.asked[text] = file
		}
	}
}

func literal(e ast.Expr) (string, bool) {
	basic, ok := e.(*ast.BasicLit)
	if !ok || basic.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(basic.Value)
	return text, err == nil
}

// readWords collects the codes that data and schema use.
func (u *usage) readWords(t *testing.T, folder, pattern string) {
	t.Helper()
	quoted := regexp.MustCompile(pattern)
	for _, file := range slices.Concat(
		filesOf(t, folder, ".sql"), filesOf(t, folder, ".csv"), filesOf(t, folder, ".json"),
	) {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range quoted.FindAllStringSubmatch(string(raw), -1) {
			u.words[match[1]] = true
		}
	}
}

func filesOf(t *testing.T, folder, ending string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && filepath.Ext(name) == ending {
			found = append(found, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
