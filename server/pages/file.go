package pages

import (
	"mime"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"jalons/server/tracker"
	"jalons/server/web"
)

type filePage struct {
	ID int64 `path:"id" validate:"gte=1"`
}

// file hands a piece of evidence out: always as a download, never as something that a browser runs.
func (p *Pages) file(c *gin.Context) {
	var in filePage
	if err := p.binder.Bind(c, &in); err != nil {
		p.Fail(c.Writer, c.Request, err)
		return
	}
	file, err := p.tracker.File(c.Request.Context(), in.ID)
	if err != nil {
		p.Fail(c.Writer, c.Request, err)
		return
	}
	handOut(c, file)
}

// filePicture shows what this program has drawn of a piece of evidence.
func (p *Pages) filePicture(c *gin.Context) {
	var in filePage
	if err := p.binder.Bind(c, &in); err != nil {
		p.Fail(c.Writer, c.Request, err)
		return
	}
	file, err := p.tracker.Picture(c.Request.Context(), in.ID)
	if err != nil {
		p.Fail(c.Writer, c.Request, err)
		return
	}
	show(c, file)
}

// handOut sends a file, always to be kept and never to be shown.
func handOut(c *gin.Context, file *tracker.File) {
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": file.Name}))
	show(c, file)
}

// show sends a file in which nothing runs.
func show(c *gin.Context, file *tracker.File) {
	h := c.Writer.Header()
	h.Set("Content-Type", file.MediaType)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Content-Length", strconv.Itoa(len(file.Bytes)))
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
	h.Set("Etag", `"`+file.SHA256+`"`)
	if c.GetHeader("If-None-Match") == `"`+file.SHA256+`"` {
		c.Writer.WriteHeader(http.StatusNotModified)
		return
	}
	if !web.Head(c.Request.Context()) {
		_, _ = c.Writer.Write(file.Bytes) // a client that has gone is no news
	}
}
