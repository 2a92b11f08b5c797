package app

import (
	"github.com/prometheus/client_golang/prometheus"

	"jalons/server/web"
)

// bounds gives the bounds on files, and shows them in the metrics.
func (s *Server) bounds() web.Bounds {
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
