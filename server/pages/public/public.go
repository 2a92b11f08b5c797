// package public is the pages that everybody reads.
package public

import (
	"fmt"
	"io/fs"
	"net/http"

	"github.com/gin-gonic/gin"

	"jalons/frontend"
	"jalons/server/files"
	"jalons/server/i18n"
	"jalons/server/pages/charts"
	"jalons/server/pages/render"
	"jalons/server/programme"
	"jalons/server/web"
)

// Public answers with what is published, the same for everybody.
type Public struct {
	*render.Site
	programmes *programme.Programmes
	files      *files.Store
	guard      *web.Authenticator // for the bound on files
	shapes     *charts.Shapes
}

// NewPublic reads the map.
func NewPublic(site *render.Site, store *files.Store, guard *web.Authenticator) (*Public, error) {
	raw, err := fs.ReadFile(frontend.Files, "map/shapes.json")
	if err != nil {
		return nil, fmt.Errorf("public: %w", err)
	}
	shapes, err := charts.ReadShapes(raw)
	if err != nil {
		return nil, fmt.Errorf("public: %w", err)
	}
	return &Public{
		Site: site, programmes: programme.New(site.Tracker), files: store, guard: guard, shapes: shapes,
	}, nil
}

// Register adds the table of contents: each page under each language.
func (p *Public) Register(r *web.Router) {
	get := func(path string, handler gin.HandlerFunc) {
		r.Handle(web.Route{Method: http.MethodGet, Path: path, Policy: web.Public}, handler)
	}
	get("/sitemap.xml", p.sitemap)
	get("/sitemaps/:name", p.sitemapPart)
	get("/robots.txt", p.robots)
	get("/evidence/:id", p.evidence(p.Tracker.File, true))
	get("/evidence/:id/thumbnail", p.evidence(p.Tracker.Thumbnail, false))
	for _, lang := range i18n.Languages() {
		for path, handler := range p.table() {
			get("/"+lang+path, handler)
		}
	}
}

func (p *Public) table() map[string]gin.HandlerFunc {
	return map[string]gin.HandlerFunc{
		"":                   handle(p, p.home),
		"/method":            handle(p, p.method),
		"/map":               handle(p, p.worldMap),
		"/regions/:code":     handle(p, p.region),
		"/rollout":           handle(p, p.rollout),
		"/gates/:code":       handle(p, p.gate),
		"/cities":            handle(p, p.cities),
		"/states/:code":      handle(p, p.state),
		"/commitments":       handle(p, p.commitments),
		"/commitments/:code": handle(p, p.commitment),
		"/cities/:key":       handle(p, p.city),
		"/reports/:code":     handle(p, p.report),
	}
}

// handle makes a gin handler of a page's function: it binds the input, renders, and marks the answer
// as the same for everybody.
func handle[In any](p *Public, make func(render.Request, In) (*render.Page, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		var in In
		if err := p.Binder.Bind(c, &in); err != nil {
			p.Fail(c.Writer, c.Request, err)
			return
		}
		r := render.RequestOf(c)
		page, err := make(r, in)
		if err != nil {
			p.FailOrMove(c, err)
			return
		}
		p.Place(page, c.Request)
		if err := p.Send(c.Writer, c.Request, page); err != nil {
			p.Fail(c.Writer, c.Request, err)
		}
	}
}
