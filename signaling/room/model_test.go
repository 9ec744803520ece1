package room

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/etradeoffice/portal/signaling/wire"
	"pgregory.net/rapid"
)

// mirror is what a client makes of the roster: states and deltas only.
type mirror struct {
	rev    int64
	info   wire.RoomInfo
	people []wire.Person
}

func (m *mirror) take(t *rapid.T, message wire.Message) {
	switch msg := message.(type) {
	case *wire.State:
		*m = mirror{msg.Rev, msg.Room, append([]wire.Person{}, msg.People...)}
	case *wire.Delta:
		if msg.Rev != m.rev+1 {
			t.Fatalf("delta %d after %d", msg.Rev, m.rev)
		}
		m.rev = msg.Rev
		if msg.Room != nil {
			m.info = *msg.Room
		}
		for _, pid := range msg.Gone {
			m.drop(pid)
		}
		for _, p := range msg.People {
			m.put(p)
		}
	}
}

func (m *mirror) drop(pid string) {
	for i, p := range m.people {
		if p.PID == pid {
			m.people = append(m.people[:i], m.people[i+1:]...)
			return
		}
	}
}

func (m *mirror) put(p wire.Person) {
	for i := range m.people {
		if m.people[i].PID == p.PID {
			m.people[i] = p
			return
		}
	}
	m.people = append(m.people, p)
}

// TestAnyStoryKeepsTheInvariants lets people do anything in any order; house.check looks after every command, and at the end every
// client's mirror must be the room's roster, and the chat that each has read must be whole, in order and without a double.
func TestAnyStoryKeepsTheInvariants(t *testing.T) {
	roles := map[string]wire.Role{
		"h1": wire.RoleHost, "h2": wire.RoleHost, "g1": wire.RoleGuest, "g2": wire.RoleGuest, "i1": wire.RoleInterpreter, "i2": wire.RoleInterpreter, "o1": wire.RoleOfficer,
	}
	pids := rapid.SampledFrom([]string{"h1", "h2", "g1", "g2", "i1", "i2", "o1"})
	rapid.Check(t, func(rt *rapid.T) {
		h := newHouse(rt)
		h.do(Open{})
		for i := range rapid.IntRange(1, 120).Draw(rt, "length") {
			pid := pids.Draw(rt, "pid")
			switch rapid.IntRange(0, 9).Draw(rt, "what") {
			case 0, 1:
				h.join(pid, roles[pid], func(j *Join) { j.Takeover = rapid.Bool().Draw(rt, "takeover") })
			case 2:
				h.lose(pid)
			case 3:
				if h.state.Person(pid) != nil {
					h.resume(pid)
				}
			case 4:
				h.pass(time.Duration(rapid.IntRange(0, 50_000).Draw(rt, "ms")) * time.Millisecond)
			case 5:
				h.do(mediaNews(rt, h, pid))
			case 6:
				h.do(Silent{Conn: h.conn[pid]})
				h.do(Heard{Conn: h.conn[pid]})
			default:
				m := anyMessage(rt, i, pids)
				if m.Validate() == nil {
					h.do(Said{Conn: h.conn[pid], ID: fmt.Sprint("m", i), Message: m})
				}
			}
		}
		for _, p := range h.state.People {
			if p.In && p.Session.Conn != 0 {
				compareMirror(rt, h, p)
			}
		}
		data, err := h.state.Snapshot()
		if err != nil {
			rt.Fatal(err)
		}
		if _, err := Restore(data, h.state.Epoch+1, h.now); err != nil {
			rt.Fatal(err)
		}
	})
}

func compareMirror(t *rapid.T, h *house, p *Person) {
	m, n := &mirror{}, int64(0)
	for _, s := range h.got[p.Session.Conn] {
		m.take(t, s.Message)
		switch msg := s.Message.(type) {
		case *wire.ChatMsg:
			if msg.N <= n {
				t.Fatalf("%s reads message %d after %d", p.PID, msg.N, n)
			}
			n = msg.N
		case *wire.ChatHistory:
			n = msg.Messages[len(msg.Messages)-1].N
		}
	}
	if m.rev != h.state.Rev || m.info != h.state.info() {
		t.Fatalf("%s sees rev %d %+v, is %d %+v", p.PID, m.rev, m.info, h.state.Rev, h.state.info())
	}
	byPID := map[string]wire.Person{}
	for _, q := range m.people {
		byPID[q.PID] = q
	}
	roster := h.state.roster()
	if len(roster) != len(byPID) {
		t.Fatalf("%s sees %d people of %d", p.PID, len(byPID), len(roster))
	}
	for _, q := range roster {
		a, _ := json.Marshal(q)
		b, _ := json.Marshal(byPID[q.PID])
		if string(a) != string(b) {
			t.Fatalf("%s sees %s, is %s", p.PID, b, a)
		}
	}
	if doc := last[*wire.Doc](h, p.Session.Conn); *doc != *h.state.Shown.view() {
		t.Fatalf("%s was told %+v, is %+v", p.PID, doc, h.state.Shown)
	}
	if slots := last[*wire.Slots](h, p.Session.Conn); fmt.Sprint(slots.Slots) != fmt.Sprint(p.Media.bound()) {
		t.Fatalf("%s was told %v, has %v", p.PID, slots.Slots, p.Media.bound())
	}
}

func mediaNews(t *rapid.T, h *house, pid string) Command {
	peer := h.peers[pid] - int64(rapid.IntRange(0, 1).Draw(t, "old"))
	source := rapid.SampledFrom(sources[:]).Draw(t, "source")
	codecs := []wire.Codec{wire.CodecVP8, wire.CodecH264}
	sends, takes := rapid.SampledFrom(codecs).Draw(t, "sends"), rapid.SliceOfNDistinct(rapid.SampledFrom(codecs), 1, 2, rapid.ID).Draw(t, "takes")
	return rapid.SampledFrom([]Command{
		Transport{PID: pid, Peer: peer, Up: true, Rung: wire.RungUDP}, Transport{PID: pid, Peer: peer},
		Stalled{PID: pid, Peer: peer, Source: source},
		Speaking{PID: pid, Peer: peer, Audible: true, Loud: true}, Speaking{PID: pid, Peer: peer, Audible: true}, Speaking{PID: pid, Peer: peer},
		Measured{PID: pid, Peer: peer, Rung: wire.RungTCP, RTTms: 100, LossPct: 3}, Answered{PID: pid, Peer: peer, Neg: 1, SDPZ: "AA", Sends: sends, Takes: takes},
	}).Draw(t, "news")
}

func anyMessage(t *rapid.T, i int, pids *rapid.Generator[string]) wire.Message {
	pid, yes := pids.Draw(t, "to"), rapid.Bool().Draw(t, "yes")
	source := rapid.SampledFrom(sources[:]).Draw(t, "source")
	lang := rapid.SampledFrom([]string{"", "ko", "en-GB", "fr"}).Draw(t, "lang")
	all := []wire.Message{
		&wire.Knock{Lang: "ko"}, &wire.Knock{}, &wire.KnockCancel{}, &wire.LobbyMessage{PID: pid, Text: "x"}, &wire.LobbyAdmit{PID: pid},
		&wire.LobbyAdmit{PID: pid}, &wire.LobbyAdmitAll{}, &wire.LobbyDeny{PID: pid, Reason: wire.DenyLater}, &wire.LobbyReturn{PID: pid},
		&wire.PublishSet{Source: source, Active: true}, &wire.PublishSet{Source: source, Active: yes, Muted: !yes}, &wire.HandSet{Up: yes},
		&wire.ChatSend{CID: fmt.Sprint("c", i/2), Text: "x"}, &wire.ChatSend{CID: fmt.Sprint("d", i), Text: "x", To: pid},
		&wire.Mute{PID: pid, Source: source}, &wire.UnmuteAsk{PID: pid, Source: source}, &wire.Lock{On: yes}, &wire.Bye{}, &wire.Offer{Neg: i + 1, SDPZ: "AA"},
		&wire.Candidate{Neg: i}, &wire.Want{Slots: []wire.Wish{{PID: pid, Source: wire.SourceCamera, Max: wire.LayerFull}}}, &wire.Want{Lowband: yes},
		&wire.Remove{PID: pid, Ban: yes && i%7 == 0}, &wire.LangSpeak{Lang: "fr"},
		&wire.DocPresent{ID: pid, Page: i + 1}, &wire.DocPage{Page: i}, &wire.DocClose{}, &wire.DocPointer{X: i, Y: i},
		&wire.ListenSet{Lang: lang, Duck: i % 101}, &wire.InterpDirection{To: lang}, &wire.InterpDirection{To: "fr"}, &wire.InterpTake{PID: pid}, &wire.InterpSlower{},
		&wire.Extend{Yes: yes},
		&wire.Stats{Freezes: i, FrozenMs: int64(i) * 1000, Detour: wire.DetourLost},
	}
	if i%97 == 96 {
		all = append(all, &wire.End{})
	}
	return rapid.SampledFrom(all).Draw(t, "message")
}
