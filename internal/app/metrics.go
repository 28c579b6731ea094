package app

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"time"

	stdlog "log"

	"masthead/internal/kit/pagestore"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics counts requests, and keeps the answer to whether this node is ready.
type metrics struct {
	program  *Program
	registry *prometheus.Registry
	byStatus [6]prometheus.Counter // by the status' first digit
	seconds  prometheus.Histogram

	mu      sync.Mutex
	asked   time.Time
	problem error
}

func newMetrics(p *Program) *metrics {
	m := &metrics{program: p, registry: prometheus.NewRegistry()}
	requests := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "masthead_requests_total", Help: "Requests answered, by the first digit of the status.",
	}, []string{"status"})
	for i := range m.byStatus {
		m.byStatus[i] = requests.WithLabelValues(strconv.Itoa(i) + "xx")
	}
	m.seconds = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "masthead_request_seconds", Help: "Time to answer a request.",
		Buckets: []float64{.0001, .0005, .001, .005, .02, .1, .5, 2, 10},
	})
	m.registry.MustRegister(requests, m.seconds, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// watch adds the figures of the page store.
func (m *metrics) watch(store *pagestore.Store) {
	m.registry.MustRegister(
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "masthead_pages_rendered_total", Help: "Pages rendered because they were not kept."},
			func() float64 { return float64(store.Renders()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "masthead_pages_kept", Help: "Pages kept in memory."},
			func() float64 { return float64(store.Stats().Pages) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "masthead_pages_kept_bytes", Help: "Memory that the kept pages take, in bytes."},
			func() float64 { return float64(store.Stats().PageBytes) }),
	)
}

func (m *metrics) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return mux
}

// count counts requests around a handler.
func (m *metrics) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		seen := statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(&seen, r)
		m.seconds.Observe(time.Since(begun).Seconds())
		if d := seen.status / 100; d > 0 && d < len(m.byStatus) {
			m.byStatus[d].Inc()
		}
	})
}

// statusWriter remembers the status that was answered.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (s *statusWriter) WriteHeader(status int) {
	s.status = status
	s.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (s *statusWriter) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// ready asks the database, at most once a second.
func (m *metrics) ready(ctx context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if time.Since(m.asked) < time.Second {
		return m.problem
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	_, m.problem = m.program.Shelf.Seq(ctx)
	m.asked = time.Now()
	return m.problem
}

// quiet sends net/http's own complaints, mostly of broken clients, to the log's
// lowest level.
func quiet(log *slog.Logger) *stdlog.Logger {
	return slog.NewLogLogger(log.Handler(), slog.LevelDebug)
}
