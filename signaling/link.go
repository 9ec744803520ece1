package signaling

import (
	"math"

	"github.com/etradeoffice/portal/signaling/control"
	"github.com/etradeoffice/portal/signaling/room"
)

// linkOf is a stay's sums as the portal reads them: means over the time in which media went.
func linkOf(l room.Link) control.Link {
	if l.Since == 0 {
		return control.Link{}
	}
	up := max(l.Up(), 1)
	mean := func(sum int64) int { return int(sum / up) }
	percent := func(sum float64) float64 { return math.Round(sum/float64(up)*100) / 100 }
	return control.Link{
		Since: instant(l.Since), UDPMS: l.UDP, TCPMS: l.TCP, RelayMS: l.Relay, Detour: string(l.Detour),
		RTTms: mean(l.RTT), UpLoss: percent(l.UpLoss), DownLoss: percent(l.DownLoss), UpKbps: mean(l.UpKbps), DownKbps: mean(l.DownKbps),
		Freezes: l.Freezes, FrozenMS: l.FrozenMS, Stands: l.Stands, StoodMS: l.StoodMS, TheirsMS: l.TheirsMS, OursMS: l.OursMS,
	}
}
