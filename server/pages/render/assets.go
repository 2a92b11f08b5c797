package render

import (
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"

	"jalons/frontend"
	"jalons/server/web"
)

// ServeAsset sends a built file, compressed in advance where the reader takes it. Names carry a
// fingerprint, so a file never changes under its name.
func (s *Site) ServeAsset(c *gin.Context) {
	name := strings.TrimPrefix(c.Param("name"), "/")
	if !fs.ValidPath(name) || strings.HasPrefix(name, ".") || strings.Contains(name, "/") ||
		!strings.Contains(name, "-") {
		s.Fail(c.Writer, c.Request, web.NotFound())
		return
	}
	s.sendAsset(c, name, "public, max-age=31536000, immutable")
}

// ServeWorker sends the script that keeps copies on a device: under one address, from which the browser asks for
// a newer one.
func (s *Site) ServeWorker(c *gin.Context) {
	s.sendAsset(c, s.renderer.assets["worker.js"], "no-cache")
}

func (s *Site) sendAsset(c *gin.Context, name, caching string) {
	body, encoding := compressed(name, c.GetHeader("Accept-Encoding"))
	if body == nil {
		s.Fail(c.Writer, c.Request, web.NotFound())
		return
	}
	h := c.Writer.Header()
	h.Set("Cache-Control", caching)
	h.Set("Vary", "Accept-Encoding")
	h.Set("ETag", `"`+name+encoding+`"`)
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	if c.GetHeader("If-None-Match") == h.Get("ETag") {
		c.Status(http.StatusNotModified)
		return
	}
	c.Data(http.StatusOK, mime.TypeByExtension(path.Ext(name)), body)
}

func compressed(name, accept string) (body []byte, encoding string) {
	for _, form := range []struct{ encoding, ending string }{{"br", ".br"}, {"gzip", ".gz"}, {"", ""}} {
		if !strings.Contains(accept, form.encoding) {
			continue
		}
		if body, err := fs.ReadFile(frontend.Files, "dist/"+name+form.ending); err == nil {
			return body, form.encoding
		}
	}
	return nil, ""
}
