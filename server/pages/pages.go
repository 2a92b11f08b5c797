// Package pages is the HTML that people read: one file a page, templates in frontend/.
package pages

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"jalons/server/desk"
	"jalons/server/i18n"
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

// New reads the templates and gives the pages.
func New(
	d *desk.Desk, guard *web.Authenticator, texts *i18n.Texts, binder *web.Binder, about render.About,
) (*Pages, error) {
	site, err := render.NewSite(d.Tracker, texts, binder, about)
	if err != nil {
		return nil, err
	}
	public, err := public.NewPublic(site, d.Files, guard)
	if err != nil {
		return nil, err
	}
	return &Pages{Site: site, public: public, work: work.NewWork(site, d, guard)}, nil
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
