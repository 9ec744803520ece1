package meeting

import (
	"time"

	"github.com/etradeoffice/portal/server/quality"
)

// exampleLines is a meeting of three: a good link, one that was weak, and one that met a failure of the office's.
func exampleLines(figures bool) Lines {
	weak := quality.Record{Role: "guest", Side: "buyer", Stays: 2, TCP: 20 * time.Minute, Relay: time.Minute, Detour: "blocked", RTT: 280 * time.Millisecond, UpLoss: 6.1,
		DownLoss: 2.4, UpKbps: 420, DownKbps: 900, Freezes: 3, Frozen: 4 * time.Second, Stands: 1, Stood: 12 * time.Second, Theirs: 3 * time.Minute}
	lines := Lines{Days: 400, People: []Line{{Record: weak, Name: "Erika", Own: true}}}
	if figures {
		lines.Figures, lines.Suggest = true, "buyer"
		lines.People = append(lines.People, Line{Name: "Garam", Record: quality.Record{Role: "host", Side: "supplier", Stays: 1, UDP: 21 * time.Minute}},
			Line{Name: "Narin", Record: quality.Record{Role: "interpreter", Side: "office", Stays: 1, Relay: 20 * time.Minute, Detour: "lost", Ours: 2 * time.Minute}})
	}
	return lines
}
