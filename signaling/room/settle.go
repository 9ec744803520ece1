package room

import (
	"reflect"
	"slices"

	"github.com/etradeoffice/portal/signaling/wire"
)

// settle finds what has changed since before and tells everybody who must know, so that no handler can forget somebody. Who is fresh gets
// everything anew.
func (t *turn) settle(before *State) {
	t.deal()
	delta, changed := t.compare(before)
	if changed {
		t.Rev++
		delta.Rev = t.Rev
	}
	for _, p := range t.People {
		if p.Session.Conn == 0 {
			continue
		}
		if p.In {
			t.tellIn(before, p, delta, changed)
		} else {
			t.tellWaiter(before, p)
		}
		t.tellLate(before, p)
		t.tellWord(before, p)
	}
	t.tellSFU(before)
	if !t.lossy || changed {
		t.do(Save{})
	}
}

func (t *turn) tellWaiter(before *State, p *Person) {
	_, fresh := t.fresh[p.PID]
	if status := t.lobbyStatus(p); fresh || status != before.statusOf(p.PID) {
		t.send(p, Normal, &status)
	}
}

// statusOf is what a waiting person was told; the zero value for anybody else.
func (s *State) statusOf(pid string) wire.LobbyStatus {
	if p := s.Person(pid); p != nil && !p.In {
		return s.lobbyStatus(p)
	}
	return wire.LobbyStatus{}
}

func (t *turn) tellIn(before *State, p *Person, delta wire.Delta, changed bool) {
	last, fresh := t.fresh[p.PID]
	was := before.Person(p.PID)
	switch {
	case fresh:
		t.send(p, Critical, &wire.State{Rev: t.Rev, Room: t.info(), People: t.roster()})
	case changed:
		t.send(p, Normal, &delta)
	}
	if bound := p.Media.bound(); fresh || was == nil || !slices.Equal(bound, was.Media.bound()) {
		t.send(p, Critical, &wire.Slots{Rev: t.Rev, Slots: bound})
	}
	if fresh {
		t.history(p, last)
		t.layers(p)
	}
	if fresh || t.Terms != before.Terms || t.Extension != before.Extension {
		timer := t.timer(t.now)
		t.send(p, Normal, &timer)
	}
	if p.mayAdmit() {
		if visitors := t.visitors(); fresh || !reflect.DeepEqual(visitors, before.visitors()) {
			t.send(p, Normal, &wire.LobbyList{Waiting: visitors})
		}
	}
	if fresh || t.Shown != before.Shown {
		t.send(p, Normal, t.Shown.view())
	}
	if interpreting := t.interpreting(); fresh || t.Speaks != before.Speaks || !slices.Equal(interpreting, before.interpreting()) {
		t.send(p, Lossy, &wire.Speaker{PID: t.Speaks, Interpreting: interpreting})
	}
}

// compare is what all who are in may see and has changed.
func (t *turn) compare(before *State) (wire.Delta, bool) {
	var delta wire.Delta
	if info := t.info(); info != before.info() {
		delta.Room = &info
	}
	old := before.roster()
	for _, p := range t.roster() {
		i := slices.IndexFunc(old, func(o wire.Person) bool { return o.PID == p.PID })
		if i < 0 || !reflect.DeepEqual(old[i], p) {
			delta.People = append(delta.People, p)
		}
	}
	for _, o := range old {
		if p := t.Person(o.PID); p == nil || !p.In {
			delta.Gone = append(delta.Gone, o.PID)
		}
	}
	return delta, delta.Room != nil || len(delta.People)+len(delta.Gone) > 0
}

// tellSFU binds slots and opens or shuts gates where they differ from before. Gates shut first and open last, and a voice that changes its channel is
// shut in between, so that no packet of it is on two.
func (t *turn) tellSFU(before *State) {
	var binds, opens []Effect
	for _, p := range t.People {
		was := samePeer(before, p)
		if p.Media.Peer == 0 {
			continue
		}
		for i := range p.Media.Sources {
			now, then := t.forwarded(p, i), was != nil && before.forwarded(was, i)
			moved := was != nil && sources[i] == wire.SourceMic && was.channel() != p.channel()
			if then && (!now || moved) {
				t.do(Gate{PID: p.PID, Peer: p.Media.Peer, Source: sources[i]})
			}
			if now && (!then || moved) {
				opens = append(opens, Gate{PID: p.PID, Peer: p.Media.Peer, Source: sources[i], Open: true})
			}
		}
		if bound := p.Media.bindings(); was == nil && len(bound) > 0 || was != nil && !slices.Equal(bound, was.Media.bindings()) {
			binds = append(binds, Bind{PID: p.PID, Peer: p.Media.Peer, Slots: bound})
		}
	}
	t.out = append(append(t.out, binds...), opens...)
}

// samePeer is the person before the command if its media peer is the same, else nil: a new peer forwards and receives nothing.
func samePeer(before *State, p *Person) *Person {
	was := before.Person(p.PID)
	if was == nil || was.Media.Peer != p.Media.Peer {
		return nil
	}
	return was
}
