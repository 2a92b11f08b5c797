package web

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"jalons/server/files"
	"jalons/server/tracker"
)

// Sending is a file on its way to somebody.
type Sending struct {
	File    *tracker.File
	Content *files.Reader
	Attach  bool   // as a download, never as something that a browser shows
	Bound   *Bound // how many are sent at once
	Who     string // for whom it counts; empty is the client's address
}

// Send answers with a file, in a sandbox where nothing runs, or with the one range of it that is asked first.
// Where only the headers are wanted, or the client's copy is still good, the file is not touched.
func (s Sending) Send(c *gin.Context) error {
	r, etag := c.Request, `"`+s.File.SHA256+`"`
	if Head(r.Context()) {
		r = r.Clone(r.Context())
		r.Method = http.MethodHead
	} else if r.Header.Get("If-None-Match") != etag {
		release, err := s.begin(c)
		if err != nil {
			return err
		}
		defer release()
	}
	h := c.Writer.Header()
	h.Set("Content-Type", s.File.MediaType)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	if s.Attach {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": s.File.Name}))
	}
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
	h.Set("Etag", etag)
	if first, _, several := strings.Cut(r.Header.Get("Range"), ","); several {
		r.Header.Set("Range", first)
	}
	content := &watchedContent{Reader: s.Content}
	http.ServeContent(c.Writer, r, "", time.Time{}, content)
	if content.err != nil {
		Abort(r.Context(), content.err)
	}
	return nil
}

// begin counts the sending, and sees that there is something to send.
func (s Sending) begin(c *gin.Context) (release func(), err error) {
	who := s.Who
	if who == "" {
		who = NetworkOf(requestOf(c.Request.Context()).peer).String()
	}
	taken, err := s.Bound.Take(who)
	if err != nil {
		return nil, err
	}
	release = func() {
		_ = s.Content.Close() // it only reads
		taken()
	}
	if c.GetHeader("Range") == "" {
		if err := s.Content.Prepare(); err != nil {
			release()
			return nil, err
		}
	}
	return release, nil
}

// watchedContent remembers what went wrong when a file was read: the answer has begun by then.
type watchedContent struct {
	*files.Reader
	err error
}

// Read gives the next piece.
func (c *watchedContent) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = err
	}
	return n, err
}
