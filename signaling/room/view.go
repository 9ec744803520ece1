package room

import (
	"cmp"
	"slices"

	"github.com/etradeoffice/portal/signaling/wire"
)

// info is the room as all who are in may see it.
func (s *State) info() wire.RoomInfo {
	return wire.RoomInfo{Number: s.Terms.Number, Phase: s.Phase, Locked: s.Locked, Hold: s.hold()}
}

// roster is everyone who is in, in order of arrival.
func (s *State) roster() []wire.Person {
	people := []wire.Person{}
	for _, p := range s.People {
		if p.In {
			people = append(people, s.view(p))
		}
	}
	return people
}

func (s *State) view(p *Person) wire.Person {
	standing := wire.StandingIn
	if p.Session.Interrupted {
		standing = wire.StandingInterrupted
	}
	v := wire.Person{
		PID: p.PID, Name: p.Name, Role: p.Role, Side: p.Side, Company: p.Company, CompanyNames: p.CompanyNames, Lang: p.Lang, Since: p.Seat.Since,
		Standing: standing, Hand: p.Seat.Hand, Tracks: []wire.Track{},
		Channel: p.heardAs(), Listen: p.listens(),
	}
	for i, source := range p.Media.Sources {
		if source.Active || source.MutedBy != "" {
			v.Tracks = append(v.Tracks, s.track(p, i))
		}
	}
	return v
}

// queue is who has knocked, first knock first.
func (s *State) queue() []*Person {
	var queue []*Person
	for _, p := range s.People {
		if !p.In && p.Seat.Knocked != 0 {
			queue = append(queue, p)
		}
	}
	slices.SortStableFunc(queue, func(a, b *Person) int { return cmp.Compare(a.Seat.Knocked, b.Seat.Knocked) })
	return queue
}

// visitors is the queue as those see it who may admit.
func (s *State) visitors() []wire.Visitor {
	waiting := []wire.Visitor{}
	for _, p := range s.queue() {
		waiting = append(waiting, wire.Visitor{
			PID: p.PID, Name: p.Name, Company: p.Company, CompanyNames: p.CompanyNames, Role: p.Role, Side: p.Side, Lang: p.Lang,
			Note: p.Seat.Note, Message: p.Seat.Said, Since: p.Seat.Knocked, Away: p.Session.Interrupted,
		})
	}
	return waiting
}

// lobbyStatus is all that a waiting person gets to know.
func (s *State) lobbyStatus(p *Person) wire.LobbyStatus {
	host := wire.HostAway
	for _, q := range s.People {
		if q.In && q.mayAdmit() && q.here() {
			host = wire.HostHere
		}
	}
	return wire.LobbyStatus{
		Place: slices.Index(s.queue(), p) + 1, HostState: host, Locked: s.Locked, Message: p.Seat.Told,
		StartsAt: s.Terms.StartsAt, Returned: p.Seat.Returned,
	}
}

func (s *State) timer(now int64) wire.Timer {
	return wire.Timer{StartsAt: s.Terms.StartsAt, EndsAt: s.Terms.EndsAt, GraceUntil: s.Terms.EndsAt + grace, ServerTime: now, Extension: s.extension()}
}
