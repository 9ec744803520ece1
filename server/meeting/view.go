package meeting

import (
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/server/trust"
)

// WhenPage is step 1 of a booking, "consultation/when".
type WhenPage struct {
	Company      catalog.Company
	Product      string // SKU that the visitor came from
	Lengths      []int  // minutes
	Length       int
	Pairs        []string // "ko-ro"
	Pair         string
	Days         []DayChoice
	Slots        []SlotChoice // of the chosen day
	Reason       schedule.Reason
	Earlier      string // query of the fortnight before, "" on the first
	Later        string
	Elsewhere    bool          // the company lives by another clock than the viewer
	Changes      []ClockChange // of either side in the days shown
	Holidays     []HolidayNote // of either side, in the days shown
	Problem      error
	Alternatives []SlotChoice
	Taken        bool
}

// DayChoice is a day of the strip, in the viewer's zone.
type DayChoice struct {
	On     time.Time // noon of the day on the viewer's wall
	N      int       // free starts
	Query  string    // of the page with this day chosen
	Chosen bool
}

// ClockChange is a change of clocks in the days that a booking page shows.
type ClockChange struct {
	At      time.Time
	Theirs  bool // the company's; else the viewer's
	Forward bool
	Minutes int
}

// HolidayNote is a public holiday on the viewer's or the company's side.
type HolidayNote struct {
	On     time.Time
	Name   string // schedule.holiday_<name>
	Theirs bool
}

// SlotChoice is a start as a radio button.
type SlotChoice struct {
	At      time.Time
	Value   string // RFC 3339, UTC
	Theirs  string // the other wall clock; empty where it is the viewer's own
	Shift   int    // days the company's wall is ahead
	Night   bool   // before 8 or from 20 on the viewer's wall
	Late    bool   // the same on the other wall
	Unusual bool   // outside of the company's hours, which it keeps open for people far away
	Checked bool
}

// WhatPage is step 2, "consultation/what".
type WhatPage struct {
	Company    catalog.Company
	Draft      consultation.Consultation
	Topic      consultation.Topic
	Pairs      []string
	Need       bool // the sides are not known to share the language of the talk
	Without    bool // they do without an interpreter all the same
	Goals      []string
	Languages  []string
	Wished     []time.Time // other times that were chosen
	Colleagues string      // addresses as they were typed, one a line
	Most       int         // colleagues who may come along
	Files      []consultation.File
	FileMost   int // megabytes of one
	FilesMost  int
	FilesLost  bool // those chosen now have to be chosen again
	Strip      Strip
	Wishes     [][]SlotChoice // for each rank the times to choose from
	Problem    error
}

// wishesOffered is how many other times a visitor may choose from.
const wishesOffered = 24

// wishes offers the times at each rank, with the one that was chosen marked; one that is gone by now stays to be seen.
func (p *WhatPage) wishes(free []SlotChoice) {
	for rank := range consultation.WishesMost {
		var choices []SlotChoice
		for _, slot := range free {
			if slot.At.Equal(p.Draft.StartsAt) {
				continue
			}
			slot.Checked = rank < len(p.Wished) && slot.At.Equal(p.Wished[rank])
			choices = append(choices, slot)
		}
		p.Wishes = append(p.Wishes, choices)
	}
}

// Rank is what a place in the list is called.
func (WhatPage) Rank(i int) int { return i + 1 }

func startsOf(wished []consultation.Wished) []time.Time {
	starts := make([]time.Time, len(wished))
	for i, w := range wished {
		starts[i] = w.StartsAt
	}
	return starts
}

// WhoPage is step 3, "consultation/who".
type WhoPage struct {
	Company      catalog.Company
	Draft        consultation.Consultation
	Signed       bool
	Buyer        account.Company // of the signed-in person
	Behalf       *Behalf         // the signed-in person asks for a buyer
	Typed        consultation.Typed
	Place        string
	Countries    []string // by their names in the page's language
	Products     []Labelled
	Places       []account.Place
	Colleagues   []string // addresses
	Files        []consultation.File
	Problem      error
	Alternatives []SlotChoice
}

// Behalf is whom an officer or a desk may ask for.
type Behalf struct {
	Office bool   // finds them by a search
	Find   string // what was searched for
	Found  []account.Represented
	Chosen account.UserID // the person who will come
}

// CodePage asks for the code from the mail, "consultation/code".
type CodePage struct {
	Company catalog.Company
	Draft   consultation.Consultation
	Email   string
	Problem error
}

// Card is one consultation in a list.
type Card struct {
	consultation.Consultation
	Side     consultation.Owner
	Supplier account.Company
	Buyer    account.Company
	Zone     string // of the other side
	City     string
	Also     *Elsewhere // a second side that lives by another clock, for who belongs to neither
	MyTurn   bool
	Why      string     // it is the viewer's turn; locale key "consultation.why_<why>"
	Due      *time.Time // of that turn
	Labels   []Labelled // the products by their names
	Joinable bool
	Trial    bool // joinable, but only since the demonstration lets people in before the room opens
}

// Elsewhere is where a side lives.
type Elsewhere struct{ Zone, City string }

// apart are the places of a viewer of neither side: the buyer's, or the supplier's where the viewer lives by the buyer's clock,
// and the supplier's too where it is a third.
func (c *Card) apart(mine string) {
	supplier, buyer := Elsewhere{c.Supplier.Zone, c.Supplier.City}, Elsewhere{c.Buyer.Zone, c.Buyer.City}
	switch {
	case buyer.Zone == mine || buyer.Zone == "":
		c.Zone, c.City = supplier.Zone, supplier.City
	default:
		c.Zone, c.City = buyer.Zone, buyer.City
		if supplier.Zone != mine && supplier.Zone != buyer.Zone {
			c.Also = &supplier
		}
	}
}

// With is who the viewer meets.
func (c Card) With() map[string]string {
	if c.Side == consultation.Supplier {
		return c.Buyer.Names()
	}
	return c.Supplier.Names()
}

// MinePage is "consultation/mine".
type MinePage struct {
	Answer []Card // the viewer's turn
	Next   []Card
	Past   []Card
	Buyers []DeskBuyer // whom the viewer's desks brought
}

// DeskBuyer is a buyer of a desk and how it stands.
type DeskBuyer struct {
	account.Company
	Trust trust.Standing
	Open  int        // consultations that are not over
	Next  *time.Time // the soonest of them that is agreed
	Past  int        // that have been asked for and are over
}

// Page is one consultation, "consultation/page".
type Page struct {
	Card
	Life
	Lines          Lines
	SupplierTrust  trust.Standing
	BuyerTrust     trust.Standing
	SupplierPhone  string // for the office, as the company wrote it
	BuyerPhone     string
	Afar           bool                   // the viewer's desk brought the buyer: it sees who meets and when, and no more
	Deadline       *consultation.Deadline // of the turn that stands
	OwnerName      map[string]string      // the company whose turn it is; empty for office and interpreter
	Host           string
	Guest          string
	InterpreterN   string
	Products       []Labelled
	Members        []account.User           // of the supplier, who may be named as host
	Colleagues     []consultation.Colleague // whom the buyer brings along
	Files          []consultation.File
	MayBring       bool                        // the viewer says who comes along
	Most           int                         // colleagues who may
	Phone          string                      // of who comes for the buyer
	Words          []Word                      // about coming
	Tasks          []Word                      // for the office
	Late           []int                       // minutes that the viewer may say to be late; none when it may not
	Cannot         bool                        // the viewer may tell the office that it cannot come, for it is too late to cancel
	OfficePhone    string                      // as it is dialled; may be empty
	Calendar       *consultation.CalendarLinks // of a confirmed meeting
	Fit            *FitCard                    // of a request, for the office
	Rule           *consultation.Rule          // that the request comes under, for the office
	Notes          []NoteLine
	Behalf         bool     // the office has answered for the company
	Clashes        []string // who was in the way of a refused move, in sentences
	Invites        bool     // the viewer may invite the buyer again
	Barred         error    // why the officer may not decide: a party, or a tie to one
	Tied           []account.User
	Templates      map[string]map[string]string
	BuyerLang      string
	Steps          []Step
	Log            Log             // for the office
	May            map[string]bool // legal moves of the viewer
	JoinFrom       time.Time
	OpensSoon      bool // within a day: the page counts down
	Proposal       *consultation.Proposal
	Slots          []SlotChoice // to move to
	Strip          Strip        // the days that they are of
	Presence       consultation.Attendance
	Written        bool
	Reasons        map[string][]string // of each form that needs one
	Done           string              // the move that has just been made; its sentence is "consultation.done_<move>"
	Goals          []string
	Languages      []string
	Pairs          []string // of interpreters, for a request that is written anew
	Problem        error
	Alternatives   []SlotChoice
	Typed          FormTyped
	Interpretation Interpretation
	Need           *consultation.NeedSet // of an interpreter, where the office has set it
	NeedWords      string                // what the viewer has answered to it, while that waits for the office
	MayDoubt       bool                  // the viewer may
}

// movable reports whether the viewer may move the consultation now: the office and the asker of a pending request at
// once, a party by a proposal.
// AsksMe reports whether the open proposal waits for the viewer's side.
func (p Page) AsksMe() bool { return p.Proposal != nil && p.Proposal.Asks(p.Side, p.Consultation) }

func (p Page) movable() bool {
	if p.Side == consultation.Office || p.State == consultation.Requested {
		return p.May[string(consultation.MoveRetime)] && (p.Side == consultation.Office || p.Side == p.RequestedSide)
	}
	return p.May[string(consultation.MovePropose)]
}

// FormTyped is what a refused form of the page had in it.
type FormTyped struct {
	Move      string // whose form it was
	Reason    string
	Text      string
	Start     string
	Host      string
	Pair      string
	Colleague string
	Topic     *consultation.Topic
}

// Step is one point of the timeline: class is done, now or next.
type Step struct {
	Key   string // locale key "consultation.step_<key>"
	Class string
}

// RoomPage is "live/room".
type RoomPage struct {
	Number   string
	Base     string // path under which the room's page asks for tickets and documents, and to which it leads back
	Outcome  bool   // the viewer states an outcome afterwards
	Subject  string
	Role     string // host, guest, interpreter, officer
	Ticket   string
	Socket   string
	StartsAt time.Time
	EndsAt   time.Time
	Expected []Expected
}

// Expected is somebody who should come, as the room's script reads it.
type Expected struct {
	Name    string `json:"name"`
	Company string `json:"company"`
	Role    string `json:"role"`
	Side    string `json:"side"`
	Mark    string `json:"mark,omitempty"` // how far the office knows the company, in words
}

// steps are the timeline of a consultation; none when it has left the way that the timeline draws.
func steps(c consultation.Consultation) []Step {
	order := []consultation.State{consultation.Requested, consultation.Offered, consultation.Accepted, consultation.Confirmed, consultation.Live, consultation.OutcomeDue, consultation.Closed}
	keys := []string{"requested", "offered", "accepted", "confirmed", "met", "outcome", "closed"}
	at := map[consultation.State]int{consultation.Draft: 0, consultation.Requested: 0, consultation.Returned: 0, consultation.Offered: 1, consultation.Accepted: 2, consultation.Suspended: 2, consultation.Confirmed: 3, consultation.Live: 4, consultation.Ended: 4,
		consultation.OutcomeDue: 5, consultation.Closed: 7}
	if c.RequestedSide == consultation.Supplier {
		keys[2] = "accepted_buyer"
	}
	now, known := at[c.State]
	if !known {
		return nil
	}
	var all []Step
	for i := range order {
		class := "next"
		switch {
		case i < now:
			class = "done"
		case i == now:
			class = "now"
		}
		all = append(all, Step{keys[i], class})
	}
	return all
}
