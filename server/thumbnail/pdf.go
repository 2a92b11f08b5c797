package thumbnail

import (
	"context"
	"fmt"
	"image"
	"image/draw"
	"io"

	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// Pixels of a rendered page, and the memory limit of the engine, in pages of 64 KiB.
const (
	pageWidth   = 720
	pageHeight  = 1600
	memoryPages = 2048
)

// firstPage renders the first page of a PDF. The engine is PDFium as WebAssembly, without files or network. It is
// interpreted: that takes half the memory of compiling it, and no longer for a single page.
func firstPage(ctx context.Context, file []byte) (image.Image, error) {
	engine := wazero.NewRuntimeConfigInterpreter().WithCoreFeatures(
		api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling,
	).
		WithMemoryLimitPages(memoryPages).WithCloseOnContextDone(true)
	pool, err := webassembly.Init(webassembly.Config{
		Context: ctx, MinIdle: 1, MaxIdle: 1, MaxTotal: 1, FSConfig: wazero.NewFSConfig(), RuntimeConfig: engine,
		Stdout: io.Discard, Stderr: io.Discard,
	})
	if err != nil {
		return nil, fmt.Errorf("pdfium: %w", err)
	}
	defer pool.Close()
	reader, err := pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("pdfium: %w", err)
	}
	document, err := reader.OpenDocument(&requests.OpenDocument{File: &file})
	if err != nil {
		return nil, fmt.Errorf("open PDF: %w", err)
	}
	drawn, err := reader.RenderPageInPixels(&requests.RenderPageInPixels{
		Page: requests.Page{ByIndex: &requests.PageByIndex{Document: document.Document}}, Width: pageWidth,
		Height: pageHeight,
	})
	if err != nil {
		return nil, fmt.Errorf("draw page: %w", err)
	}
	defer drawn.Cleanup()
	page := image.NewRGBA(drawn.Result.RenderedImage.Bounds())
	// this frees the engine's memory
	draw.Draw(page, page.Bounds(), drawn.Result.RenderedImage, page.Bounds().Min, draw.Src)
	return page, nil
}
