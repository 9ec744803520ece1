package walkin

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/control"
)

// Standing is how things stand at a company's desk for somebody who wants to talk.
type Standing struct {
	Known   bool // somebody can say who is there; without Redis nobody can, and then everybody is rung
	There   bool // at least one is at the desk
	Open    bool // in the declared hours, or willing at any hour
	Closed  bool // quiet for now, or the caller is blocked: nobody is told which
	Meeting bool // the company is in a booked meeting
	Ahead   int  // rings and talks before
	Stop    time.Time
}

// Refusal is why a ring cannot be: the code of a problem, "" when it can.
func (s Settings) Refusal(st Standing, now time.Time) string {
	switch {
	case st.Closed:
		return "talk_quiet"
	case st.Meeting:
		return "talk_meeting"
	case st.Known && !st.There && st.Ahead == 0:
		return "talk_away"
	case !st.Open:
		return "talk_closed"
	case !s.WorthIt(now, st.Stop):
		return "talk_soon"
	case st.Ahead > s.QueueMost:
		return "queue_full"
	}
	return ""
}

// stand reads how things stand, with the desk locked.
func (s *Service) stand(ctx context.Context, tx postgres.Tx, r Ring, said Desk, at situation, now time.Time) (Standing, error) {
	st := Standing{Known: at.known, There: at.there > 0, Open: at.open || said.AnyHour, Closed: said.quiet(now)}
	if shut, err := blocked(ctx, tx, r.Supplier, r.CallerCompany); err != nil {
		return st, err
	} else if shut {
		st.Closed = true
	}
	before, err := open(ctx, tx, r.Supplier)
	if err != nil {
		return st, err
	}
	st.Ahead = ahead(before)
	st.Stop, st.Meeting, err = s.stop(ctx, tx, r, account.UserID{}, talking(before), now)
	return st, err
}

// stop is the hard stop of a talk from now on, and whether the company is in a booked meeting; the host's own meetings count
// where it is known. What a talk before this one has taken does not count: it will be over.
func (s *Service) stop(ctx context.Context, tx postgres.Tx, r Ring, host account.UserID, behindTalk bool, now time.Time) (stop time.Time, meeting bool, err error) {
	look := schedule.Window{Start: now, End: now.Add(s.Settings.TalkFor + s.Settings.StopBefore + time.Second)}
	theirs, err := s.Schedule.Ahead(ctx, tx, schedule.Supplier, r.Supplier.UUID, host.UUID, look)
	if err != nil {
		return time.Time{}, false, err
	}
	mine, err := s.Schedule.Ahead(ctx, tx, schedule.Buyer, r.Caller.UUID, uuid.Nil, look)
	if err != nil {
		return time.Time{}, false, err
	}
	var coming []schedule.Window
	for _, w := range theirs {
		if w.Start.After(now) {
			coming = append(coming, w)
		} else {
			meeting = !behindTalk
		}
	}
	return s.Settings.Stop(now, append(coming, mine...)...), meeting, nil
}

// occupies reports whether a ring keeps the company from hearing another one.
func (r Ring) occupies() bool { return r.State == Ringing && r.Rings == RingsCompany || r.Talking() }

// ahead counts whom a new caller waits behind.
func ahead(open []Ring) int {
	n := 0
	for _, r := range open {
		if r.occupies() || r.State == Queued {
			n++
		}
	}
	return n
}

func talking(open []Ring) bool {
	for _, r := range open {
		if r.Talking() {
			return true
		}
	}
	return false
}

func (d Desk) quiet(now time.Time) bool { return d.QuietUntil != nil && d.QuietUntil.After(now) }

// duty is who of a company can be rung.
type duty struct {
	known  bool
	there  int            // at the desk now
	people []account.User // who are rung: at the desk or away from the keys; everybody when nobody can say
}

func (s *Service) onDuty(ctx context.Context, company account.CompanyID) (duty, error) {
	members, err := s.Accounts.Members(ctx, company)
	if err != nil {
		return duty{}, err
	}
	if s.Presence == nil {
		return duty{people: members}, nil
	}
	there, err := s.Presence.People(ctx, company.String())
	if err != nil {
		s.Log.WarnContext(ctx, "ring without presence", "company", company, "err", err)
		return duty{people: members}, nil
	}
	d := duty{known: true}
	for _, member := range members {
		switch there[member.ID.String()].State {
		case control.AtDesk:
			d.there++
			d.people = append(d.people, member)
		case control.Away:
			d.people = append(d.people, member)
		default: // in a call, busy, on a break, or not there
		}
	}
	if len(d.people) == 0 {
		d.people = members // for what they speak; a queue is waited for by who comes out of the talk
	}
	return d, nil
}
