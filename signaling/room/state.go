package room

import (
	"errors"
	"maps"
	"slices"

	"github.com/etradeoffice/portal/signaling/wire"
)

// Limits of a room. Times are in ms.
const (
	Seats   = 8  // people who are in
	Waiters = 32 // people who wait

	interruptAfter  = 6_000  // socket gone: others are told
	leaveAfter      = 45_000 // socket gone: the seat is given up
	unattendedAfter = 60_000 // nobody who may admit is there
	grace           = 120_000
	tickEvery       = 60_000
	forgetAfter     = 60_000 // an ended room still answers "ended" for this long
)

// State is all that a room knows. Instants are ms since 1970 UTC, 0 for never. It is a plain value: Apply never changes the one it is given.
type State struct {
	Terms     Terms
	Epoch     int64
	Phase     wire.Phase
	Locked    bool
	Rev       int64     // of what all who are in may see
	People    []*Person // in order of arrival
	Known     map[string]Record
	Used      map[string]int64 // ticket ids that have been used, until when they could be used again
	Chat      []wire.ChatMsg
	ChatN     int64
	PeerN     int64 // last number given to a media peer
	FactN     int64
	Clock     Clock
	Alone     Without          // which sides start without their interpreter
	Extension Extension        // of the agreed time
	Late      []wire.Latecomer // as the portal knows it
	Word      wire.OfficeWord  // the Office's last
	Ended     wire.EndReason   // "" while it runs
	Speaks    string           // pid of the active speaker
	Shown     Document         // in step for all who are in
}

// Terms are what the consultation says; the newest ticket has the last word.
type Terms struct {
	Room     string // consultation id
	Number   string
	StartsAt int64
	EndsAt   int64
	As       int64 // when the ticket that said so was made
	// Interpreters are those without whom it does not start, by pid; "" for none.
	Interpreters [2]string
}

// Clock is what a room measures.
type Clock struct {
	At        int64 // of the last command
	Both      bool  // both principals are in since At
	Overlap   int64 // how long they have been in this epoch, ms
	AloneFrom int64 // since when nobody who may admit is in; 0 when somebody is
	Tick      int64 // of the last tick fact
	Since     int64 // somebody was in for the first time
	EndedAt   int64
	Live      bool // the "live" fact of this epoch was told
	Opened    bool // somebody has been admitted
	Begun     bool // both principals have been in, with the interpreter or without by their word
}

// Record is what the room remembers of a person, also when the person has gone.
type Record struct {
	Admitted bool // comes in by a knock that nobody has to answer
	Banned   bool
	NotAfter int64 // tickets made before this instant are refused (after a takeover)
	Gen      int
	MutedBy  [4]string // by source
}

// Who is what the ticket says about a person.
type Who struct {
	PID          string
	Name         string
	Role         wire.Role
	Side         wire.Side
	Company      string
	CompanyNames map[string]string `json:",omitempty"` // by language; never changed in place
	CompanyID    string            // for presence; "" for people of the office
}

// Check reports a person that cannot be in a room.
func (w Who) Check() error {
	if w.PID == wire.OfficePID {
		return errors.New("pid")
	}
	return (&wire.State{Rev: 1, People: []wire.Person{{PID: w.PID, Role: w.Role, Side: w.Side, CompanyNames: w.CompanyNames, Standing: wire.StandingIn}}}).Validate()
}

// Person is one participant, waiting or in.
type Person struct {
	Who
	Lang    string
	In      bool
	Seat    Seat
	Session Session
	Media   Media
	Pace    Pace
	Voice   Voice
	Link    Link `json:"-"` // of this stay in this epoch; the next process counts anew
}

// Seat is where the person stands in lobby and room.
type Seat struct {
	Knocked  int64
	Since    int64 // of the admission
	Hand     int64
	Note     string
	Said     string // last text of a waiting person
	Told     string // last text to a waiting person
	Returned bool   // was in and was sent back
	Counted  bool   // the "joined" fact of this epoch was told
}

// Session is the person's way to talk.
type Session struct {
	SID         string
	Gen         int
	Conn        int64  // the connection; 0 when there is none
	Token       string // SHA-256 of the resume token, hex
	Before      string // of the token before, as long as the reply with the new one may have been lost
	Number      int64  // of the newest token, from 1
	Restored    bool   // from a snapshot, and nobody has come back yet
	Heard       bool   // the client has spoken on this connection, so the reply has arrived
	LostAt      int64
	Interrupted bool
	Silent      bool // the connection stands and nothing is heard
	Answered    []Reply
}

// Reply is an answer that would be given again to the same request.
type Reply struct {
	ID    string
	At    int64
	Error *wire.Error // nil for ok
}

// Media is what the person sends and receives.
type Media struct {
	Peer    int64 // number of the media peer; 0 when there is none
	Neg     int
	OfferAt int64
	Rung    wire.Rung
	Sends   wire.Codec   // of its pictures; "" before the first answer
	Takes   []wire.Codec // of others' pictures
	Sources [4]Source    // by index of wire.Source
	Want    *wire.Want
	Audio   [wire.AudioSlots]Ref
	Video   [wire.VideoSlots]Ref
	Quality wire.Quality
	Up      Flow // as measured last
	Down    Flow
	Audible bool // speaks, or has begun what may be speech: turns down the floor where a channel is listened to
	Loud    bool // speaks now
}

// Source is one thing that a person may send.
type Source struct {
	Active  bool
	Muted   bool
	MutedBy string
	Stopped [3]bool // layers q, h, f that are of no use now
}

// Ref names a source of a person; the zero Ref is nothing.
type Ref struct {
	PID    string
	Source wire.Source
}

// Pace holds the instants of the last knocks, chat messages, pointers and requests for slower speech, oldest first.
type Pace struct {
	Knocks []int64
	Chats  []int64
	Points []int64
	Slower []int64
}

var sources = [4]wire.Source{wire.SourceMic, wire.SourceCamera, wire.SourceScreen, wire.SourceScreenAudio}

func indexOf(s wire.Source) int { return slices.Index(sources[:], s) }

// New is a room nobody has entered.
func New(terms Terms, epoch int64) State {
	return State{Terms: terms, Epoch: epoch, Phase: wire.PhaseLobby, Rev: 1, Known: map[string]Record{}, Used: map[string]int64{}}
}

// clone copies all that a command may change. Slices are replaced or appended to, never written into.
func (s State) clone() State {
	s.Known, s.Used = maps.Clone(s.Known), maps.Clone(s.Used)
	people := make([]*Person, len(s.People))
	for i, p := range s.People {
		copied := *p
		people[i] = &copied
	}
	s.People = people
	s.Chat = slices.Clip(s.Chat)
	return s
}

// Person is the participant with this pid, nil when there is none.
func (s *State) Person(pid string) *Person {
	for _, p := range s.People {
		if p.PID == pid {
			return p
		}
	}
	return nil
}

func (s *State) byConn(conn int64) *Person {
	for _, p := range s.People {
		if conn != 0 && p.Session.Conn == conn {
			return p
		}
	}
	return nil
}

func (s *State) bySID(sid string) *Person {
	for _, p := range s.People {
		if p.Session.SID == sid {
			return p
		}
	}
	return nil
}

// seated is how many are in.
func (s *State) seated() int {
	n := 0
	for _, p := range s.People {
		if p.In {
			n++
		}
	}
	return n
}

// mayAdmit reports whether the person decides about the lobby.
func (p *Person) mayAdmit() bool { return p.Role == wire.RoleHost || p.Role == wire.RoleOfficer }

// here reports whether the person can be talked to now.
func (p *Person) here() bool { return p.Session.Conn != 0 && !p.Session.Silent }

// forwarded reports whether what the person sends from this source may reach others.
func (s *State) forwarded(p *Person, i int) bool {
	source := p.Media.Sources[i]
	return p.In && source.Active && !source.Muted && source.MutedBy == "" && !(sources[i] == wire.SourceMic && p.rests()) && !(sounds(i) && p.Side != wire.SideOffice && s.hold() != wire.HoldNone)
}

// sounds reports whether a source is heard.
func sounds(i int) bool { return sources[i] == wire.SourceMic || sources[i] == wire.SourceScreenAudio }
