package walkin

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/push"
)

// wakeDevices is the job that wakes the devices of whom a ring rings. It reads the ring again: one that moved on wakes
// nobody.
type wakeDevices struct {
	Ring    uuid.UUID `json:"ring"`
	Version int       `json:"version"`
}

// Kind is the job's name in the queue.
func (wakeDevices) Kind() string { return "walkin_push" }

// sweepEvery is how often rings are looked after whose caller's page does not ask any more.
const sweepEvery = 10 * time.Second

// HandleJobs makes the queue write the mails and sweep. Origin is the portal's public address without a slash at the end.
func (s *Service) HandleJobs(texts *locale.Texts, origin string) {
	p := postman{service: s, texts: texts, origin: origin}
	jobs.Handle(s.Queue, p.carry)
	jobs.Handle(s.Queue, func(ctx context.Context, j wakeDevices) error { return s.wakeAll(ctx, j, texts) })
	s.Queue.Every(sweepEvery, "walkin_sweep", s.Sweep)
}

// place is an instant on the wall of a zone; an unknown zone shows UTC.
func place(at time.Time, zone string) time.Time {
	if loc, err := locale.Zone(zone); err == nil {
		return at.In(loc)
	}
	return at.UTC()
}

// wakeAll wakes the devices of everybody whom the ring rings, each in the person's language. A service that fails is tried
// again with the job, while the ring rings.
func (s *Service) wakeAll(ctx context.Context, j wakeDevices, texts *locale.Texts) error {
	r, err := find(ctx, s.DB, ID{j.Ring})
	if err != nil || s.Push == nil || r.Version != j.Version {
		return err
	}
	people, key, err := s.rung(ctx, r)
	if err != nil {
		return err
	}
	var failed []error
	for _, u := range people {
		failed = append(failed, s.Push.Send(ctx, u.ID.UUID, push.Message{
			Title: texts.T(u.Lang, "walkin."+key), Path: "/" + u.Lang + "/desk/rings", Tag: strings.ReplaceAll(r.ID.String(), "-", ""),
		}, s.Settings.RingFor))
	}
	return errors.Join(failed...)
}

// rung are the people whom a ring rings, with the sentence that tells them.
func (s *Service) rung(ctx context.Context, r Ring) ([]account.User, string, error) {
	switch {
	case r.State == Answered && r.Interpreter != (account.UserID{}):
		u, err := s.Accounts.User(ctx, r.Interpreter)
		return []account.User{u}, "ring_interpreter", err
	case r.State != Ringing:
		return nil, "", nil
	case r.Rings == RingsOffice:
		officers, err := s.Accounts.Officers(ctx)
		return officers, "ring_office", err
	}
	duty, err := s.onDuty(ctx, r.Supplier)
	return duty.people, "ring_company", err
}
