package sfu

import "time"

// steady follows for how long the shortest way of each report has been the same, but for what machines and radios add. A queue
// grows while more is sent than fits and shrinks once less is; what does neither is a longer path (another network, a tunnel).
type steady struct{ low, high, since int64 } // ns

const (
	steadyWithin = int64(20 * time.Millisecond)
	steadySoon   = int64(80 * time.Millisecond) // from one report to the next: it is not growing
	steadyLong   = int64(time.Second)           // long enough to be the path's own
)

// see takes the shortest way of a report.
func (s *steady) see(way, now int64) {
	low, high := min(s.low, way), max(s.high, way)
	if high-low > steadyWithin || s.since == 0 {
		*s = steady{way, way, now}
		return
	}
	s.low, s.high = low, high
}

// lasts is for how long, ns.
func (s *steady) lasts(now int64) int64 { return now - s.since }
