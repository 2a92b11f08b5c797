package pages_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"

	"jalons/server/files"
	"jalons/server/web"
)

// Headers and a copy that is still good cost no content, a range costs the parts that it touches, and one who
// has too many at once is told when to come back.
func TestFileIsSentInParts(t *testing.T) {
	s := newSite(t)
	body := bytes.Repeat([]byte("0123456789"), 20_000)
	file, err := files.New(s.db.Read, s.db.Write, nil, s.tracker.Now).Take(t.Context(), "a.txt", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{
		`insert into evidence (statement_id, file_sha256, file_name, title, kind) overriding system value
			values (1, '` + file.SHA256 + `', 'a.txt', '{"original":"fr","fr":"x"}', 'law')`,
		`delete from file_parts where number <> 1`,
	} {
		tx := s.db.Owner.MustBegin()
		tx.MustExec(`set local session_replication_role = replica`)
		tx.MustExec(query)
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	s.guard.Bounds.Public = web.NewBound(1, 1, "too_many_downloads")
	ask := func(method string, header ...string) *httptest.ResponseRecorder {
		r, w := httptest.NewRequest(method, "/evidence/1", nil), httptest.NewRecorder()
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		s.ServeHTTP(w, r)
		return w
	}
	if w := ask("HEAD"); w.Code != http.StatusOK || w.Header().Get("Content-Length") != "200000" || w.Body.Len() > 0 {
		t.Errorf("HEAD: %d %v", w.Code, w.Header())
	}
	if w := ask("GET", "If-None-Match", `"`+file.SHA256+`"`); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("a good copy: %d", w.Code)
	}
	for _, ranges := range []string{"bytes=70000-70009", "bytes=70000-70009,0-,0-,0-"} {
		if w := ask("GET", "Range", ranges); w.Code != http.StatusPartialContent || w.Body.String() != "0123456789" ||
			w.Header().Get("Content-Range") != "bytes 70000-70009/200000" {
			t.Errorf("%s: %d %q %v", ranges, w.Code, w.Body, w.Header())
		}
	}
	if w := ask("GET"); w.Code != http.StatusServiceUnavailable || w.Header().Get("Content-Disposition") != "" {
		t.Errorf("a file whose first part is away: %d %v", w.Code, w.Header())
	}
	release, err := s.guard.Bounds.Public.Take("another")
	if err != nil {
		t.Fatal(err)
	}
	if w := ask("GET"); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" {
		t.Errorf("too many: %d %v", w.Code, w.Header())
	}
	release()
}
