// Package quality owns the record of how each participant's link was in a room: on which rung and why, round trip, loss and
// rate each way, frozen pictures, breaks, and whose link it was that failed. It keeps sums of stays, never single
// measurements, and it names no guilt: who decides anything by it is a person.
// It leaves to others how a link is measured (signaling), whose meeting it was (consultation) and where it is shown.
package quality

import (
	"cmp"
	"slices"
	"time"

	"github.com/etradeoffice/portal/signaling/control"
)

// KeptFor is how long a record lives by default: a year's report can be made a month after the year. Reports of later years
// no longer tell it; the consultation itself and its attendance stay.
const KeptFor = 400 * 24 * time.Hour

// Fault is whose link failed. Its sentences are "quality.fault_<fault>".
type Fault string

// The faults.
const (
	Nobodys Fault = "nobody"
	Theirs  Fault = "theirs" // the participant's own
	Ours    Fault = "ours"   // the office's: everybody's was weak at once
)

// A link failed when it was weak or down for a minute, or for a tenth of a short meeting, but not for less than ten seconds.
const (
	failedMost  = time.Minute
	failedPart  = 10
	failedLeast = 10 * time.Second
)

// Record is how one participant's link was in one consultation, over all stays and epochs.
type Record struct {
	Participant string // user id
	Role        string // host, guest, interpreter, officer
	Side        string // supplier, buyer, office
	Stays       int
	UDP         time.Duration // on each rung
	TCP         time.Duration
	Relay       time.Duration
	Detour      string // why not by UDP: blocked, lost, or ""
	RTT         time.Duration
	UpLoss      float64 // percent of what came from them
	DownLoss    float64 // percent of what went to them
	UpKbps      int
	DownKbps    int
	Freezes     int
	Frozen      time.Duration
	Stands      int
	Stood       time.Duration
	Theirs      time.Duration // weak or down while another's link held
	Ours        time.Duration // everybody's was
}

// Up is how long media went.
func (r Record) Up() time.Duration { return r.UDP + r.TCP + r.Relay }

// Measured is how long anything is known of the link.
func (r Record) Measured() time.Duration { return r.Up() + r.Stood }

// Rung is the one that carried longest: udp, tcp, relay, or "" when nothing came through.
func (r Record) Rung() string {
	switch most := max(r.UDP, r.TCP, r.Relay); {
	case most == 0:
		return ""
	case most == r.UDP:
		return "udp"
	case most == r.TCP:
		return "tcp"
	}
	return "relay"
}

// Weak is how long the link was weak or down, whosever.
func (r Record) Weak() time.Duration { return r.Theirs + r.Ours }

// Fault is whose link failed for this participant.
func (r Record) Fault() Fault {
	weak := r.Weak()
	if weak < failedLeast || weak < min(failedMost, r.Measured()/failedPart) {
		return Nobodys
	}
	if r.Ours >= r.Theirs {
		return Ours
	}
	return Theirs
}

// Suggestion is whom the records of a meeting point to, for the officer who decides: "ours", "supplier", "buyer", "both",
// "others" (interpreter or officer), or "nobody". Its sentences are "quality.suggest_<suggestion>".
func Suggestion(records []Record) string {
	failed := map[string]bool{}
	for _, r := range records {
		switch r.Fault() {
		case Ours:
			return string(Ours)
		case Theirs:
			failed[r.Side] = true
		case Nobodys:
		}
	}
	switch {
	case failed["supplier"] && failed["buyer"]:
		return "both"
	case failed["supplier"]:
		return "supplier"
	case failed["buyer"]:
		return "buyer"
	case len(failed) > 0:
		return "others"
	}
	return string(Nobodys)
}

// stay is one row of what was reported.
type stay struct {
	Participant string
	Role        string
	Side        string
	control.Link
}

// add makes one record a participant of their stays: sums are added, means weighted by the time in which media went.
func add(stays []stay) []Record {
	type sum struct {
		Record
		rtt, upLoss, downLoss, upKbps, downKbps float64
	}
	sums := map[string]*sum{}
	for _, s := range stays {
		r := sums[s.Participant]
		if r == nil {
			r = &sum{Record: Record{Participant: s.Participant, Role: s.Role, Side: s.Side}}
			sums[s.Participant] = r
		}
		r.Stays++
		r.UDP, r.TCP, r.Relay = r.UDP+ms(s.UDPMS), r.TCP+ms(s.TCPMS), r.Relay+ms(s.RelayMS)
		r.Freezes, r.Frozen = r.Freezes+s.Freezes, r.Frozen+ms(s.FrozenMS)
		r.Stands, r.Stood = r.Stands+s.Stands, r.Stood+ms(s.StoodMS)
		r.Theirs, r.Ours = r.Theirs+ms(s.TheirsMS), r.Ours+ms(s.OursMS)
		r.Detour = cmp.Or(s.Detour, r.Detour)
		up := float64(s.UDPMS + s.TCPMS + s.RelayMS)
		r.rtt += up * float64(s.RTTms)
		r.upLoss, r.downLoss = r.upLoss+up*s.UpLoss, r.downLoss+up*s.DownLoss
		r.upKbps, r.downKbps = r.upKbps+up*float64(s.UpKbps), r.downKbps+up*float64(s.DownKbps)
	}
	records := make([]Record, 0, len(sums))
	for _, s := range sums {
		if up := float64(s.Up().Milliseconds()); up > 0 {
			s.RTT = time.Duration(s.rtt / up * float64(time.Millisecond))
			s.Record.UpLoss, s.Record.DownLoss = s.upLoss/up, s.downLoss/up
			s.Record.UpKbps, s.Record.DownKbps = int(s.upKbps/up), int(s.downKbps/up)
		}
		records = append(records, s.Record)
	}
	place := map[string]int{"supplier": 0, "buyer": 1, "office": 2}
	slices.SortFunc(records, func(a, b Record) int {
		return cmp.Or(place[a.Side]-place[b.Side], cmp.Compare(a.Role, b.Role), cmp.Compare(a.Participant, b.Participant))
	})
	return records
}

func ms(n int64) time.Duration { return time.Duration(n) * time.Millisecond }
