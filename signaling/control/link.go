package control

import "time"

// Link is how a participant's way to the room was during one stay in one epoch: means and sums of that time, never single
// measurements. It grows from fact to fact of the same stay; the record of a consultation is the sum over stays and epochs.
type Link struct {
	Since    time.Time `json:"since"` // when the stay, or the epoch, began
	UDPMS    int64     `json:"udpMs"` // how long media went by each rung
	TCPMS    int64     `json:"tcpMs"`
	RelayMS  int64     `json:"relayMs"`
	Detour   string    `json:"detour,omitempty"` // why not by UDP, as their browser says: blocked, lost
	RTTms    int       `json:"rttMs"`
	UpLoss   float64   `json:"upLoss"` // percent of what came from them
	DownLoss float64   `json:"downLoss"`
	UpKbps   int       `json:"upKbps"`
	DownKbps int       `json:"downKbps"`
	Freezes  int       `json:"freezes"` // how often a picture stood still before them
	FrozenMS int64     `json:"frozenMs"`
	Stands   int       `json:"stands"` // how often no media went either way
	StoodMS  int64     `json:"stoodMs"`
	TheirsMS int64     `json:"theirsMs"` // their link was weak or down while another's held
	OursMS   int64     `json:"oursMs"`   // everybody's was, of two or more: it is ours that failed
}

// MeasuredMS is how long anything was known of the way.
func (l Link) MeasuredMS() int64 { return l.UDPMS + l.TCPMS + l.RelayMS + l.StoodMS }

// StoodSeconds is how long no media went, in whole seconds.
func (l Link) StoodSeconds() int64 { return l.StoodMS / 1000 }

// FrozenSeconds is how long pictures stood still, in whole seconds.
func (l Link) FrozenSeconds() int64 { return l.FrozenMS / 1000 }
