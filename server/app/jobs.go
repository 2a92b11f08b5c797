package app

import (
	"context"
	"errors"
	"time"

	"jalons/server/i18n"
	"jalons/server/jobs"
	"jalons/server/linkcheck"
	"jalons/server/notify"
	"jalons/server/tracker"
	"jalons/server/web"
	"jalons/server/worklist"
)

// lookEvery is how often each server looks for changes of other programs.
const lookEvery = 500 * time.Millisecond

// jobsDrain is how long a server that ends waits for its jobs.
const jobsDrain = 15 * time.Second

// The kinds of jobs, which the servers of one database share.
const (
	totalsJob  jobs.Kind = "totals"   // adds up what totals are made of
	signInsJob jobs.Kind = "sign_ins" // deletes what has expired of sign-ins
	mailsJob   jobs.Kind = "mails"    // answers recoveries and sends mails
	outboxJob  jobs.Kind = "outbox"   // deletes old mails
	noticesJob jobs.Kind = "notices"  // turns notices and summaries into mails
	linksJob   jobs.Kind = "links"    // finds out whether links of evidence lead somewhere
	filesJob   jobs.Kind = "files"    // deletes files that nothing names
)

// newRunner gives what does the jobs. Each that runs holds a connection of the pool for what the server does by
// itself, and one is left for what they write.
func (s *Server) newRunner() *jobs.Runner {
	r := &jobs.Runner{
		DB: s.record.Bulk().Primary, Now: s.record.Now, Log: s.log, AtOnce: max(1, s.config.BulkPool-1),
		Work: map[jobs.Kind]jobs.Work{
			totalsJob:            {Every: time.Minute, Limit: 5 * time.Minute, Do: periodic(s.compactTotals)},
			signInsJob:           {Every: time.Minute, Limit: 5 * time.Minute, Do: periodic(s.people.Tidy)},
			mailsJob:             {Every: 2 * time.Second, Limit: 15 * time.Minute, Do: periodic(s.sendMails)},
			outboxJob:            {Every: time.Minute, Limit: 5 * time.Minute, Do: periodic(s.outbox().Tidy)},
			noticesJob:           {Every: 30 * time.Second, Limit: 5 * time.Minute, Do: periodic(s.writeNotices)},
			tracker.ThumbnailJob: {Limit: time.Minute, Tries: drawTries, Pause: drawPause, Do: s.drawFile},
			filesJob:             {Every: time.Hour, Limit: time.Hour, Do: periodic(s.tidyFiles)},
		},
	}
	if s.config.CheckLinks {
		links := linkcheck.New(s.record.Bulk().Ledger, s.config.Origin, linkcheck.PublicOnly)
		r.Work[linksJob] = jobs.Work{Every: linkcheck.Every, Limit: 15 * time.Minute, Do: periodic(links.Check)}
	}
	return r
}

// periodic is the work of a job that is about nothing in particular.
func periodic(do func(context.Context) error) func(context.Context, jobs.Job) error {
	return func(ctx context.Context, _ jobs.Job) error { return do(ctx) }
}

// startJobs starts all that the server does by itself, until ctx ends; what it can't do without cancels it. wait
// returns once no job runs any more.
func (s *Server) startJobs(ctx context.Context, cancel context.CancelCauseFunc) (wait func()) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.runner.Run(ctx)
	}()
	go s.follow(ctx)
	go s.watchDatabase(ctx, cancel)
	if s.config.MetricsAddr != "" {
		go s.serveMetrics(ctx, cancel)
	}
	return func() {
		select {
		case <-ended:
		case <-time.After(jobsDrain):
			s.log.Warn("a job doesn't end")
		}
	}
}

// follow keeps the data's version, which this or another program has raised. Each server does so for its own cache.
func (s *Server) follow(ctx context.Context) {
	s.sight.watching.Store(true)
	every(ctx, lookEvery, func() { s.lookBy(ctx, s.record.Bulk()) })
}

// every does something again and again as long as ctx lasts.
func every(ctx context.Context, period time.Duration, do func()) {
	ticker := time.NewTicker(period)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			do()
		}
	}
}

func (s *Server) compactTotals(ctx context.Context) error {
	_, err := s.record.Bulk().CompactTotals(ctx)
	return err
}

func (s *Server) outbox() *notify.Outbox {
	return &notify.Outbox{
		DB: s.record.WriteDB, Server: s.config.SMTP, From: s.config.MailFrom, Now: s.record.Now, Log: s.log,
	}
}

// sendMails answers recoveries and sends what waits in the outbox.
func (s *Server) sendMails(ctx context.Context) error {
	inviter := web.Inviter{Texts: s.texts, Origin: s.config.Origin}
	if err := s.people.AnswerRecoveries(ctx, inviter.Recovery); err != nil {
		return err
	}
	_, err := s.outbox().Send(ctx)
	return err
}

// writeNotices turns what people are to be told into mails, and deletes answers that are no longer given.
func (s *Server) writeNotices(ctx context.Context) error {
	l := letters{s.texts, s.config.Origin}
	_, notified := notify.WriteNotices(ctx, s.record.Ledger, l.notice)
	_, summarized := notify.WriteSummaries(ctx, worklist.New(s.record.Ledger), l.summary)
	return errors.Join(notified, summarized, s.record.Tidy(ctx))
}

// tidyFiles deletes the files that nothing names.
func (s *Server) tidyFiles(ctx context.Context) error {
	n, err := s.record.Files.Tidy(ctx)
	if n > 0 {
		s.log.InfoContext(ctx, "files that nothing named are gone", "files", n)
	}
	return err
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
