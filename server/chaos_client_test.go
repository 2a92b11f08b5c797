//go:build chaos

package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"jalons/server/database"
	"jalons/server/i18n/i18ntest"
)

const progressHeader = "reporting_period,commitments,milestones,indicators,status,progress_en,progress_fr," +
	"evidence_en,evidence_fr,challenges_en,challenges_fr,owner_org,owner_org_title\r\n"

// worker does one kind of work again and again, until it is told to finish what it has begun.
type worker struct {
	*world
	ctx       context.Context // ends when the test gives up
	name      string
	milestone string
	token     string         // of a member of staff
	staff     []*http.Cookie // of a session of theirs
	liaison   []*http.Cookie // of the state's
	done      *tally
}

// tally holds what clients were told is done.
type tally struct {
	mu      sync.Mutex
	said    []string // notes of updates
	reviews []int64  // statements that were approved
	rounds  int      // rows of the import that went through
	schemas int      // databases that were migrated
	retries int
}

func (t *tally) note(change func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change()
}

// answer is what a request brought; status 0 is none.
type answer struct {
	status int
	body   []byte
}

// again asks until the server has answered for good: what fails because something was killed is asked once more.
func (c *worker) again(ask func() (answer, error)) (answer, error) {
	pause := time.NewTicker(50 * time.Millisecond)
	defer pause.Stop()
	for {
		got, err := ask()
		if err == nil && got.status < http.StatusInternalServerError && got.status != http.StatusTooManyRequests {
			return got, nil
		}
		c.done.note(func() { c.done.retries++ })
		select {
		case <-pause.C:
		case <-c.ctx.Done():
			return got, fmt.Errorf("given up: %w, last %w, %d %.300s", context.Cause(c.ctx), err, got.status, got.body)
		}
	}
}

// write is one request; without cookies it goes under the client's token.
type write struct {
	method, path, kind, key, body string
	version                       int64
	cookies                       []*http.Cookie
}

func (c *worker) send(write write) (answer, error) {
	request, err := http.NewRequestWithContext(
		c.ctx, write.method, c.address.Load().(string)+write.path, strings.NewReader(write.body),
	)
	if err != nil {
		return answer{}, err
	}
	request.Header.Set("Content-Type", cmp.Or(write.kind, "application/json"))
	if write.cookies == nil {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	if write.key != "" {
		request.Header.Set("Idempotency-Key", write.key)
	}
	if write.version > 0 {
		request.Header.Set("If-Match", fmt.Sprintf(`"%d"`, write.version))
	}
	for _, cookie := range write.cookies {
		request.AddCookie(cookie)
	}
	response, err := transport.RoundTrip(request)
	if err != nil {
		return answer{}, err
	}
	content, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	select {
	case c.answers <- struct{}{}:
	default: // nobody counts at the moment
	}
	return answer{response.StatusCode, content}, err
}

var transport = &http.Transport{MaxIdleConnsPerHost: 64, ResponseHeaderTimeout: 30 * time.Second}

// item is what a client reads of its milestone before it writes.
type item struct {
	Version   int64
	Statement int64
	Hash      string
}

func (c *worker) item() (of item, err error) {
	got, err := c.again(func() (answer, error) {
		return c.send(write{method: http.MethodGet, path: "/api/v1/worklist/" + c.milestone, cookies: c.staff})
	})
	if err != nil {
		return of, err
	}
	if err := json.Unmarshal(got.body, &of); err != nil || got.status != http.StatusOK {
		return of, fmt.Errorf("item of %s: %w: %d %.300s", c.milestone, err, got.status, got.body)
	}
	return of, nil
}

// declare records one update by the API.
func (c *worker) declare(n int) error {
	seen, err := c.item()
	if err != nil {
		return err
	}
	note := fmt.Sprintf("%s %d", c.name, n)
	body := fmt.Sprintf(`{"target":%q,"lang":"fr","level":"limited","on":%q,"note":%q,`+
		`"evidence":[{"url":"https://example.org/a"}]}`,
		c.milestone, today(), note)
	got, err := c.again(func() (answer, error) {
		return c.send(write{
			method: http.MethodPost, path: "/api/v1/statements", key: keyOf(note), body: body, version: seen.Version,
		})
	})
	if err == nil && got.status != http.StatusOK {
		err = fmt.Errorf("%s: %d %.300s", note, got.status, got.body)
	}
	if err == nil {
		c.done.note(func() { c.done.said = append(c.done.said, note) })
	}
	return err
}

// keyOf is the key under which what a note says is sent again.
func keyOf(note string) string { return strings.ReplaceAll(note, " ", "-") }

func today() string { return time.Now().UTC().Format(time.DateOnly) }

// review records an update and has the state approve it.
func (c *worker) review(n int) error {
	if err := c.declare(n); err != nil {
		return err
	}
	seen, err := c.item()
	if err != nil {
		return err
	}
	body := fmt.Sprintf(`{"statements":[{"statement":%d,"hash":%q}]}`, seen.Statement, seen.Hash)
	got, err := c.again(func() (answer, error) {
		return c.send(write{
			method: http.MethodPost, path: "/api/v1/approvals", key: fmt.Sprintf("approve-%d", seen.Statement),
			body: body, cookies: c.liaison,
		})
	})
	if err == nil && (got.status != http.StatusOK || !strings.Contains(string(got.body), `"reason":""`)) {
		err = fmt.Errorf("approval of %d: %d %.300s", seen.Statement, got.status, got.body)
	}
	if err == nil {
		c.done.note(func() { c.done.reviews = append(c.done.reviews, seen.Statement) })
	}
	return err
}

// fill records one update by the form, as a browser sends it.
func (c *worker) fill(n int) error {
	seen, err := c.item()
	if err != nil {
		return err
	}
	note := fmt.Sprintf("%s %d", c.name, n)
	form := url.Values{
		"target": {c.milestone}, "key": {keyOf(note)}, "act": {"submit"}, "level": {"limited"}, "on": {today()},
		"note":    {note},
		"version": {strconv.FormatInt(seen.Version, 10)},
	}
	got, err := c.again(func() (answer, error) {
		return c.send(write{
			method: http.MethodPost, path: "/fr/worklist/update", kind: "application/x-www-form-urlencoded",
			body: form.Encode(), cookies: c.staff,
		})
	})
	if err == nil && got.status != http.StatusSeeOther {
		err = fmt.Errorf("%s: %d %.300s", note, got.status, got.body)
	}
	if err == nil {
		c.done.note(func() { c.done.said = append(c.done.said, note) })
	}
	return err
}

// bring imports a plan with one row more than before, and what was done about each.
func (c *worker) bring(n int) error {
	plan, progress := strings.Builder{}, strings.Builder{}
	plan.WriteString(planHeader)
	progress.WriteString(progressHeader)
	for row := 1; row <= n; row++ {
		code := fmt.Sprintf("C%02d.%d.1", (row-1)/9+1, (row-1)%9+1)
		plan.WriteString(planRow(code, "2020-03"))
		milestone := code[:strings.LastIndex(code, ".")]
		fmt.Fprintf(
			&progress, "2019-06,%s,%s,%s,LP,Row %d,Ligne %[4]d,,,NIL,NUL,aaa,\r\n", code[:3], milestone, code, row,
		)
	}
	folder := c.t.TempDir()
	files := []string{filepath.Join(folder, "plan.csv"), filepath.Join(folder, "progress.csv")}
	for i, content := range []string{plan.String(), progress.String()} {
		if err := os.WriteFile(files[i], []byte(content), 0o600); err != nil {
			return err
		}
	}
	if err := c.untilDone(database.Name, "import", "canada", files[0], files[1]); err != nil {
		return err
	}
	c.done.note(func() { c.done.rounds = max(c.done.rounds, n) })
	return nil
}

// migrate brings an empty database to the schema; the command checks the catalogue at its end.
func (c *worker) migrate(n int) error {
	name := fmt.Sprintf("chaos_%d", n)
	if err := c.sql("create database " + name); err != nil {
		return err
	}
	if err := c.untilDone(name, "migrate"); err != nil {
		return err
	}
	c.done.note(func() { c.done.schemas++ })
	return c.sql("drop database if exists " + name)
}

// sql runs one statement as the superuser until it is done; a database may be there already.
func (c *worker) sql(statement string) error {
	_, err := c.again(func() (answer, error) {
		err := c.execute(c.ctx, statement)
		if answer := pq.As(err); answer != nil && answer.Code == pqerror.DuplicateDatabase {
			err = nil
		}
		return answer{}, err
	})
	return err
}

// untilDone runs a command until it has succeeded, or has refused for good.
func (c *worker) untilDone(database string, args ...string) error {
	var refused error
	_, err := c.again(func() (answer, error) {
		err := c.command(c.ctx, database, args...)
		if err != nil && strings.Contains(err.Error(), i18ntest.English("command.not_imported")) {
			refused, err = err, nil
		}
		return answer{}, err
	})
	return errors.Join(refused, err)
}
