package room

import (
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/signaling/wire"
)

// checkChannels is what must be true after every single effect: a voice whose gate is open goes to those alone who may hear it as the room was, or
// to those alone who may hear it as it is.
func (h *house) checkChannels(was *State, e Effect) {
	h.t.Helper()
	for _, from := range h.state.People {
		if h.state.circles(from, from.listens().Lang, from.channel()) {
			h.t.Errorf("%s hears %s, made of its own %s", from.PID, from.listens().Lang, from.channel())
		}
		before := was.Person(from.PID)
		if !h.gates[from.PID+string(wire.SourceMic)] || before == nil || from.Media.Peer == 0 {
			continue
		}
		old, now := true, true
		for pid, slots := range h.binds {
			if !slices.ContainsFunc(slots, func(b Bound) bool { return b.PID == from.PID && b.Source == wire.SourceMic }) {
				continue
			}
			by, then := h.state.Person(pid), was.Person(pid)
			now = now && by != nil && by.hears(from, wire.SourceMic)
			old = old && then != nil && then.hears(before, wire.SourceMic)
		}
		if !old && !now {
			h.t.Errorf("after %T %+v the voice of %s is on two channels: %v", e, e, from.PID, h.binds)
		}
	}
}

// translated is a room with a Korean host, an Arabic guest, an English officer and interpreters, all with open microphones.
func translated(t tester, interpreters ...string) *house {
	h := live(t)
	h.say("host", &wire.LangSpeak{Lang: "ko-KR"})
	h.say("guest", &wire.LangSpeak{Lang: "ar"})
	h.join("officer", wire.RoleOfficer)
	for _, pid := range interpreters {
		h.join(pid, wire.RoleInterpreter)
		h.say("host", &wire.LobbyAdmit{PID: pid})
	}
	for _, pid := range append([]string{"host", "guest", "officer"}, interpreters...) {
		h.say(pid, &wire.PublishSet{Source: wire.SourceMic, Active: true})
	}
	return h
}

// hearing lists whom a person is bound to hear, in order of arrival.
func (h *house) hearing(pid string) (from []string) {
	for _, p := range h.state.People {
		if h.state.Person(pid).Media.mid(Ref{PID: p.PID, Source: wire.SourceMic}) != "" {
			from = append(from, p.PID)
		}
	}
	return from
}

func (h *house) hears(pid string, want ...string) {
	h.t.Helper()
	if got := h.hearing(pid); !slices.Equal(got, want) {
		h.t.Errorf("%s hears %v, want %v", pid, got, want)
	}
}

func TestInterpreterIsHeardByAllUntilAChannelIsChosen(t *testing.T) {
	h := translated(t, "interpreter")
	h.hears("host", "guest", "officer", "interpreter")
	h.hears("guest", "host", "officer", "interpreter")
	if got := h.say("interpreter", &wire.InterpDirection{To: "ko"}); got != "" {
		t.Fatal(got)
	}
	h.hears("host", "guest", "officer", "interpreter")
	h.hears("guest", "host", "officer")
	h.hears("interpreter", "host", "guest", "officer")
	h.say("guest", &wire.ListenSet{Lang: "ko-Kore", Duck: 30})
	h.say("host", &wire.ListenSet{Duck: 30})
	h.hears("host", "guest", "officer")
	h.hears("guest", "host", "officer", "interpreter")
	if got := h.state.view(h.state.Person("guest")).Listen; got != (wire.Listen{Lang: "ko", Duck: 30}) {
		t.Errorf("the guest's choice is %+v", got)
	}
	h.say("interpreter", &wire.InterpDirection{})
	h.hears("host", "guest", "officer", "interpreter")
}

func TestCase65VoiceThatChangesItsChannelIsOnOneAtATime(t *testing.T) {
	h := translated(t, "interpreter")
	h.say("interpreter", &wire.InterpDirection{To: "ko"})
	h.say("interpreter", &wire.InterpDirection{To: "ar"})
	var order []string
	for _, e := range h.out {
		switch e := e.(type) {
		case Gate:
			order = append(order, map[bool]string{true: "open ", false: "shut "}[e.Open]+e.PID)
		case Bind:
			order = append(order, "bind "+e.PID)
		}
	}
	if want := []string{"shut interpreter", "bind host", "bind guest", "open interpreter"}; !slices.Equal(order, want) {
		t.Errorf("in the order %v, want %v", order, want)
	}
	h.hears("guest", "host", "officer", "interpreter")
	h.hears("host", "guest", "officer")
	h.say("interpreter", &wire.PublishSet{Source: wire.SourceMic, Active: true, Muted: true})
	h.say("interpreter", &wire.InterpDirection{To: "ko"})
	if h.gates["interpretermic"] {
		t.Error("a muted interpreter is heard after a change of direction")
	}
}

func TestCase66RelayWorksAndACycleIsRefusedWhoeverClosesIt(t *testing.T) {
	h := translated(t, "one", "two", "three")
	h.say("one", &wire.InterpDirection{To: "en"})
	h.say("two", &wire.ListenSet{Lang: "en"})
	if got := h.say("two", &wire.InterpDirection{To: "ko"}); got != "" {
		t.Fatalf("a relay: %q", got)
	}
	h.hears("two", "host", "guest", "officer", "one", "three")
	h.hears("host", "guest", "officer", "two", "three")
	if got := h.say("one", &wire.ListenSet{Lang: "ko"}); got != wire.ErrRelayCycle {
		t.Errorf("listening to what is made of one's own words: %q", got)
	}
	if got := h.say("two", &wire.InterpDirection{To: "en"}); got != wire.ErrRelayCycle {
		t.Errorf("speaking on the channel that one hears: %q", got)
	}
	h.say("three", &wire.ListenSet{Lang: "ko"})
	if got := h.say("three", &wire.InterpDirection{To: "en"}); got != wire.ErrRelayCycle {
		t.Errorf("closing a cycle of three: %q", got)
	}
	if got := h.say("three", &wire.InterpDirection{To: "ar"}); got != "" {
		t.Errorf("a chain of three: %q", got)
	}
	if got := h.say("three", &wire.InterpTake{PID: "one"}); got != wire.ErrRelayCycle {
		t.Errorf("taking over the channel that one's own is made of: %q", got)
	}
	h.say("host", &wire.LobbyReturn{PID: "two"})
	if got := h.say("one", &wire.ListenSet{Lang: "ko"}); got != wire.ErrRelayCycle {
		t.Errorf("a cycle that closes when two is admitted again: %q", got)
	}
	h.hears("one", "host", "guest", "officer")
}

func TestCase67ActivityEndsWithTheTransportAndTheSocket(t *testing.T) {
	h := translated(t, "interpreter")
	speaks := func(loud bool) {
		h.do(Speaking{PID: "interpreter", Peer: h.peers["interpreter"], Audible: loud, Loud: loud})
	}
	told := func() []string { return last[*wire.Speaker](h, h.conn["host"]).Interpreting }
	speaks(true)
	if got := told(); len(got) != 0 {
		t.Errorf("on the floor: %v", got)
	}
	h.say("interpreter", &wire.InterpDirection{To: "ko"})
	if got := told(); !slices.Equal(got, []string{"interpreter"}) {
		t.Errorf("on a channel: %v", got)
	}
	ends := map[string]func(){
		"silence":   func() { speaks(false) },
		"mute":      func() { h.say("host", &wire.Mute{PID: "interpreter", Source: wire.SourceMic}) },
		"transport": func() { h.do(Transport{PID: "interpreter", Peer: h.peers["interpreter"]}) },
		"leaving":   func() { h.say("interpreter", &wire.Bye{}) },
	}
	for _, name := range []string{"silence", "transport", "mute", "leaving"} {
		speaks(true)
		ends[name]()
		if got := told(); len(got) != 0 {
			t.Errorf("after %s: %v", name, got)
		}
		h.say("host", &wire.UnmuteAsk{PID: "interpreter", Source: wire.SourceMic})
		h.say("interpreter", &wire.PublishSet{Source: wire.SourceMic, Active: true})
	}
}

func TestCase68SecondInterpreterTakesOverAndBothAreHeardForTenSeconds(t *testing.T) {
	h := translated(t, "one", "two")
	h.say("one", &wire.InterpDirection{To: "ko"})
	h.say("two", &wire.ListenSet{Lang: "ko", Duck: 15})
	h.hears("two", "host", "guest", "officer", "one")
	if got := h.say("two", &wire.InterpTake{PID: "one"}); got != "" {
		t.Fatal(got)
	}
	h.hears("host", "guest", "officer", "one", "two")
	h.hears("two", "host", "guest", "officer")
	own := func() wire.Channel { return *h.state.view(h.state.Person("one")).Channel }
	if c := own(); c.By != "two" || c.Until != h.now.Add(10*time.Second).UnixMilli() || c.Rest {
		t.Errorf("one is told %+v", c)
	}
	if at := h.state.Deadline(); at.After(h.now.Add(10 * time.Second)) {
		t.Errorf("the room wakes at %v", at)
	}
	h.pass(10*time.Second - time.Millisecond)
	h.hears("host", "guest", "officer", "one", "two")
	h.pass(time.Millisecond)
	h.hears("host", "guest", "officer", "two")
	if c := own(); !c.Rest || c.To != "ko" || h.gates["onemic"] {
		t.Errorf("one, who rests: %+v, gate open %v", c, h.gates["onemic"])
	}
	h.say("one", &wire.InterpDirection{To: "ar"})
	h.hears("guest", "host", "officer", "one")
	if c := own(); c != (wire.Channel{To: "ar"}) {
		t.Errorf("one, who speaks again: %+v", c)
	}
	for _, m := range []wire.Message{&wire.InterpTake{PID: "two"}, &wire.InterpTake{PID: "host"}, &wire.InterpTake{PID: "nobody"}} {
		if got := h.say("two", m); got != wire.ErrNoSuchPerson {
			t.Errorf("%+v: %q", m, got)
		}
	}
}

func TestCase68WhoWasToRestGoesOnWhenTheOtherIsGone(t *testing.T) {
	h := translated(t, "one", "two")
	h.say("one", &wire.InterpDirection{To: "ko"})
	h.say("two", &wire.InterpTake{PID: "one"})
	h.say("two", &wire.Bye{})
	h.pass(10 * time.Second)
	h.hears("host", "guest", "officer", "one")
	if c := h.state.view(h.state.Person("one")).Channel; *c != (wire.Channel{To: "ko"}) {
		t.Errorf("one: %+v", c)
	}
}

func TestCase45ChannelAndListeningOutliveAReloadAndANewProcess(t *testing.T) {
	h := translated(t, "interpreter")
	h.say("interpreter", &wire.PublishSet{Source: wire.SourceMic, Active: true, Muted: true})
	h.say("interpreter", &wire.InterpDirection{To: "ko"})
	h.say("guest", &wire.ListenSet{Lang: "ko", Duck: 40})
	for _, pid := range []string{"interpreter", "guest"} {
		h.lose(pid)
		h.join(pid, h.state.Person(pid).Role)
	}
	data, err := h.state.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Restore(data, 8, h.now)
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]State{"a reload": h.state, "another process": again} {
		interpreter, guest := s.view(s.Person("interpreter")), s.view(s.Person("guest"))
		if interpreter.Channel.To != "ko" || guest.Listen != (wire.Listen{Lang: "ko", Duck: 40}) || !interpreter.Tracks[0].Muted {
			t.Errorf("after %s: %+v, %+v", name, interpreter, guest.Listen)
		}
	}
}

func TestSlowerSpeechIsAskedForOnceInTenSeconds(t *testing.T) {
	h := translated(t, "interpreter")
	for i, want := range []wire.ErrorCode{"", wire.ErrRate, ""} {
		if got := h.say("interpreter", &wire.InterpSlower{}); got != want {
			t.Errorf("request %d: %q", i, got)
		}
		h.pass(5 * time.Second)
	}
	if n := count[*wire.SlowerAsked](h, h.conn["guest"]); n != 2 || count[*wire.SlowerAsked](h, h.conn["interpreter"]) != 0 {
		t.Errorf("the guest was asked %d times", n)
	}
}

func TestWhoInterpretsNoMoreIsOnNoChannel(t *testing.T) {
	h := translated(t, "interpreter")
	h.say("interpreter", &wire.InterpDirection{To: "ko"})
	h.join("interpreter", wire.RoleHost, func(j *Join) { j.Takeover = true })
	h.hears("guest", "host", "officer", "interpreter")
	h.join("interpreter", wire.RoleInterpreter, func(j *Join) { j.Takeover = true })
	h.hears("guest", "host", "officer", "interpreter")
}
