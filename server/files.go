package main

import (
	"context"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"jalons/server/files"
	"jalons/server/web"
)

// tidyEvery is how often files that nothing names are looked for.
const tidyEvery = time.Hour

// tidyFiles takes away the files that nothing names, as long as ctx lasts.
func (s *server) tidyFiles(ctx context.Context) {
	s.every(ctx, tidyEvery, filesJob, func() error {
		n, err := s.record.files.Tidy(ctx)
		if n > 0 {
			s.log.Info("files that nothing named are gone", "files", n)
		}
		return err
	})
}

// bounds gives the bounds on files, and shows them in the metrics.
func (s *server) bounds() web.Bounds {
	bound := func(kind string, limit atOnce, code string) *web.Bound {
		if limit.all == 0 { // a server of a test, without settings
			return nil
		}
		b := web.NewBound(limit.all, limit.each, code)
		labels := prometheus.Labels{"kind": kind}
		s.metrics.MustRegister(
			prometheus.NewGaugeFunc(
				prometheus.GaugeOpts{
					Name: "jalons_files_at_once", Help: "Files that are read or sent now.", ConstLabels: labels,
				},
				func() float64 { return float64(b.Running()) },
			),
			prometheus.NewCounterFunc(prometheus.CounterOpts{
				Name: "jalons_files_refused_total", Help: "Files refused because too many were read or sent.",
				ConstLabels: labels,
			}, func() float64 { return float64(b.Refused()) }))
		return b
	}
	return web.Bounds{
		Public:  bound("public", s.config.Downloads, "too_many_downloads"),
		Private: bound("private", s.config.Downloads, "too_many_downloads"),
		Uploads: bound("uploads", s.config.Uploads, "too_many_uploads"),
	}
}

// moveFiles is the command that takes files from one home to the other.
func moveFiles(ctx context.Context, c call) error {
	if len(c.args) != 2 || c.args[0] != "move" || c.args[1] != string(files.S3) && c.args[1] != string(files.Database) {
		return errUsage
	}
	if c.args[1] == string(files.S3) && c.config.Files == nil {
		return failed("files.no_s3", nil)
	}
	return withRecord(ctx, c, func(r *record) error {
		if c.config.Files != nil {
			if err := c.config.Files.Check(ctx); err != nil {
				return err
			}
		}
		moved, err := r.files.Move(ctx, files.Home(c.args[1]), func(sha256 string, size int64, err error) {
			if err != nil {
				c.say("files.stays", map[string]any{"file": sha256, "reason": err.Error()})
				return
			}
			c.say("files.moved", map[string]any{"file": sha256, "bytes": int(size)})
		})
		c.say("files.moved_all", map[string]any{
			"files": moved.Files, "size": strconv.FormatFloat(float64(moved.Bytes)/1e6, 'f', 1, 64),
			"home": c.text("files.home."+c.args[1], nil),
		})
		if err == nil && moved.Failed > 0 {
			err = failed("files.not_moved", map[string]any{"n": moved.Failed})
		}
		return err
	})
}
