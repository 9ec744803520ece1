package meeting

import (
	"time"

	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/schedule"
)

// Interpretation is what a consultation's page says of its interpreters.
type Interpretation struct {
	Part     *interpreter.Assignment // the viewer's own, as an interpreter
	Second   string                  // name of who sits in the second seat
	Panel    []PanelRow              // for the office: everybody of the pair
	Alarms   []string                // for the office
	Waived   []string                // sides that do without, by name
	MayWaive bool
	MayRate  bool
	Stars    []int
}

// PanelRow is one interpreter in the office's panel.
type PanelRow struct {
	ID          string
	Name        string
	City        string
	At          time.Time // the start, for the local hour
	Zone        string
	Tier        int
	Reliability int
	Rung        schedule.Rung
	Hindrance   schedule.Hindrance
	Takeable    bool
	Stage       interpreter.Stage
	Seated      bool
	Clash       *consultation.Clash
}

// Packed reports whether the viewer may open the briefing pack: the supplier, the office and who has said yes.
func (p Page) Packed() bool {
	if p.NeedFrom == "" || p.State == consultation.Draft {
		return false
	}
	return p.Side == consultation.Supplier || p.Side == consultation.Office || p.Side == consultation.Interpreter && p.Interpretation.Part != nil && p.Interpretation.Part.Stage.Holds()
}
