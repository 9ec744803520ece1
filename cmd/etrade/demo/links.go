package demo

import (
	"time"

	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/signaling/control"
)

// brokenLine is the meeting whose line failed; farBuyers are on the other side of the world behind a firewall.
const brokenLine = "SW-2026-0007"

var farBuyers = map[string]bool{"SW-2026-0004": true, "SW-2026-0008": true}

// links are what the room reported of how the two sides' links were.
func (h held) links(c consultation.Consultation, end time.Time) []control.Fact {
	if h.absent != "" {
		return nil
	}
	long := int64(h.minutes) * time.Minute.Milliseconds()
	fact := func(participant, role, side string, l control.Link) control.Fact {
		l.Since = h.start
		return control.Fact{At: end.Add(-time.Second), Kind: control.Quality, Participant: participant, Role: role, Side: side, Score: 4, Link: l}
	}
	guest := control.Link{UDPMS: long, RTTms: 264, UpLoss: 0.7, DownLoss: 0.4, UpKbps: 860, DownKbps: 1240}
	switch {
	case h.number == brokenLine:
		guest = control.Link{UDPMS: long / 2, RelayMS: long / 4, StoodMS: long / 4, RTTms: 318, UpLoss: 11.3, DownLoss: 7.9, UpKbps: 210, DownKbps: 330,
			Detour: "lost", Freezes: 9, FrozenMS: 21_000, Stands: 3, TheirsMS: long * 2 / 3}
	case farBuyers[h.number]:
		guest = control.Link{TCPMS: long, RTTms: 291, UpLoss: 0.2, DownLoss: 0.1, UpKbps: 640, DownKbps: 980, Detour: "blocked", Freezes: 2, FrozenMS: 1400}
	}
	facts := []control.Fact{
		fact(c.HostUser.String(), "host", "supplier", control.Link{UDPMS: long, RTTms: 9, UpKbps: 1180, DownKbps: 900}),
		fact(c.BuyerUser.String(), "guest", "buyer", guest),
	}
	if h.interpreter != "" {
		facts = append(facts, fact(c.InterpreterUser.String(), "interpreter", "office", control.Link{UDPMS: long, RTTms: 240, UpLoss: 0.3, UpKbps: 700, DownKbps: 1100}))
	}
	return facts
}
