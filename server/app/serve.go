package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"

	"jalons/server/account"
	"jalons/server/i18n"
	"jalons/server/web"
)

// Serve opens the database and serves on it until ctx ends; it says where.
func Serve(ctx context.Context, c Config, log *slog.Logger, to i18n.Console) error {
	r, err := Open(ctx, c, log, true)
	if err != nil {
		return err
	}
	s, err := prepared(ctx, r, c, log)
	if err == nil {
		err = s.serve(ctx, to)
	}
	return errors.Join(err, r.Close())
}

// prepared gives the server on a database that has what it needs.
func prepared(ctx context.Context, r *Store, c Config, log *slog.Logger) (*Server, error) {
	if err := r.prepare(ctx, log); err != nil {
		return nil, err
	}
	all, err := r.newPeople(c)
	if err != nil {
		return nil, err
	}
	if err := resealSecrets(ctx, all, log); err != nil {
		return nil, err
	}
	return New(r, all, c, log)
}

// serve listens, runs the jobs and answers until ctx ends.
func (s *Server) serve(ctx context.Context, to i18n.Console) error {
	for _, warning := range s.config.warnings() {
		s.log.WarnContext(ctx, warning)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.config.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", s.config.Addr, err)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	wait := s.startJobs(ctx, cancel)
	defer func() {
		cancel(nil)
		wait()
	}()
	to.Say("serve.at", map[string]any{"address": "http://" + reachable(listener.Addr())})
	if err := s.tellSamples(ctx, to); err != nil {
		return errors.Join(err, listener.Close())
	}
	err = web.ServeOn(ctx, s.connections().On(listener), s.Handler, s.log)
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return errors.Join(cause, err)
	}
	return err
}

// connections bounds those of readers.
func (s *Server) connections() *web.Connections {
	return &web.Connections{
		Most: s.config.Connections, Each: s.config.EachClient, Proxies: s.config.Proxies, Refused: s.watch.turnAway,
	}
}

// tellSamples says as whom anybody can sign in to the demonstration, where that is so.
func (s *Server) tellSamples(ctx context.Context, to i18n.Console) error {
	if err := s.people.PrepareSamples(ctx); err != nil {
		return err
	}
	samples, err := s.people.Samples(ctx)
	for _, sample := range samples {
		to.Say("serve.sample", map[string]any{
			"role": to.Text("role."+string(sample.Role), nil), "email": sample.Email,
			"password": account.SamplePassword,
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
