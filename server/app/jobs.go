package app

import (
	"context"
	"time"

	"jalons/server/i18n"
	"jalons/server/notify"
	"jalons/server/web"
)

// How often the server looks for changes of other programs, folds what its totals are made of and tidies
// up, and hands over mails.
const (
	lookEvery = 500 * time.Millisecond
	foldEvery = time.Minute
	sendEvery = 2 * time.Second
)

// startJobs starts all that the server does by itself, until ctx ends; what it can't do without cancels it.
func (s *Server) startJobs(ctx context.Context, cancel context.CancelCauseFunc) {
	go s.follow(ctx)
	go s.sendMails(ctx)
	go s.tell(ctx)
	go s.draw(ctx)
	go s.tidyFiles(ctx)
	go s.watchDatabase(ctx, cancel)
	if s.config.MetricsAddr != "" {
		go s.serveMetrics(ctx, cancel)
	}
}

// follow keeps the data's version: what this or another program has committed raises it.
func (s *Server) follow(ctx context.Context) {
	look, fold := time.NewTicker(lookEvery), time.NewTicker(foldEvery)
	defer look.Stop()
	defer fold.Stop()
	s.sight.watching.Store(true)
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			s.lookBy(ctx, s.record.Bulk())
		case <-fold.C:
			_, err := s.record.Bulk().CompactTotals(ctx)
			s.ran(ctx, totalsJob, err)
			s.ran(ctx, signInsJob, s.people.Tidy(ctx))
		}
	}
}

// every does something again and again as long as ctx lasts, and logs what goes wrong.
func (s *Server) every(ctx context.Context, period time.Duration, what job, do func() error) {
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
func (s *Server) sendMails(ctx context.Context) {
	outbox := &notify.Outbox{
		DB: s.record.WriteDB, Server: s.config.SMTP, From: s.config.MailFrom, Now: s.record.Now, Log: s.log,
	}
	inviter := web.Inviter{Texts: s.texts, Origin: s.config.Origin}
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

// errDatabaseEnded says that the embedded PostgreSQL went away; whoever runs the server starts both anew.
var errDatabaseEnded = i18n.NewError("serve.database_ended", nil)

func (s *Server) watchDatabase(ctx context.Context, cancel context.CancelCauseFunc) {
	if s.record.cluster == nil {
		return
	}
	select {
	case <-s.record.cluster.Done():
		cancel(errDatabaseEnded)
	case <-ctx.Done():
	}
}
