package walkin

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/locale"
)

// push is the job that wakes the devices of whom a ring rings. It reads the ring again: one that moved on wakes nobody.
type push struct {
	Ring    uuid.UUID `json:"ring"`
	Version int       `json:"version"`
}

// Kind is the job's name in the queue.
func (push) Kind() string { return "walkin_push" }

// sweepEvery is how often rings are looked after whose caller's page does not ask any more.
const sweepEvery = 10 * time.Second

// HandleJobs makes the queue write the mails and sweep. Origin is the portal's public address without a slash at the end.
func (s *Service) HandleJobs(texts *locale.Texts, origin string) {
	p := postman{service: s, texts: texts, origin: origin}
	jobs.Handle(s.Queue, p.carry)
	jobs.Handle(s.Queue, func(context.Context, push) error { return nil })
	s.Queue.Every(sweepEvery, "walkin_sweep", s.Sweep)
}

// place is an instant on the wall of a zone; an unknown zone shows UTC.
func place(at time.Time, zone string) time.Time {
	if loc, err := locale.Zone(zone); err == nil {
		return at.In(loc)
	}
	return at.UTC()
}
