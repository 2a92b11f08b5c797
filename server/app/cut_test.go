//go:build unix

package app

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"jalons/server/database/databasetest"
	"jalons/server/database/faults"
)

// The wire to the database is cut at each message of a write in turn, before the message arrives and after. Who
// then sends the same again under the same key finds it done, once. Of one kind of write every 32nd message is cut;
// EVERY=1 cuts each message of seven kinds.
func TestCutAtEachMessage(t *testing.T) {
	t.Parallel()
	f, cut, every := newFailing(t, databasetest.Facts(t)), []string{"declare by form"}, 32
	if value := os.Getenv("EVERY"); value != "" {
		cut = append(cut, "declare", "review", "review by form", "move by form", "withdraw", "add an account")
		var err error
		if every, err = strconv.Atoi(value); err != nil {
			t.Fatal(err)
		}
	}
	for _, a := range attempts(f.reach.record.Today()) {
		if !slices.Contains(cut, a.name) {
			continue
		}
		t.Run(a.name, func(t *testing.T) {
			by := f.persons[slices.IndexFunc(f.persons, func(p *person) bool { return slices.Contains(a.may, p.name) })]
			messages, rows := f.uncut(t, by, a)
			t.Logf("%d messages", messages)
			for n := 0; n < messages; n += every {
				for _, verdict := range []faults.Verdict{faults.CutBefore, faults.CutAfter} {
					f.cutAt(t, by, a, int64(n), verdict, rows)
				}
			}
		})
	}
}

// uncut counts the messages of a write, and the rows that it leaves.
func (f *failing) uncut(t *testing.T, by *person, a attempt) (messages int, rows int64) {
	t.Helper()
	ask := f.keyed(by, a, "uncut-"+a.name)
	before := f.written()
	var count atomic.Int64
	f.proxy.Judge(func(faults.Message) faults.Verdict { count.Add(1); return faults.Pass })
	w := ask()
	f.proxy.Judge(nil)
	rows = f.written() - before
	if w.Code != http.StatusOK && w.Code != http.StatusSeeOther || rows == 0 || count.Load() < 10 {
		t.Fatalf("uncut: %d, %d rows, %d messages: %.600s", w.Code, rows, count.Load(), w.Body)
	}
	return int(count.Load()), rows
}

func (f *failing) cutAt(t *testing.T, by *person, a attempt, at int64, verdict faults.Verdict, rows int64) {
	t.Helper()
	what := fmt.Sprintf("%s, cut at message %d (%d)", a.name, at, verdict)
	ask := f.keyed(by, a, fmt.Sprintf("cut-%d-%d-%s", at, verdict, a.name))
	before := f.written()
	var count atomic.Int64
	f.proxy.Judge(func(faults.Message) faults.Verdict {
		if count.Add(1) == at+1 {
			return verdict
		}
		return faults.Pass
	})
	w := ask()
	f.proxy.Judge(nil)
	if w.Code != http.StatusOK && w.Code != http.StatusSeeOther && w.Code != http.StatusServiceUnavailable {
		t.Errorf("%s: %d %.600s", what, w.Code, w.Body)
	}
	awaitSuccess(t, use{name: what, ask: ask})
	if left := f.written() - before; left != rows {
		t.Errorf("%s: %d rows are left, of one write %d", what, left, rows)
	}
}

// keyed gives a write about an object of its own, the same at each call.
func (f *failing) keyed(by *person, a attempt, key string) func() *httptest.ResponseRecorder {
	o := f.object()
	key = strings.ReplaceAll(key, " ", "-")
	method, address, kind, body := a.request(o)
	if values, err := url.ParseQuery(body); err == nil && strings.HasSuffix(kind, "urlencoded") {
		values.Set("key", key)
		body = values.Encode()
	}
	return func() *httptest.ResponseRecorder {
		request := httptest.NewRequest(method, address, strings.NewReader(body))
		request.Header.Set("Content-Type", kind)
		request.Header.Set("If-Match", fmt.Sprintf(`"%d"`, o.version))
		if strings.HasPrefix(address, "/api/") {
			request.Header.Set("Idempotency-Key", key)
		}
		for _, cookie := range by.cookies {
			request.AddCookie(cookie)
		}
		w := httptest.NewRecorder()
		f.reach.ServeHTTP(w, request)
		return w
	}
}
