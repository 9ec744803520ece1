package consultation

import (
	"time"

	"github.com/etradeoffice/portal/signaling/control"
)

// Attendance is what the rooms' facts say about who was there; it is written once.
type Attendance struct {
	SupplierCame    bool
	BuyerCame       bool
	InterpreterCame bool
	OverlapMS       int64 // a principal of each side in the room, united over devices and room epochs
	TookPlace       bool
	FirstAt         *time.Time
	LastAt          *time.Time
}

// attended reads facts in any order. The overlap is the sum over the epochs of a room of the largest that each reported.
func attended(facts []control.Fact, enough time.Duration) Attendance {
	var a Attendance
	overlap := map[int64]int64{}
	for _, f := range facts {
		overlap[f.Epoch] = max(overlap[f.Epoch], f.OverlapMS)
		if f.Kind == control.Joined {
			a.came(f)
		}
		if f.Kind == control.Joined || f.Kind == control.Left {
			at := f.At
			if a.FirstAt == nil || at.Before(*a.FirstAt) {
				a.FirstAt = &at
			}
			if a.LastAt == nil || at.After(*a.LastAt) {
				a.LastAt = &at
			}
		}
	}
	for _, ms := range overlap {
		a.OverlapMS += ms
	}
	a.TookPlace = a.OverlapMS >= enough.Milliseconds() && a.SupplierCame && a.BuyerCame
	return a
}

func (a *Attendance) came(f control.Fact) {
	switch {
	case f.Role == "interpreter":
		a.InterpreterCame = true
	case f.Side == string(Supplier):
		a.SupplierCame = true
	case f.Side == string(Buyer):
		a.BuyerCame = true
	}
}

// judge is where an ended consultation goes by its evidence. Stay means that an officer decides: one side never came and
// has to be called first, or both came and it was short.
func (a Attendance) judge() State {
	switch {
	case a.TookPlace:
		return OutcomeDue
	case !a.SupplierCame && !a.BuyerCame:
		return Missed
	}
	return Ended
}

// absent is the side that never came: "supplier", "buyer", "both", or "" when both came.
func (a Attendance) absent() string {
	switch {
	case !a.SupplierCame && !a.BuyerCame:
		return "both"
	case !a.SupplierCame:
		return string(Supplier)
	case !a.BuyerCame:
		return string(Buyer)
	}
	return ""
}

// Minutes is the overlap in whole minutes.
func (a Attendance) Minutes() int { return int(a.OverlapMS / 60_000) }
