package jobs

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

var (
	waitingDesc = prometheus.NewDesc("etrade_jobs", "Jobs that are not done, by state.", []string{"state"}, nil)
	oldestDesc  = prometheus.NewDesc("etrade_jobs_oldest_seconds", "How long the job has waited whose time came first; 0 when none waits.", nil, nil)
)

func newWorked() *prometheus.CounterVec {
	worked := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "etrade_jobs_worked_total", Help: "Tries of jobs by how they went."}, []string{"result"})
	for _, result := range []string{"done", "failed"} {
		worked.WithLabelValues(result)
	}
	return worked
}

// Describe is prometheus.Collector's: register the Queue to have its figures.
func (q *Queue) Describe(out chan<- *prometheus.Desc) {
	q.worked.Describe(out)
	out <- waitingDesc
	out <- oldestDesc
}

// Collect is prometheus.Collector's. A database that is away leaves the waiting ones out.
func (q *Queue) Collect(out chan<- prometheus.Metric) {
	q.worked.Collect(out)
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	rows, err := q.db.Query(ctx, `
		select s.state, count(j.id), coalesce(extract(epoch from now() - min(j.scheduled_at) filter (where j.state = 'available')), 0)::float8
		from unnest(array['available', 'running', 'retryable', 'scheduled']::river_job_state[]) as s (state)
		left join river_job j on j.state = s.state group by s.state`)
	if err != nil {
		return
	}
	defer rows.Close()
	var oldest float64
	for rows.Next() {
		var state string
		var n int64
		var waited float64
		if rows.Scan(&state, &n, &waited) != nil {
			return
		}
		oldest = max(oldest, waited)
		out <- prometheus.MustNewConstMetric(waitingDesc, prometheus.GaugeValue, float64(n), state)
	}
	if rows.Err() == nil {
		out <- prometheus.MustNewConstMetric(oldestDesc, prometheus.GaugeValue, oldest)
	}
}
