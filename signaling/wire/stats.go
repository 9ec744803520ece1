package wire

import "errors"

// Stats is what only the client sees of its own call: what was new since the Stats before. Sent about every 15 s while in.
type Stats struct {
	Detour   Detour `json:"detour,omitempty"` // why media do not go by UDP
	Freezes  int    `json:"freezes"`          // how often a picture that was being sent stood still
	FrozenMs int64  `json:"frozenMs"`         // for how long altogether
}

// mostFreezes and mostFrozen are more than any client can have to tell at once.
const (
	mostFreezes = 1000
	mostFrozen  = 600_000
)

func (*Stats) Type() string { return "stats" }

func (m *Stats) Validate() error {
	if m.Freezes < 0 || m.Freezes > mostFreezes || m.FrozenMs < 0 || m.FrozenMs > mostFrozen {
		return errors.New("freezes or frozenMs")
	}
	return checkOneOf("detour", m.Detour, DetourNone, DetourBlocked, DetourLost)
}

// Detour is why a client's media go a longer way than UDP.
type Detour string

// The reasons: UDP was closed from the start, or what stood was lost in mid-call. Empty where media go the direct way.
const (
	DetourNone    Detour = ""
	DetourBlocked Detour = "blocked"
	DetourLost    Detour = "lost"
)
