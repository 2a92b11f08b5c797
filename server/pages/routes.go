package pages

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"jalons/server/web"
)

// Register adds the table of contents: each page under each language.
func (p *Pages) Register(r *web.Router) {
	get := func(path string, handler gin.HandlerFunc) {
		r.Handle(web.Route{Method: http.MethodGet, Path: path, Policy: web.Public}, handler)
	}
	get("/", p.choose)
	get("/assets/*name", p.asset)
	get("/sitemap.xml", p.sitemap)
	get("/sitemaps/:name", p.sitemapPart)
	get("/robots.txt", p.robots)
	for _, lang := range web.Languages() {
		for path, handler := range p.table() {
			get("/"+lang+path, handler)
		}
	}
}

func (p *Pages) table() map[string]gin.HandlerFunc {
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
	}
}

// choose sends the reader to the home page in the language that suits.
func (p *Pages) choose(c *gin.Context) {
	c.Header("Vary", "Accept-Language")
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusFound, "/"+web.Language(c.Request))
}
