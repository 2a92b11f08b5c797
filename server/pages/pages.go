// Package pages is the HTML that people read: one file a page, templates in frontend/.
package pages

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"jalons/server/files"
	"jalons/server/pages/public"
	"jalons/server/pages/render"
	"jalons/server/pages/work"
	"jalons/server/web"
)

// Pages answers the addresses under /fr, /en and /ar.
type Pages struct {
	*render.Site
	public *public.Public
	work   *work.Work
}

// New gives the pages of a site; what people send and what is published is in the store of files.
func New(site *render.Site, store *files.Store, guard *web.Authenticator) (*Pages, error) {
	public, err := public.NewPublic(site, store, guard)
	if err != nil {
		return nil, err
	}
	return &Pages{Site: site, public: public, work: work.NewWork(site, store, guard)}, nil
}

// Register adds the routes of all pages.
func (p *Pages) Register(r *web.Router) {
	get := func(path string, handler gin.HandlerFunc) {
		r.Handle(web.Route{Method: http.MethodGet, Path: path, Policy: web.Public}, handler)
	}
	get("/", choose)
	get("/assets/*name", p.ServeAsset)
	get("/worker.js", p.ServeWorker)
	p.public.Register(r)
	p.work.Register(r)
}

// choose sends the reader to the home page in the language that suits.
func choose(c *gin.Context) {
	c.Header("Vary", "Accept-Language")
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusFound, "/"+web.Language(c.Request))
}
