package wire

import "errors"

// Mute silences a source of somebody who is in; the server stops forwarding at once, and only unmute.ask lifts it. For officers and hosts.
type Mute struct {
	PID    string `json:"pid"`
	Source Source `json:"source"`
}

func (*Mute) Type() string      { return "mute" }
func (m *Mute) Validate() error { return errors.Join(checkPID(m.PID), checkSource(m.Source)) }

// UnmuteAsk lifts a mute and asks the person to unmute; nobody is unmuted by another. For officers and hosts.
type UnmuteAsk struct {
	PID    string `json:"pid"`
	Source Source `json:"source"`
}

func (*UnmuteAsk) Type() string      { return "unmute.ask" }
func (m *UnmuteAsk) Validate() error { return errors.Join(checkPID(m.PID), checkSource(m.Source)) }

// MutedBy tells a person that an officer or host has muted a source.
type MutedBy struct {
	By     string `json:"by"` // pid
	Source Source `json:"source"`
}

func (*MutedBy) Type() string      { return "muted_by" }
func (m *MutedBy) Validate() error { return errors.Join(checkPID(m.By), checkSource(m.Source)) }

// UnmuteAsked tells a person that it may unmute, and is asked to.
type UnmuteAsked struct {
	By     string `json:"by"` // pid
	Source Source `json:"source"`
}

func (*UnmuteAsked) Type() string      { return "unmute.asked" }
func (m *UnmuteAsked) Validate() error { return errors.Join(checkPID(m.By), checkSource(m.Source)) }

// Remove puts somebody out, with ban for good: no ticket and no resume lets the person in again. For officers.
type Remove struct {
	PID string `json:"pid"`
	Ban bool   `json:"ban"`
}

func (*Remove) Type() string      { return "remove" }
func (m *Remove) Validate() error { return checkPID(m.PID) }

// Removed tells a person that it was put out; the socket closes with 4403.
type Removed struct {
	By  string `json:"by"` // pid
	Ban bool   `json:"ban"`
}

func (*Removed) Type() string      { return "removed" }
func (m *Removed) Validate() error { return checkPID(m.By) }

// StartWithout says for one's own side that the meeting starts without its interpreter. For members of supplier and buyer.
type StartWithout struct{}

func (*StartWithout) Type() string    { return "start.without" }
func (*StartWithout) Validate() error { return nil }

// Lock closes the room to new knocks. Officers and hosts, and whoever was in before, still come in. For officers and hosts.
type Lock struct {
	On bool `json:"on"`
}

func (*Lock) Type() string    { return "lock" }
func (*Lock) Validate() error { return nil }

// End ends the room for all. For officers and hosts.
type End struct{}

func (*End) Type() string    { return "end" }
func (*End) Validate() error { return nil }
