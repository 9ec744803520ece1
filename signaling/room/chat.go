package room

import (
	"slices"

	"github.com/etradeoffice/portal/signaling/wire"
)

// chatBytes is how much text a room keeps, and historyBytes how much goes into one chat.history. Each message counts 200 bytes more. All of it, at
// most doubled by JSON, fits into the queue of a newcomer's connection (512 KiB), which would be closed as slow otherwise, each time it comes.
const (
	chatBytes    = 160 << 10
	historyBytes = 24 << 10
)

func weight(m wire.ChatMsg) int { return len(m.Text) + 200 }

// chatSend gives a message its place in the room's order.
func (t *turn) chatSend(p *Person, m *wire.ChatSend) *wire.Error {
	if t.saidBefore(p.PID, m.CID) {
		return nil
	}
	if m.To != "" {
		if to := t.Person(m.To); to == nil || !to.In {
			return refusal(wire.ErrNoSuchPerson)
		}
	}
	if wait := pace(&p.Pace.Chats, t.now, 10_000, 5); wait > 0 {
		return tooSoon(wait)
	}
	t.line(wire.ChatMsg{CID: m.CID, PID: p.PID, Name: p.Name, Text: m.Text, To: m.To, Lang: m.Lang, At: t.now})
	return nil
}

func (s *State) saidBefore(pid, cid string) bool {
	return slices.ContainsFunc(s.Chat, func(c wire.ChatMsg) bool { return c.PID == pid && c.CID == cid })
}

// line is the next of the chat, for all who may read it.
func (t *turn) line(msg wire.ChatMsg) {
	t.ChatN++
	msg.N = t.ChatN
	t.Chat = append(slices.Clip(t.Chat), msg)
	total := 0
	for _, m := range t.Chat {
		total += weight(m)
	}
	for ; total > chatBytes; t.Chat = t.Chat[1:] {
		total -= weight(t.Chat[0])
	}
	for _, q := range t.People {
		if q.In && mayRead(q.PID, msg) {
			t.send(q, Normal, &msg)
		}
	}
}

func mayRead(pid string, m wire.ChatMsg) bool { return m.To == "" || m.To == pid || m.PID == pid }

// history sends somebody who is in what was said after number last.
func (t *turn) history(p *Person, last int64) {
	part, size := []wire.ChatMsg{}, 0
	for _, m := range t.Chat {
		if m.N <= last || !mayRead(p.PID, m) {
			continue
		}
		if size += weight(m); size > historyBytes && len(part) > 0 {
			t.send(p, Normal, &wire.ChatHistory{Messages: part})
			part, size = []wire.ChatMsg{}, weight(m)
		}
		part = append(part, m)
	}
	if len(part) > 0 {
		t.send(p, Normal, &wire.ChatHistory{Messages: part})
	}
}
