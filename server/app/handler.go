// Package app puts the server together: configuration, pools, jobs and the handler. Tests start it too.
package app

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alexedwards/scs/postgresstore"
	"github.com/gin-gonic/gin/binding"
	"github.com/prometheus/client_golang/prometheus"

	"jalons/server/account"
	"jalons/server/api"
	"jalons/server/i18n"
	"jalons/server/jobs"
	"jalons/server/pages"
	"jalons/server/pages/render"
	"jalons/server/web"
)

// Server ties the faces to the record.
type Server struct {
	record  *Store
	people  *account.Accounts
	config  Config
	log     *slog.Logger
	texts   *i18n.Texts
	Handler http.Handler
	routes  []web.Route
	metrics *prometheus.Registry
	watch   watch
	version atomic.Int64
	sight   sight
	runner  *jobs.Runner

	readiness readiness
}

// New gives the whole server on an open database; nothing listens yet and no job runs.
func New(r *Store, all *account.Accounts, c Config, log *slog.Logger) (*Server, error) {
	texts, err := i18n.Load()
	if err != nil {
		return nil, err
	}
	s := &Server{record: r, people: all, config: c, log: log, texts: texts, metrics: prometheus.NewRegistry()}
	s.runner = s.newRunner()
	if s.Handler, err = s.build(); err != nil {
		return nil, err
	}
	return s, nil
}

// registerValidator lets gin's own bindings check the validate tags by the one instance: gin has one for the process.
var registerValidator = sync.OnceFunc(func() { binding.Validator = web.Validator{} })

// build makes what answers: the edge, the cache, then the one table of routes.
func (s *Server) build() (http.Handler, error) {
	registerValidator()
	binder, err := web.NewBinder(s.texts)
	if err != nil {
		return nil, err
	}
	store := postgresstore.NewWithCleanupInterval(s.record.WriteDB.DB, 0) // Accounts.Tidy cleans up
	guard := &web.Authenticator{
		Sessions: web.NewSessions(store, s.config.secure()), People: s.people, Bounds: s.bounds(),
	}
	faces, err := s.pages(guard, binder)
	if err != nil {
		return nil, err
	}
	fail := failOf(s.texts, faces)
	router, err := s.register(faces, fail, guard)
	if err != nil {
		return nil, err
	}
	version, err := s.record.Version(context.Background())
	if err != nil {
		return nil, err
	}
	s.version.Store(version)
	reads := &web.ReadLimit{
		Next: router.Engine(), Who: guard.Who, Fail: fail, Proxies: s.config.Proxies, Rate: s.config.ReadRate,
		Now: time.Now,
	}
	cache := web.NewCache(reads, s.version.Load, s.record.Now)
	cache.Unsure = s.sight.lost
	cache.Mark = func(header http.Header, made time.Time, page []byte) []byte {
		return web.MarkStale(s.texts, header, made, page)
	}
	return s.measured(&web.Edge{
		Inner: web.Patience{Next: web.ReadYourWrites{Next: cache, Look: s.look}},
		Fail:  fail, Log: s.log, Open: api.Open, Policy: web.PolicyFor(faces.Style()),
		Proxies: s.config.Proxies, Secure: s.config.secure(), Refused: s.watch.refuse,
	}, cache), nil
}

func (s *Server) pages(guard *web.Authenticator, binder *web.Binder) (*pages.Pages, error) {
	site, err := render.NewSite(s.record.Tracker, s.texts, binder, render.About{
		Origin: s.config.Origin, Mails: s.config.SMTP != nil, Version: s.config.Version,
	})
	if err != nil {
		return nil, err
	}
	return pages.New(site, s.record.Files, guard)
}

func (s *Server) register(faces *pages.Pages, fail web.Fail, guard *web.Authenticator) (*web.Router, error) {
	router := web.NewRouter(fail, guard)
	faces.Register(router)
	if err := api.Register(router, api.Parts{
		Tracker: s.record.Tracker, Files: s.record.Files, Asset: faces.Asset,
		Inviter: web.Inviter{People: guard.People, Texts: s.texts, Origin: s.config.Origin},
	}); err != nil {
		return nil, err
	}
	s.probes(router)
	s.routes = router.Routes()
	return router, router.Check()
}

// failOf answers errors as a page to people and as a problem to programs.
func failOf(texts *i18n.Texts, faces *pages.Pages) web.Fail {
	return func(w http.ResponseWriter, r *http.Request, err error) {
		if api.Owns(r.URL.Path) {
			web.FailJSON(texts)(w, r, err)
			return
		}
		faces.Fail(w, r, err)
	}
}
