package room

import "github.com/etradeoffice/portal/signaling/wire"

// Effect is something that the room wants done outside. Effects are done in order and never answer; what comes of them returns
// as a command.
type Effect interface{ effect() }

// Class says what may happen to a message when its reader is slow.
type Class int

// The classes: lossy messages are dropped or replaced by a later one; normal ones close the connection when there is no room; critical
// ones are sent even then, before it closes.
const (
	Normal Class = iota
	Lossy
	Critical
)

// Send sends a message to a connection. Re is set in replies.
type Send struct {
	Conn    int64
	Re      string
	Class   Class
	Message wire.Message
}

// Close closes a connection after all that was sent to it.
type Close struct {
	Conn int64
	Code wire.CloseCode
}

// OpenPeer makes the media side of a person. Peer numbers never repeat in a room.
type OpenPeer struct {
	PID  string
	Peer int64
}

// ClosePeer ends it.
type ClosePeer struct {
	PID  string
	Peer int64
}

// CutRelay takes the relay away from somebody who is gone: what runs through it ends, and the credentials so far are void.
type CutRelay struct{ PID string }

// GiveOffer hands a client's offer to its peer; the answer returns as Answered.
type GiveOffer struct {
	PID  string
	Peer int64
	Neg  int
	SDPZ string
}

// GiveCandidate hands a client's candidate to its peer.
type GiveCandidate struct {
	PID       string
	Peer      int64
	Candidate string
}

// Bind says all that a subscriber receives, the pictures in the order in which they matter; it replaces the Bind before.
type Bind struct {
	PID   string
	Peer  int64
	Slots []Bound
}

// Gate says whether what a person sends from a source is forwarded. A new peer forwards nothing.
type Gate struct {
	PID    string
	Peer   int64
	Source wire.Source
	Open   bool
}

// Fact tells the portal what happened; see control.Fact, whose fields these are.
type Fact struct {
	N           int64
	At          int64 // ms since 1970 UTC
	Kind        string
	Participant string
	Role        wire.Role
	Side        wire.Side
	Reason      string
	Score       int
	Link        Link
	OverlapMS   int64
}

// Save asks to keep the state for the next process.
type Save struct{}

// Done says that the room can be forgotten.
type Done struct{}

func (Send) effect()          {}
func (Close) effect()         {}
func (OpenPeer) effect()      {}
func (ClosePeer) effect()     {}
func (CutRelay) effect()      {}
func (GiveOffer) effect()     {}
func (GiveCandidate) effect() {}
func (Bind) effect()          {}
func (Gate) effect()          {}
func (Fact) effect()          {}
func (Save) effect()          {}
func (Done) effect()          {}
