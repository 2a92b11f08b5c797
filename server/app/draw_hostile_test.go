package app

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"jalons/server/tracker"
)

// pdf is a file of these objects, of which the first is the catalogue; PDFium finds them without a table.
func pdf(objects ...string) []byte {
	b := []byte("%PDF-1.4\n")
	for i, object := range objects {
		b = fmt.Appendf(b, "%d 0 obj%s endobj\n", i+1, object)
	}
	return append(b, "trailer<</Root 1 0 R>>\n%%EOF\n"...)
}

func pdfStream(content []byte, entries string) string {
	return fmt.Sprintf("<<%s/Length %d>>stream\n%s\nendstream", entries, len(content), content)
}

// pdfPage is a PDF of one page, which is object 3 and draws its content, object 4; more follows from object 5.
func pdfPage(box, content string, more ...string) []byte {
	first := "<</Type/Page/Parent 2 0 R/MediaBox[" + box + "]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>"
	return pdf(append([]string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", first, content,
	}, more...)...)
}

const (
	a4          = "0 0 595 842"
	drawingForm = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 5 0 R>>>>"
)

// drawsItself is a page on which a form draws itself twice, and so on.
func drawsItself() []byte {
	return pdfPage(a4, pdfStream([]byte("/X Do"), ""), pdfStream([]byte("/X Do /X Do"), drawingForm))
}

// deepTree is a PDF whose page is so many levels down.
func deepTree(levels int) []byte {
	objects := []string{"<</Type/Catalog/Pages 2 0 R>>"}
	for i := range levels {
		objects = append(objects, fmt.Sprintf("<</Type/Pages/Kids[%d 0 R]/Count 1>>", i+3))
	}
	return pdf(append(objects, "<</Type/Page/MediaBox["+a4+"]>>")...)
}

// zeros are so many bytes, a thousandth of them once compressed.
func zeros(t *testing.T, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	for chunk := make([]byte, 1<<20); n > 0; n -= len(chunk) {
		if _, err := w.Write(chunk); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A hostile PDF ends with its process, at its limits at the latest, and leaves nothing.
func TestHostilePDFs(t *testing.T) {
	t.Parallel()
	s := &Server{record: newReach(t).record, log: slog.New(slog.DiscardHandler)}
	bomb := zeros(t, 256<<20)
	image := "/Type/XObject/Subtype/Image/Width 32768/Height 32768/ColorSpace/DeviceGray/BitsPerComponent 8/" +
		"Filter/FlateDecode"
	for name, content := range map[string][]byte{
		"a page tree of 50,000 levels":      deepTree(50_000),
		"a page of 256 MB":                  pdfPage(a4, pdfStream(bomb, "/Filter/FlateDecode")),
		"an image of a thousand megapixels": pdfPage(a4, pdfStream([]byte("/X Do"), ""), pdfStream(bomb, image)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, err := s.record.Files.Take(t.Context(), "x.pdf", bytes.NewReader(content))
			if err != nil {
				t.Fatal(err)
			}
			made, err := s.drawApart(t.Context(), &tracker.File{
				SHA256: file.SHA256, MediaType: file.MediaType, Size: file.Size,
			})
			ended, byItself := errors.AsType[*exec.ExitError](err)
			if made != nil || !errors.Is(err, errDrawLimit) && !(byItself && ended.Exited()) {
				t.Errorf("%v, drawn: %v", err, made != nil)
			}
		})
	}
}

// Whom the server left behind while it drew ends all the same.
func TestDrawingEndsAlone(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self, "draw", "application/pdf")
	c.Env, c.Stdin = []string{"GOMEMLIMIT=128MiB", "GOMAXPROCS=1"}, bytes.NewReader(drawsItself())
	out, err := c.Output()
	if ended, ok := errors.AsType[*exec.ExitError](err); !ok || ended.Exited() || len(out) > 0 {
		t.Errorf("not killed: %v, %d bytes", err, len(out))
	}
}

// The file after one that reaches the limit is drawn, and that one is tried again later, three times in all.
func TestPicturesGoOnAfterAHostileFile(t *testing.T) {
	t.Parallel()
	r := newReach(t)
	s := r.serve(r.record)
	now := r.record.Now()
	s.runner.Now = func() time.Time { return now }
	var good bytes.Buffer
	if err := png.Encode(&good, image.NewGray(image.Rect(0, 0, 60, 40))); err != nil {
		t.Fatal(err)
	}
	hostile, drawn := r.evidence("hostile.pdf", drawsItself()), r.evidence("good.png", good.Bytes())
	for try, want := range []string{"due after 600 s", "due after 1200 s", "no thumbnail"} {
		now = r.record.Now().Add(time.Duration(try) * drawPause)
		if _, err := s.runner.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		for evidence, want := range map[int64]string{hostile: want, drawn: "thumbnail"} {
			var got string
			err := r.owner.GetContext(t.Context(), &got, `select coalesce(
				'due after ' || extract(epoch from j.run_at - $2)::int || ' s',
				case when p.thumbnail_sha256 is not null then 'thumbnail'
					when p.file_sha256 is not null then 'no thumbnail' else 'nothing' end)
				from evidence e left join jobs j on j.kind = 'thumbnails' and j.key = e.file_sha256
					left join thumbnails p using (file_sha256) where e.id = $1`, evidence, r.record.Now())
			if err != nil || got != want {
				t.Errorf("try %d: got %q, %v; want %q", try, got, err, want)
			}
		}
	}
}

// What the process writes is bounded, also where its output is copied.
func TestBounded(t *testing.T) {
	for length, kept := range map[int]int{8: 8, 9: 0} {
		w := &bounded{most: 8}
		c := exec.Command("cat")
		c.Stdin, c.Stdout = strings.NewReader(strings.Repeat("x", length)), w
		if err := c.Run(); (err == nil) != (kept > 0) || w.kept.Len() != kept {
			t.Errorf("%d bytes: kept %d, %v", length, w.kept.Len(), err)
		}
	}
}
