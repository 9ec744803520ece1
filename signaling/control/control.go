// Package control owns the words between portal and live side: what the portal may ask of running rooms, the facts that
// rooms report back, and who is at the desk. Beside ticket it is all of signaling that server may import.
// It leaves carrying out to signaling (Rooms), the portal's consultation (Facts) and presence (Presence).
package control

import (
	"context"
	"time"
)

// Rooms is what the portal may ask of the live side. Room is a consultation's id.
type Rooms interface {
	// End ends the room for all; by is shown as the reason ("officer", "cancelled"). No running room is no error.
	End(ctx context.Context, room, by string) error
	// Revoke takes one seat away: socket, media and TURN are cut within 5 s and no resume or ticket brings it back.
	Revoke(ctx context.Context, room, participant string) error
	// Extend answers an Extend fact: the room goes on until then, or with the zero Time ends when it was agreed. No running room is no error.
	Extend(ctx context.Context, room string, until time.Time) error
	// Late tells a room who has said to come later: the whole list, in place of the one before. Whoever has been in is not waited for. No running room is no
	// error: when one opens, the portal hears it and says so again.
	Late(ctx context.Context, room string, people []Latecomer) error
	// Say has all who are in a room or wait at its door read a sentence of the Office: once by its ID, and for ten minutes from At. No running room is no error.
	Say(ctx context.Context, room string, word Word) error
	// Board is what all rooms look like now, by number. With an error it holds what could be seen: some node did not answer.
	Board(ctx context.Context) ([]RoomView, error)
}

// MaxWord is the longest text of a Word, in characters.
const MaxWord = 300

// Word is what the Office tells a room.
type Word struct {
	ID   string // of this word: letters, digits, hyphens
	By   string // what the Office is called
	Text string // 1 to MaxWord characters
	Lang string // in which it is written, BCP 47
	At   time.Time
}

// Latecomer is somebody who is booked and has said to come later.
type Latecomer struct {
	ID      string // user id
	Name    string
	Role    string // host, guest, interpreter
	Side    string // supplier, buyer, office
	Minutes int    // about how much later
	At      time.Time
	Zone    string // where they are, IANA
}

// RoomView is one running room on the officer's board.
type RoomView struct {
	Room    string // consultation id
	Number  string
	Phase   string // lobby, live, unattended, overtime, ending
	Since   time.Time
	EndsAt  time.Time
	People  []PersonView
	Missing []string // sides ("supplier", "buyer") of which nobody is in; "interpreter" while the start waits for one
	Word    string   // the Office's last one to the room; "" for none
	WordAt  time.Time
}

// PersonView is one person on the board.
type PersonView struct {
	ID      string // user id
	Name    string
	Role    string // host, guest, interpreter, officer
	Side    string // supplier, buyer, office
	Since   time.Time
	Lobby   bool    // waits, is not in
	Away    bool    // socket gone, seat kept
	Rung    string  // udp, tcp, relay; "" before the transport is up
	Score   int     // 0 (no connection) to 5
	RTTms   int     // of the media path
	LossPct float64 // percent, the worse of both directions
	Up      Flow    // from them to us, now
	Down    Flow
	Link    Link // of this stay so far
	// Failing is whose link is weak now: FailingTheirs, FailingOurs, or "" while it holds.
	Failing string
}

// Flow is what goes one way.
type Flow struct {
	LossPct float64
	Kbps    int
}

// Whose link fails.
const (
	FailingTheirs = "theirs"
	FailingOurs   = "ours" // everybody's is weak, of two or more
)

// Extension is how much longer a meeting may be, once.
const Extension = 10 * time.Minute

// The kinds of facts.
const (
	Opened  = "opened"  // a process has taken the room: first one of an epoch
	Joined  = "joined"  // Participant was admitted or came back from the lobby
	Left    = "left"    // Participant is no longer in; Reason says why
	Live    = "live"    // first moment with both principals in
	Tick    = "tick"    // every minute while somebody is in, and when the process hands the room over: bounds what a crash can lose
	Quality = "quality" // how Participant's link was in this stay so far: every minute, at leaving, and when the process hands the room over
	Extend  = "extend"  // both sides want ten minutes more; Participant has said so last. Rooms.Extend answers
	Without = "without" // Participant has said for a side that the meeting starts without its interpreter
	Ended   = "ended"   // the room is over; Reason says why; the last fact of an epoch that ends well
)

// Facts takes what happened in rooms.
type Facts interface {
	// Record stores a fact once by (Room, Epoch, N). An error makes the live side repeat it until nil. A fact of an older epoch is stored when it
	// happened before the next one began, and else refused without an error: who was replaced has nothing more to say.
	Record(ctx context.Context, fact Fact) error
}

// Fact is one thing that happened, with the overlap so far, so that the total of a consultation is the sum over its epochs of the
// largest Overlap.
type Fact struct {
	Room        string    `json:"room"`  // consultation id
	Epoch       int64     `json:"epoch"` // grows with each process that takes the room
	N           int64     `json:"n"`     // grows by 1 in an epoch, from 1
	At          time.Time `json:"at"`
	Kind        string    `json:"kind"`
	Participant string    `json:"participant,omitempty"` // user id
	Role        string    `json:"role,omitempty"`
	Side        string    `json:"side,omitempty"`
	Reason      string    `json:"reason,omitempty"` // of Left and Ended: a wire.EndReason, or "lobby" (sent back), "gone" (did not come back)
	Score       int       `json:"score,omitempty"`  // of Quality, as things stood then
	Link        Link      `json:"link,omitzero"`    // of Quality
	OverlapMS   int64     `json:"overlapMs"`        // how long both principals have been in together in this epoch, in ms
}

// PresenceState says where the people of a company are, or one of them.
type PresenceState string

// The states, most present first. A company's is that of its most present person; who is in a call comes after who is at
// the desk. Unknown means that nobody can say: Redis is away.
const (
	AtDesk          PresenceState = "at_desk"
	InCall          PresenceState = "in_call"
	Busy            PresenceState = "busy"  // there, not to be disturbed
	OnBreak         PresenceState = "break" // back at Whereabouts.Until
	Away            PresenceState = "away"  // no key or pointer moved for 5 min, or nobody there at all
	PresenceUnknown PresenceState = "unknown"
)

// Whereabouts is how one person is there.
type Whereabouts struct {
	State PresenceState // at_desk, in_call, busy, break or away
	Until time.Time     // of a break
}

// Presence is who is at the desk now, true to a heartbeat: beats every 5 s, gone 15 s after the last.
type Presence interface {
	// Beat says that a member of a company has a page open, and how they are there. A break that is over counts as at the desk.
	Beat(ctx context.Context, company, user string, how Whereabouts) error
	// Of is the state of each company asked for. It never fails for a missing Redis: the states are then PresenceUnknown.
	Of(ctx context.Context, companies []string) (map[string]PresenceState, error)
	// People are those of a company who have beaten, by user. A missing Redis is an error.
	People(ctx context.Context, company string) (map[string]Whereabouts, error)
}
