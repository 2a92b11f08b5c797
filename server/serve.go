package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/alexedwards/scs/postgresstore"
	"github.com/prometheus/client_golang/prometheus"

	"jalons/server/api"
	"jalons/server/desk"
	"jalons/server/mail"
	"jalons/server/pages"
	"jalons/server/people"
	"jalons/server/web"
)

// How often the server looks for changes of other programs, folds what its totals are made of and tidies
// up, and hands over mails.
const (
	lookEvery = 500 * time.Millisecond
	foldEvery = time.Minute
	sendEvery = 2 * time.Second
)

func serve(ctx context.Context, c call) error {
	if len(c.args) > 0 {
		return errUsage
	}
	r, err := openRecord(ctx, c.config, c.log, true)
	if err != nil {
		return err
	}
	return errors.Join(serveRecord(ctx, c, r), r.Close())
}

func serveRecord(ctx context.Context, c call, r *record) error {
	if err := r.prepare(ctx, c.log); err != nil {
		return err
	}
	all, err := r.newPeople(c.config)
	if err == nil {
		err = resealSecrets(ctx, all, c.log)
	}
	if err != nil {
		return err
	}
	s := &server{record: r, people: all, config: c.config, log: c.log, metrics: prometheus.NewRegistry()}
	handler, _, err := s.handler()
	if err != nil {
		return err
	}
	texts, err := loadTexts()
	if err != nil {
		return err
	}
	for _, warning := range c.config.warnings() {
		c.log.WarnContext(ctx, warning)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.config.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", c.config.Addr, err)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go s.follow(ctx)
	go s.sendMails(ctx, texts)
	go s.tell(ctx, texts)
	go s.draw(ctx)
	go s.tidyFiles(ctx)
	go s.watchDatabase(ctx, cancel)
	if c.config.MetricsAddr != "" {
		go s.serveMetrics(ctx, cancel)
	}
	c.say("serve.at", map[string]any{"address": "http://" + reachable(listener.Addr())})
	if err := s.tellSamples(ctx, c); err != nil {
		return errors.Join(err, listener.Close())
	}
	err = web.ServeOn(ctx, s.connections().On(listener), handler, c.log)
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return errors.Join(cause, err)
	}
	return err
}

// connections bounds those of readers.
func (s *server) connections() *web.Connections {
	return &web.Connections{
		Most: s.config.Connections, Each: s.config.EachClient, Proxies: s.config.Proxies, Refused: s.watch.turnAway,
	}
}

// tellSamples says as whom anybody can sign in to the demonstration, where that is so.
func (s *server) tellSamples(ctx context.Context, c call) error {
	if err := s.people.PrepareSamples(ctx); err != nil {
		return err
	}
	samples, err := s.people.Samples(ctx)
	for _, sample := range samples {
		c.say("serve.sample", map[string]any{
			"role": c.text("role."+string(sample.Role), nil), "email": sample.Email, "password": people.SamplePassword,
		})
	}
	return err
}

// reachable names an address as a person types it.
func reachable(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// server ties the faces to the record.
type server struct {
	record  *record
	people  *people.People
	config  config
	log     *slog.Logger
	metrics *prometheus.Registry
	watch   watch
	version atomic.Int64
	sight   sight

	readiness readiness
}

// handler builds what answers: the edge, the cache, then the one table of routes.
func (s *server) handler() (http.Handler, *web.Router, error) {
	texts, err := loadTexts()
	if err != nil {
		return nil, nil, err
	}
	binder, err := web.NewBinder(texts)
	if err != nil {
		return nil, nil, err
	}
	store := postgresstore.NewWithCleanupInterval(s.record.write.DB, 0) // People.Tidy cleans up
	guard := &web.Guard{Sessions: web.NewSessions(store, s.config.secure()), People: s.people, Bounds: s.bounds()}
	faces, err := pages.New(s.desk(), guard, texts, binder, pages.About{
		Origin: s.config.Origin, Mails: s.config.SMTP != nil, Version: version,
	})
	if err != nil {
		return nil, nil, err
	}
	fail := failOf(texts, faces)
	router, err := s.routes(texts, faces, fail, guard)
	if err != nil {
		return nil, nil, err
	}
	version, err := s.record.Version(context.Background())
	if err != nil {
		return nil, nil, err
	}
	s.version.Store(version)
	reads := &web.ReadLimit{
		Next: router.Engine(), Who: guard.Who, Fail: fail, Proxies: s.config.Proxies, Rate: s.config.ReadRate,
		Now: time.Now,
	}
	cache := web.NewCache(reads, s.version.Load, s.record.Now)
	cache.Mark, cache.Unsure = texts.MarkStale, s.sight.lost
	return s.measured(&web.Edge{
		Inner: web.Patience{Next: web.ReadYourWrites{Next: cache, Look: s.look}},
		Fail:  fail, Log: s.log, Open: api.Open, Policy: web.PolicyFor(faces.Style()),
		Proxies: s.config.Proxies, Secure: s.config.secure(), Refused: s.watch.refuse,
	}, cache), router, nil
}

func (s *server) desk() *desk.Desk { return desk.New(s.record.Tracker, s.record.write, s.record.files) }

func (s *server) routes(texts *web.Texts, faces *pages.Pages, fail web.Fail, guard *web.Guard) (*web.Router, error) {
	router := web.NewRouter(fail, guard)
	faces.Register(router)
	if err := api.Register(
		router, web.Inviter{People: guard.People, Texts: texts, Origin: s.config.Origin}, s.desk(), faces.Asset,
	); err != nil {
		return nil, err
	}
	s.probes(router)
	return router, router.Check()
}

// failOf answers errors as a page to people and as a problem to programs.
func failOf(texts *web.Texts, faces *pages.Pages) web.Fail {
	return func(w http.ResponseWriter, r *http.Request, err error) {
		if api.Owns(r.URL.Path) {
			texts.FailJSON(w, r, err)
			return
		}
		faces.Fail(w, r, err)
	}
}

// follow keeps the data's version: what this or another program has committed raises it.
func (s *server) follow(ctx context.Context) {
	look, fold := time.NewTicker(lookEvery), time.NewTicker(foldEvery)
	defer look.Stop()
	defer fold.Stop()
	s.sight.watching.Store(true)
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			s.lookBy(ctx, s.record.patient())
		case <-fold.C:
			_, err := s.record.patient().CompactTotals(ctx)
			s.ran(ctx, totalsJob, err)
			s.ran(ctx, signInsJob, s.people.Tidy(ctx))
		}
	}
}

// every does something again and again as long as ctx lasts, and logs what goes wrong.
func (s *server) every(ctx context.Context, period time.Duration, what job, do func() error) {
	ticker := time.NewTicker(period)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			s.ran(ctx, what, do())
		}
	}
}

// sendMails answers recoveries, hands over what waits in the outbox, and tidies it.
func (s *server) sendMails(ctx context.Context, texts *web.Texts) {
	outbox := &mail.Outbox{
		DB: s.record.write, Server: s.config.SMTP, From: s.config.MailFrom, Now: s.record.Now, Log: s.log,
	}
	inviter := web.Inviter{Texts: texts, Origin: s.config.Origin}
	send, tidy := time.NewTicker(sendEvery), time.NewTicker(foldEvery)
	defer send.Stop()
	defer tidy.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return
		case <-send.C:
			err := s.people.AnswerRecoveries(ctx, inviter.Recovery)
			if err == nil {
				_, err = outbox.Send(ctx)
			}
			s.ran(ctx, mailsJob, err)
		case <-tidy.C:
			s.ran(ctx, outboxJob, outbox.Tidy(ctx))
		}
	}
}

// look takes up what is committed, for who has written something and waits for the answer.
// errDatabaseEnded says that the embedded PostgreSQL went away; whoever runs the server starts both anew.
var errDatabaseEnded = failed("serve.database_ended", nil)

func (s *server) watchDatabase(ctx context.Context, cancel context.CancelCauseFunc) {
	if s.record.cluster == nil {
		return
	}
	select {
	case <-s.record.cluster.Done():
		cancel(errDatabaseEnded)
	case <-ctx.Done():
	}
}
