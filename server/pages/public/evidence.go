package public

import (
	"context"

	"github.com/gin-gonic/gin"

	"jalons/server/tracker"
	"jalons/server/web"
)

type filePage struct {
	ID int64 `path:"id" validate:"gte=1"`
}

// evidence answers with a file that belongs to a piece of evidence. That of a stranger is always a download;
// a picture that the program made of one may be shown.
func (p *Public) evidence(read func(context.Context, int64) (*tracker.File, error), attach bool) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := p.sendEvidence(c, read, attach); err != nil {
			p.Fail(c.Writer, c.Request, err)
		}
	}
}

func (p *Public) sendEvidence(
	c *gin.Context, read func(context.Context, int64) (*tracker.File, error), attach bool,
) error {
	var in filePage
	if err := p.Binder.Bind(c, &in); err != nil {
		return err
	}
	file, err := read(c.Request.Context(), in.ID)
	if err != nil {
		return err
	}
	content := p.files.Public(c.Request.Context(), file.SHA256, file.Size)
	return web.Sending{File: file, Content: content, Attach: attach, Bound: p.guard.Bounds.Public}.Send(c)
}
