package app

import (
	"context"
	"fmt"
	"net/http"
	"net/http/pprof"
	"strconv"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"jalons/server/jobs"
	"jalons/server/ledger"
	"jalons/server/notify"
	"jalons/server/web"
)

// What each server does again and again for itself alone; the rest are jobs, which servers share.
const (
	followJob jobs.Kind = "follow" // takes up what is committed
	gaugesJob jobs.Kind = "gauges" // asks the database what the metrics say of it
)

// gaugesEvery is how often that is: a scrape itself never waits for the database.
const gaugesEvery = 5 * time.Second

// watch is what the metrics are made of, beside what the runtime and the pools know.
type watch struct {
	refused *prometheus.CounterVec // nil where nobody watches

	mu     sync.Mutex
	lag    ledger.Lag
	outbox notify.Waiting
	jobs   map[jobs.Kind]time.Duration // how long ago each job last went well, on any server
	done   map[jobs.Kind]time.Time     // when what this server does for itself last went well
}

// begin lets ages count from now.
func (w *watch) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.done = map[jobs.Kind]time.Time{followJob: time.Now(), gaugesJob: time.Now()}
}

// ran notes that something that this server does for itself went well, or logs how it didn't.
func (s *Server) ran(ctx context.Context, j jobs.Kind, err error) {
	if err != nil {
		if ctx.Err() == nil {
			s.log.Warn("a job failed", "job", string(j), "error", err)
		}
		return
	}
	s.watch.mu.Lock()
	defer s.watch.mu.Unlock()
	if s.watch.done != nil {
		s.watch.done[j] = time.Now()
	}
}

// readGauges asks the database what waits in it.
func (s *Server) readGauges(ctx context.Context) error {
	lag, err := s.record.Bulk().Lag(ctx)
	if err != nil {
		return err
	}
	outbox, err := s.outbox().Waiting(ctx)
	if err != nil {
		return err
	}
	ages, err := s.runner.Ages(ctx)
	if err != nil {
		return err
	}
	s.watch.mu.Lock()
	defer s.watch.mu.Unlock()
	s.watch.lag, s.watch.outbox, s.watch.jobs = lag, outbox, ages
	return nil
}

// refuse counts an answer of 429 or 503 by its cause.
func (w *watch) refuse(status int, cause string) {
	if w.refused != nil {
		w.refused.WithLabelValues(strconv.Itoa(status), cause).Inc()
	}
}

// turnAway counts a connection that was closed unanswered by its cause.
func (w *watch) turnAway(cause string) {
	if w.refused != nil {
		w.refused.WithLabelValues("closed", cause).Inc()
	}
}

// gauge describes a figure of a watch.
func (w *watch) gauge(name, help string, value func() float64) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
		w.mu.Lock()
		defer w.mu.Unlock()
		return value()
	})
}

// ages are how long ago each job last went well.
type ages struct {
	watch *watch
	age   *prometheus.Desc
}

// Describe says what Collect gives.
func (a ages) Describe(to chan<- *prometheus.Desc) { to <- a.age }

// Collect gives a figure for each job.
func (a ages) Collect(to chan<- prometheus.Metric) {
	a.watch.mu.Lock()
	defer a.watch.mu.Unlock()
	for j, at := range a.watch.done {
		to <- prometheus.MustNewConstMetric(a.age, prometheus.GaugeValue, time.Since(at).Seconds(), string(j))
	}
	for j, age := range a.watch.jobs {
		to <- prometheus.MustNewConstMetric(a.age, prometheus.GaugeValue, age.Seconds(), string(j))
	}
}

// measured registers all metrics and counts requests and their durations by status and method.
func (s *Server) measured(next http.Handler, cache *web.Cache) http.Handler {
	if s.config.MetricsAddr == "" {
		return next
	}
	s.watch.begin()
	s.watch.refused = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "jalons_refused_total", Help: "Answers of 429 and 503, and connections closed unanswered, by cause.",
	}, []string{"code", "cause"})
	requests := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "jalons_request_seconds", Help: "Duration of requests by method and status.",
		Buckets: prometheus.ExponentialBuckets(0.0005, 4, 8),
	}, []string{"method", "code"})
	s.metrics.MustRegister(
		requests, s.watch.refused, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	s.registerPools()
	s.registerCache(cache)
	w := &s.watch
	s.metrics.MustRegister(
		ages{w, prometheus.NewDesc("jalons_job_age_seconds", "Since a job last went well.", []string{"job"}, nil)},
		w.gauge(
			"jalons_sequencer_waiting", "Changes that are committed and have no place in the history yet.",
			func() float64 { return float64(w.lag.Rows) },
		),
		w.gauge("jalons_sequencer_age_seconds", "Age of the oldest of these.", func() float64 {
			return w.lag.Age.Seconds()
		}),
		w.gauge("jalons_outbox_waiting", "Mails that are not sent yet.", func() float64 {
			return float64(w.outbox.Mails)
		}),
		w.gauge("jalons_outbox_age_seconds", "Age of the oldest of these.", func() float64 {
			return w.outbox.Age.Seconds()
		}))
	return promhttp.InstrumentHandlerDuration(requests, next)
}

func (s *Server) registerPools() {
	r := s.record
	for name, pool := range map[string]*sqlx.DB{
		"owner": r.OwnerDB, "write": r.WriteDB, "read": r.ReadDB, "bulk_write": r.bulkWrite, "bulk_read": r.bulkRead,
		"files": r.kept, "files_public": r.shown,
	} {
		if pool != nil {
			s.metrics.MustRegister(collectors.NewDBStatsCollector(pool.DB, name))
		}
	}
}

func (s *Server) registerCache(cache *web.Cache) {
	for outcome, count := range cache.Answers() {
		s.metrics.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "jalons_cache_answers_total", Help: "Answers of the cache by outcome.",
			ConstLabels: prometheus.Labels{"outcome": outcome},
		}, func() float64 { return float64(count.Load()) }))
	}
}

// private answers at METRICS_ADDR: metrics, and profiles of the running program.
func (s *Server) private() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", promhttp.HandlerFor(s.metrics, promhttp.HandlerOpts{}))
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}

func (s *Server) serveMetrics(ctx context.Context, cancel context.CancelCauseFunc) {
	go every(ctx, gaugesEvery, func() { s.ran(ctx, gaugesJob, s.readGauges(ctx)) })
	if err := web.Serve(ctx, s.config.MetricsAddr, s.private(), s.log); err != nil {
		cancel(fmt.Errorf("metrics: %w", err))
	}
}
