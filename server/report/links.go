package report

import (
	"strconv"
	"time"

	"github.com/etradeoffice/portal/server/quality"
)

// Links is how the links of a period were: a count over the records of its entries, one a participant and meeting.
type Links struct {
	People int
	Direct int // mostly over UDP
	Theirs int // their own link failed
	Ours   int // the office's did
}

func linksOf(entries []Entry) Links {
	var l Links
	for _, e := range entries {
		for _, r := range e.Links {
			l.People++
			if r.Rung() == "udp" {
				l.Direct++
			}
			switch r.Fault() {
			case quality.Theirs:
				l.Theirs++
			case quality.Ours:
				l.Ours++
			case quality.Nobodys:
			}
		}
	}
	return l
}

// columns are the first row of the table of records. They are names for programs, the same in every language.
var columns = []string{"consultation", "starts_at", "supplier", "buyer", "role", "side", "rung", "detour", "measured_s", "udp_s", "tcp_s", "relay_s",
	"rtt_ms", "loss_from_pct", "loss_to_pct", "kbps_from", "kbps_to", "freezes", "frozen_s", "breaks", "broken_s", "weak_own_s", "weak_office_s", "failed"}

// Table is every participant's record of the period, without names of persons.
func (r Report) Table() [][]string {
	rows := [][]string{columns}
	seconds := func(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) }
	part := func(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) }
	for _, e := range r.Entries {
		for _, l := range e.Links {
			rows = append(rows, []string{
				e.Consultation.Number, e.Consultation.StartsAt.UTC().Format(time.RFC3339), e.Supplier.NameEn, e.Buyer.NameEn, l.Role, l.Side, l.Rung(), l.Detour,
				seconds(l.Measured()), seconds(l.UDP), seconds(l.TCP), seconds(l.Relay), strconv.FormatInt(l.RTT.Milliseconds(), 10), part(l.UpLoss), part(l.DownLoss),
				strconv.Itoa(l.UpKbps), strconv.Itoa(l.DownKbps), strconv.Itoa(l.Freezes), seconds(l.Frozen), strconv.Itoa(l.Stands), seconds(l.Stood),
				seconds(l.Theirs), seconds(l.Ours), string(l.Fault()),
			})
		}
	}
	return rows
}
