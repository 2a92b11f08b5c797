package thumbnail_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"strings"
	"testing"

	"jalons/server/thumbnail"
)

// page is a PDF of one page with a text on it; PDFium rebuilds the missing cross-reference table.
func page(text string) []byte {
	stream := fmt.Sprintf("BT /F1 48 Tf 60 700 Td (%s) Tj ET", text)
	return fmt.Appendf(nil,
		"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"+
			"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/"+
			"Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"+
			"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n", len(stream), stream)
}

// noise is the worst case for JPEG.
func noise(width, height int) image.Image {
	img, random := image.NewRGBA(image.Rect(0, 0, width, height)), rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = byte(random.Uint32())
	}
	return img
}

func encoded(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func made(t *testing.T, kind string, file []byte) (image.Image, []byte) {
	t.Helper()
	b, err := thumbnail.Of(t.Context(), kind, file)
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img, b
}

// dark counts the pixels that are nearer to black than to white.
func dark(img image.Image) (n int) {
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			if color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y < 128 {
				n++
			}
		}
	}
	return n
}

func TestFirstPage(t *testing.T) {
	img, b := made(t, "application/pdf", page("Loi promulguee"))
	if size := img.Bounds().Size(); size.X != 720 || size.Y < 1000 || len(b) > thumbnail.PageMost {
		t.Errorf("got %v, %d bytes; want 720 pixels wide, at most %d bytes", size, len(b), thumbnail.PageMost)
	}
	large := strings.Replace(string(page("x")), "595 842", "1e9 1e9", 1) // a thousand kilometres of paper
	if img, _ := made(t, "application/pdf", []byte(large)); img.Bounds().Dx() != 720 {
		t.Errorf("got %v of a large page, want 720 pixels wide", img.Bounds())
	}
	blank, _ := made(t, "application/pdf", page(""))
	if dark(blank) != 0 || dark(img) < 1000 {
		t.Errorf("got %d dark pixels with text, %d without; want 1000 or more, 0", dark(img), dark(blank))
	}
}

func TestImages(t *testing.T) {
	img, b := made(t, "image/png", encoded(t, noise(2400, 1600)))
	if size := img.Bounds().Size(); size.X > 1280 || size.X < 400 || size.X*2 != size.Y*3 && size.X*2-size.Y*3 > 6 ||
		len(b) > thumbnail.ImageMost {
		t.Errorf("got %v, %d bytes; want 3:2, at most 1280 pixels, %d bytes", size, len(b), thumbnail.ImageMost)
	}
	clear, _ := made(t, "image/png", encoded(t, image.NewNRGBA(image.Rect(0, 0, 40, 20))))
	if dark(clear) != 0 || clear.Bounds().Dx() != 40 {
		t.Errorf("got %v, %d dark pixels; want 40 pixels wide, white", clear.Bounds(), dark(clear))
	}
}

// A photograph is rotated by its orientation, and its metadata is dropped.
func TestPhotographs(t *testing.T) {
	left := image.NewGray(image.Rect(0, 0, 300, 100))
	for y := range 100 {
		for x := range 150 {
			left.SetGray(x, y, color.Gray{255})
		}
	}
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, left, nil); err != nil {
		t.Fatal(err)
	}
	const quarterTurn = 6
	tiff := []byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00")
	tiff[18] = quarterTurn
	segment := append([]byte("Exif\x00\x00"), tiff...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(segment)+2))
	photo := append(append(head, segment...), plain.Bytes()[2:]...)
	img, b := made(t, "image/jpeg", photo)
	if size := img.Bounds().Size(); size != image.Pt(100, 300) || bytes.Contains(b, []byte("Exif")) {
		t.Fatalf("got %v, want 100×300 without Exif", size)
	}
	if top, bottom := color.GrayModel.Convert(img.At(50, 20)).(color.Gray).Y, color.GrayModel.Convert(
		img.At(50, 280),
	).(color.Gray).Y; top < 200 || bottom > 50 {
		t.Errorf("got brightness %d above, %d below; want white above, black below", top, bottom)
	}
}

func TestFilesWithoutThumbnail(t *testing.T) {
	bomb := encoded(t, image.NewGray(image.Rect(0, 0, 1, 1)))
	copy(bomb[16:], []byte{0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff}) // claims to be 65,535 pixels wide and high
	for name, file := range map[string]struct {
		kind  string
		bytes []byte
	}{
		"cut off": {"application/pdf", page("x")[:40]}, "empty": {"application/pdf", nil},
		"a page": {"text/html", []byte("<script>")}, "no image": {"image/png", []byte("PNG")},
		"half an image": {"image/png", encoded(t, noise(100, 100))[:2000]}, "a bomb": {"image/png", bomb},
		"a line of 50 megapixels":        {"image/png", encoded(t, image.NewGray(image.Rect(0, 0, 50_000_000, 1)))},
		"a PDF that says it is an image": {"image/jpeg", page("x")},
		"no page": {"application/pdf", []byte(strings.Replace(
			string(page("x")), "/Kids[3 0 R]/Count 1", "/Kids[]/Count 0", 1,
		))},
	} {
		t.Run(name, func(t *testing.T) {
			if b, err := thumbnail.Of(t.Context(), file.kind, file.bytes); !errors.Is(err, thumbnail.ErrNone) {
				t.Errorf("%s: got %d bytes, %v; want ErrNone", name, len(b), err)
			}
		})
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := thumbnail.Of(ended, "application/pdf", page("x")); err == nil {
		t.Error("got a thumbnail after the context ended, want an error")
	}
}
