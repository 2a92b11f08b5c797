package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// realTime says where Go may ask for the real time, and why. Whatever is recorded, counted or shown goes by
// the clock that is passed in, so that no outcome depends on the day of a test.
var realTime = map[string]string{
	"server/app/clock.go":         "the clock itself",
	"server/app/clock_test.go":    "compares the clock with the real one",
	"server/chaos_test.go":        "servers that are killed and started, which run on the real time",
	"server/chaos_client_test.go": "what people write to them",
	"server/database/slow.go":     "duration of a statement",
	"server/app/handler.go":       "reads of a stranger in a second",
	"server/database/open.go":     "deadline of a connection",
	"server/web/edge.go":          "duration of a request",
	"server/web/patience.go":      "deadline of a part of an answer",
	"server/large_test.go":        "how long a backup takes, to be printed",
	"server/app/look.go":          "age of the last look for changes, which ticks of the real time bring",
	"server/app/metrics.go":       "age of what a job did last",
	"server/app/metrics_test.go":  "makes that old",
	"server/web/linger.go":        "deadline of what is let pass",
	"server/web/upload.go":        "deadline of an upload",
}

// databaseTime says where SQL may ask the database for the time, and why.
var databaseTime = map[string]string{
	"schema/34_changes.sql":     "what the owner changes by hand has no other clock",
	"schema/dump.sql":           "says what the others make",
	"server/ledger/change.go":   "age of what waits for its place in the history",
	"server/account/session.go": "the store of sessions compares with the database's clock",
}

// pageTime says where a page's script may ask the device for the time, and why. Tests set it by Playwright's
// clock.
var pageTime = map[string]string{
	"frontend/src/lib/submit.js": "the order of what waits on the device",
	"frontend/src/lib/zoom.js":   "how far a movement has come",
}

// How Go, SQL and scripts ask what time it is; now() of ours is a method.
var (
	goAsks  = regexp.MustCompile(`\btime\.(Now|Since|Until)\b`)
	sqlAsks = regexp.MustCompile(
		`(^|[^.\w])((now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\(\)|` +
			`current_(date|time|timestamp)\b|localtime)`,
	)
	pageAsks = regexp.MustCompile(`\bDate\.now\b|\bnew Date\(\)|\bDate\(\)|\bperformance\.now\b|\bTemporal\.Now\b`)
)

func TestTimeIsPassedIn(t *testing.T) {
	used := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && slices.Contains([]string{".git", "node_modules", "dist", "e2e"}, d.Name()) {
			return filepath.SkipDir
		}
		extension, name := filepath.Ext(path), strings.TrimPrefix(filepath.ToSlash(path), "../")
		if err != nil || d.IsDir() || !slices.Contains([]string{".go", ".sql", ".js"}, extension) ||
			name == "server/time_test.go" {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(source), "\n") {
			if why, asks := asksTheTime(name, line); asks && why == "" {
				t.Errorf("%s:%d asks for the real time: %s", name, i+1, strings.TrimSpace(line))
			} else if asks {
				used[name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range []map[string]string{realTime, databaseTime, pageTime} {
		for name := range list {
			if !used[name] {
				t.Errorf("%s no longer asks for the real time", name)
			}
		}
	}
}

// asksTheTime says whether a line asks for the real time, and why it may.
func asksTheTime(name, line string) (why string, asks bool) {
	start := strings.TrimSpace(line)
	switch {
	case strings.HasPrefix(start, "//") || strings.HasPrefix(start, "--"):
		return "", false
	case goAsks.MatchString(line):
		return realTime[name], true
	case filepath.Ext(name) == ".js":
		return pageTime[name], pageAsks.MatchString(line)
	}
	return databaseTime[name], sqlAsks.MatchString(line)
}
