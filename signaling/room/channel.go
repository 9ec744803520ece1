package room

import (
	"strings"

	"github.com/etradeoffice/portal/signaling/wire"
)

// Voice is where an interpreter speaks to and what a person hears beside the floor. It outlives a new connection and another process.
type Voice struct {
	To     string // the channel: a language; "" is the floor
	By     string // who has taken the channel over
	Until  int64  // both are heard until then
	Rest   bool   // heard by nobody
	Chosen bool   // Listen is the person's own word
	Listen wire.Listen
}

const (
	handOver    = 10_000 // both interpreters are heard for so long, ms
	slowerEvery = 10_000
)

// spoken is a language as it is heard: the same in every script and country.
func spoken(lang string) string {
	primary, _, _ := strings.Cut(strings.ToLower(lang), "-")
	return primary
}

// channel is the language that the person's voice is for; "" is everybody, as for all who do not interpret.
func (p *Person) channel() string {
	if p.Role != wire.RoleInterpreter {
		return ""
	}
	return p.Voice.To
}

// rests reports whether the person's voice goes to nobody, because another interpreter has taken over.
func (p *Person) rests() bool { return p.Role == wire.RoleInterpreter && p.Voice.Rest }

// listens is what the person hears beside the floor: by default its own language, an interpreter the original alone.
func (p *Person) listens() wire.Listen {
	switch {
	case p.Voice.Chosen:
		return p.Voice.Listen
	case p.Role == wire.RoleInterpreter:
		return wire.Listen{Duck: wire.DefaultDuck}
	}
	return wire.Listen{Lang: spoken(p.Lang), Duck: wire.DefaultDuck}
}

// hears reports whether a source of from is for the person: each voice is on the floor or on one channel.
func (p *Person) hears(from *Person, kind wire.Source) bool {
	to := from.channel()
	return kind != wire.SourceMic || !from.rests() && (to == "" || to == p.listens().Lang)
}

// heardAs is the person's channel as all who are in may see it, nil for who does not interpret.
func (p *Person) heardAs() *wire.Channel {
	if p.Role != wire.RoleInterpreter {
		return nil
	}
	return &wire.Channel{To: p.Voice.To, By: p.Voice.By, Until: p.Voice.Until, Rest: p.Voice.Rest}
}

// interpDirection moves the interpreter's voice; settle shuts its gate, binds and opens it again.
func (t *turn) interpDirection(p *Person, m *wire.InterpDirection) *wire.Error {
	to := spoken(m.To)
	if t.circles(p, p.listens().Lang, to) {
		return refusal(wire.ErrRelayCycle)
	}
	p.Voice.To, p.Voice.By, p.Voice.Until, p.Voice.Rest = to, "", 0, false
	return nil
}

// listenSet notes what the person wishes to hear.
func (t *turn) listenSet(p *Person, m *wire.ListenSet) *wire.Error {
	lang := spoken(m.Lang)
	if t.circles(p, lang, p.channel()) {
		return refusal(wire.ErrRelayCycle)
	}
	p.Voice.Chosen, p.Voice.Listen = true, wire.Listen{Lang: lang, Duck: m.Duck}
	return nil
}

// circles reports whether an interpreter who hears one channel and speaks on another would come to interpret its own words: the channel that it hears is
// made, over as many others as there are, of the one on which it speaks. Who only waits counts too: it is let in again with what it chose before.
func (s *State) circles(p *Person, hears, speaks string) bool {
	if p.Role != wire.RoleInterpreter || hears == "" || speaks == "" {
		return false
	}
	made := map[string]bool{speaks: true} // all that comes of p's words
	for range s.People {
		for _, q := range s.People {
			if to := q.channel(); q != p && to != "" && made[q.listens().Lang] {
				made[to] = true
			}
		}
	}
	return made[hears]
}

// interpTake gives the channel of another interpreter to p. Who listened to that channel to wait for the moment hears the original alone from now on.
func (t *turn) interpTake(p *Person, m *wire.InterpTake) *wire.Error {
	from := t.Person(m.PID)
	if from == nil || from == p || !from.In || from.channel() == "" || from.rests() {
		return refusal(wire.ErrNoSuchPerson)
	}
	listen := p.listens()
	if listen.Lang == from.Voice.To {
		listen.Lang = ""
	}
	if t.circles(p, listen.Lang, from.Voice.To) {
		return refusal(wire.ErrRelayCycle)
	}
	chosen := p.Voice.Chosen || listen != p.listens()
	p.Voice = Voice{To: from.Voice.To, Chosen: chosen, Listen: listen}
	from.Voice.By, from.Voice.Until = p.PID, t.now+handOver
	return nil
}

// handedOver lets those rest whose channel another has had for 10 s. If the other is not there any more, they keep it.
func (t *turn) handedOver() {
	for _, p := range t.People {
		if p.Voice.Until == 0 || t.now < p.Voice.Until {
			continue
		}
		by := t.Person(p.Voice.By)
		p.Voice.Until, p.Voice.Rest = 0, by != nil && by.In && !by.rests() && by.channel() == p.Voice.To
		if !p.Voice.Rest {
			p.Voice.By = ""
		}
	}
}

// interpSlower tells all others that the interpreter cannot follow.
func (t *turn) interpSlower(p *Person, _ *wire.InterpSlower) *wire.Error {
	if wait := pace(&p.Pace.Slower, t.now, slowerEvery, 1); wait > 0 {
		return tooSoon(wait)
	}
	for _, q := range t.People {
		if q.In && q != p {
			t.send(q, Normal, &wire.SlowerAsked{By: p.PID})
		}
	}
	return nil
}

// interpreting lists who is audible on a channel now, in order of arrival.
func (s *State) interpreting() (pids []string) {
	for _, p := range s.People {
		if p.Media.Audible && p.channel() != "" && s.forwarded(p, 0) {
			pids = append(pids, p.PID)
		}
	}
	return pids
}
