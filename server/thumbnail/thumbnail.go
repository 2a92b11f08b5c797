// Package thumbnail makes thumbnails of files: of an image, or of the first page of a PDF. Its input is hostile, so
// callers run it in a process of its own, with limits.
package thumbnail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	_ "image/png" // formats that are decoded
	"slices"

	"github.com/kovidgoyal/imaging"
	_ "golang.org/x/image/webp"
)

// Limits of input and output: a thumbnail fits a phone's screen and a slow connection.
const (
	maxPixels = 50_000_000 // of the input
	maxSide   = 1<<16 - 1  // limit of JPEG: scaling a longer one takes gigabytes, however narrow it is
	side      = 1280       // of the thumbnail
	ImageMost = 150 << 10  // bytes of the thumbnail of an image
	PageMost  = 60 << 10   // bytes of the thumbnail of a page
)

// ErrNone says that a file can have no thumbnail.
var ErrNone = errors.New("no picture can be made of this")

// Kinds are the media types that have thumbnails.
func Kinds() []string { return []string{"application/pdf", "image/jpeg", "image/png", "image/webp"} }

// Of makes the thumbnail of a file of one of Kinds, as JPEG without metadata such as the location. A file that is
// unreadable or too large is ErrNone.
func Of(ctx context.Context, kind string, file []byte) ([]byte, error) {
	switch {
	case kind == "application/pdf":
		page, err := firstPage(ctx, file)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNone, err)
		}
		return encode(page, PageMost)
	case slices.Contains(Kinds(), kind):
		return ofImage(file)
	}
	return nil, fmt.Errorf("%w: %s", ErrNone, kind)
}

func ofImage(file []byte) ([]byte, error) {
	size, _, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	if max(size.Width, size.Height) > maxSide || size.Width*size.Height > maxPixels {
		return nil, fmt.Errorf("%w: %d × %d pixels", ErrNone, size.Width, size.Height)
	}
	// Only the decoders of this program: the library would otherwise run an installed one, too.
	whole, err := imaging.Decode(
		bytes.NewReader(file), imaging.Backends(imaging.GO_IMAGE), imaging.AutoOrientation(true),
	)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	return encode(imaging.Fit(whole, side, side, imaging.Lanczos), ImageMost)
}

// encode writes an image on white in the best quality that fits into a number of bytes, scaled down where none
// does.
func encode(from image.Image, most int) ([]byte, error) {
	on := image.NewRGBA(image.Rect(0, 0, from.Bounds().Dx(), from.Bounds().Dy()))
	draw.Draw(on, on.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(on, on.Bounds(), from, from.Bounds().Min, draw.Over)
	for _, quality := range []int{85, 75, 65, 55, 45, 35} {
		var to bytes.Buffer
		if err := jpeg.Encode(&to, on, &jpeg.Options{Quality: quality}); err != nil {
			return nil, fmt.Errorf("picture: %w", err)
		}
		if to.Len() <= most {
			return to.Bytes(), nil
		}
	}
	return encode(imaging.Fit(on, on.Bounds().Dx()*3/4, on.Bounds().Dy()*3/4, imaging.Lanczos), most)
}
