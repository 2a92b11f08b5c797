package app

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"net/http"
	"net/http/httptest"
	"testing"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
)

// evidence records a statement with a file as its evidence.
func (r *reach) evidence(name string, content []byte) (evidence int64) {
	r.t.Helper()
	o := r.object()
	var statement int64
	err := r.record.Write(r.t.Context(), func(w *ledger.Writer) error {
		file, err := r.record.Files.Take(r.t.Context(), name, bytes.NewReader(content))
		if err != nil {
			return err
		}
		statement, err = tracker.Declare(r.t.Context(), w.As(r.author), tracker.NewUpdate{Target: o.milestone,
			Speaker: "programme",
			Level:   "substantial", On: r.record.Today(),
			Evidence: []tracker.NewEvidence{{File: file, Title: domain.NewText("fr", "x"), Kind: "law"}}}, 0)
		return err
	})
	if err == nil {
		err = r.owner.GetContext(r.t.Context(), &evidence, `select id from evidence where statement_id = $1`, statement)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return evidence
}

// Of each file that can be drawn there is a picture, which is shown and goes when its statement is taken back;
// what can't be drawn is not tried again.
func TestPictures(t *testing.T) {
	r := newReach(t)
	s := r.serve(r.record)
	var good bytes.Buffer
	if err := png.Encode(&good, image.NewGray(image.Rect(0, 0, 60, 40))); err != nil {
		t.Fatal(err)
	}
	shown := func(evidence int64) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		r.ServeHTTP(w, httptest.NewRequest(http.MethodGet, fmt.Sprintf("/evidence/%d/thumbnail", evidence), nil))
		return w
	}
	drawn := r.evidence("photo.png", good.Bytes())
	broken := r.evidence("photo.png", good.Bytes()[:60])
	text := r.evidence("notes.txt", []byte("Lu et approuvé"))
	if w := shown(drawn); w.Code != http.StatusNotFound {
		t.Errorf("shown before it is drawn: %d", w.Code)
	}
	first, err := s.runner.RunDue(t.Context())
	if again, err2 := s.runner.RunDue(t.Context()); errors.Join(err, err2) != nil || first < 3 || again != 0 {
		t.Fatalf("got %d jobs, then %d, %v %v; want 3 or more, then none", first, again, err, err2)
	}
	w := shown(drawn)
	if _, err := jpeg.Decode(w.Body); err != nil || w.Code != http.StatusOK ||
		w.Header().Get("Content-Type") != "image/jpeg" ||
		w.Header().Get("Content-Security-Policy") != "sandbox; default-src 'none'" ||
		w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d %v %v", w.Code, err, w.Header())
	}
	for _, evidence := range []int64{broken, text} {
		if w := shown(evidence); w.Code != http.StatusNotFound {
			t.Errorf("a picture of nothing: %d", w.Code)
		}
	}
	var files, made int
	if err := r.owner.QueryRowContext(
		t.Context(), `select count(*), count(thumbnail_sha256) from thumbnails`,
	).Scan(&files, &made); err != nil || files != 2 || made != 1 {
		t.Errorf("got %d files with %d thumbnails, %v; want 2 with 1", files, made, err)
	}
	var statement int64
	if err := r.owner.GetContext(
		t.Context(), &statement, `select statement_id from evidence where id = $1`, drawn,
	); err != nil {
		t.Fatal(err)
	}
	if err := r.record.Write(t.Context(), func(w *ledger.Writer) error {
		_, err := tracker.Retract(t.Context(), w.As(r.author), statement, "faux", "")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if w := shown(drawn); w.Code != http.StatusNotFound {
		t.Errorf("shown after it was taken back: %d", w.Code)
	}
}
