package pages

import (
	"context"
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

// evidence answers with a file that belongs to a piece of evidence.
func (p *Pages) evidence(read func(context.Context, int64) (*tracker.File, error), send func(*gin.Context, *tracker.File)) gin.HandlerFunc {
	return func(c *gin.Context) {
		var in filePage
		err := p.binder.Bind(c, &in)
		var file *tracker.File
		if err == nil {
			file, err = read(c.Request.Context(), in.ID)
		}
		if err != nil {
			p.Fail(c.Writer, c.Request, err)
			return
		}
		send(c, file)
	}
}

// handOut sends a file of a stranger: always as a download, never as something that a browser runs.
func handOut(c *gin.Context, file *tracker.File) {
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": file.Name}))
	show(c, file)
}

// show sends a file, in a sandbox where nothing runs.
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
