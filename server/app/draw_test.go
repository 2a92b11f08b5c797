package app

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

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
		statement, err = tracker.Update(r.t.Context(), w.As(r.author), tracker.NewUpdate{Target: o.milestone,
			Speaker: "programme",
			Level:   "substantial", On: r.record.Today(),
			Evidence: []tracker.NewEvidence{{File: file, Title: domain.NewText("fr", "x"), Kind: "law"}}})
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
	s := &Server{record: r.record, log: slog.New(slog.DiscardHandler)}
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
	for range 2 {
		if err := s.drawAll(t.Context()); err != nil {
			t.Fatal(err)
		}
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
	var tries, files int
	if err := r.owner.QueryRowContext(
		t.Context(), `select sum(tries), count(*) from thumbnails`,
	).Scan(&tries, &files); err != nil || files != 2 || tries != 4 {
		t.Errorf("%d files, %d tries, %v", files, tries, err)
	}
	var statement int64
	if err := r.owner.GetContext(
		t.Context(), &statement, `select statement_id from evidence where id = $1`, drawn,
	); err != nil {
		t.Fatal(err)
	}
	if err := r.record.Write(t.Context(), func(w *ledger.Writer) error {
		return tracker.Retract(t.Context(), w.As(r.author), statement, "faux")
	}); err != nil {
		t.Fatal(err)
	}
	if w := shown(drawn); w.Code != http.StatusNotFound {
		t.Errorf("shown after it was taken back: %d", w.Code)
	}
}

// A picture that was begun in vain is begun again later, three times in all.
func TestPicturesAreTriedAgain(t *testing.T) {
	r := newReach(t)
	r.must(
		`insert into files (sha256, media_type, size, sums, home, last_used_at, stored_at)
			values (repeat('a', 64), 'image/png', 1, '', 'database', '2026-01-01', '2026-01-01')`,
	)
	r.object()
	r.must(
		`insert into evidence (statement_id, file_sha256, file_name, title, kind)
			select min(id), repeat('a', 64), 'a.png', '{"original":"fr","fr":"x"}', 'law' from statements`,
	)
	now := r.record.Now()
	for i, step := range []struct {
		minutes int
		found   bool
	}{{0, true}, {5, false}, {11, true}, {12, false}, {22, true}, {40, false}} {
		t.Run(fmt.Sprint(step.minutes, " ", step.found), func(t *testing.T) {
			at := tracker.New(r.record.At(func() time.Time {
				return now.Add(time.Duration(step.minutes) * time.Minute)
			}))
			if _, err := at.WithoutThumbnail(t.Context(), []string{"image/png"}); (err == nil) != step.found ||
				err != nil && domain.KindOf(err) != domain.Missing {
				t.Errorf("%d: %v", i, err)
			}
		})
	}
}
