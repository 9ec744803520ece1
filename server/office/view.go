package office

import (
	"time"

	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/meeting"
	"github.com/etradeoffice/portal/server/trust"
)

// QueuePage is "desk/queue".
type QueuePage struct {
	Rows      []QueueRow
	Filters   []QueueChoice
	All       int    // before the filters
	Back      string // the filters as a query, for forms to come back to
	At        string // key of the selected row
	Text      string // searched for
	Done      string // number that was just decided
	Did       string // the move that decided it
	Rulings   []RulingLine
	Duty      string // name of who is on duty
	OnDuty    bool   // it is the viewer
	Since     time.Time
	Notes     []meeting.NoteLine
	MayDecide bool
	Reasons   map[string][]string
	Pairs     []string                     // of interpreters
	Templates map[string]map[string]string // language, reason: what is said with it
	Now       time.Time
}

// QueueChoice is one filter; its name is the sentence "desk.filter_<key>" or "desk.<key>" for sources.
type QueueChoice struct {
	Key     string
	Query   string // "?show=request"
	Count   int
	Current bool
}

// QueueRow is one thing that waits for the office.
type QueueRow struct {
	meeting.Card
	Key          string // of the row: "row-SW-2026-0042"
	Next         string // key of the row that is selected after a decision
	Suggest      string // link that shows free times to move to
	Stay         string // link that puts them away again
	Source       string
	Task         string // id; empty for the consultation's own state
	Assigned     string
	About        consultation.Concerned // whom the task is about
	Why          string                 // words of who opened the task
	Due          *time.Time
	Urgency      consultation.Urgency
	Left         Left
	Requester    string
	BuyerTrust   trust.Standing
	Lang         string // that the requester is written to in
	Speaks       string // the same as a spoken language
	Products     []meeting.Labelled
	Before       int // consultations of the pair that took place
	Presence     consultation.Attendance
	Person       string // the interpreter
	Barred       error  // why the viewer may not decide: a party, or a tie to one
	Approvable   bool
	Movable      bool
	Assigns      bool
	SetsNeed     bool // of an interpreter
	Fit          *meeting.FitCard
	Interpreters []Assignable
	Notes        []meeting.NoteLine
	Slots        []meeting.SlotChoice // to move to, of the one row that asked
	Strip        meeting.Strip        // its other days
	Suggesting   bool
	Clashes      []string // who was in the way of a refused decision, in sentences
	Problem      error
	Typed        meeting.FormTyped
}

// Left is how far away a deadline is, in whole parts.
type Left struct {
	Over                 bool
	Days, Hours, Minutes int
}

// Assignable is an interpreter in a form, with what takes their time.
type Assignable struct {
	ID      string
	Name    string
	Chosen  bool
	Foreign bool // does not work in the languages of the consultation
	Clash   *consultation.Clash
}

// RulingLine is what became of one ticked row; Why is the sentence of a refusal.
type RulingLine struct {
	Number string `json:"number"`
	Done   bool   `json:"done"`
	Why    string `json:"why,omitempty"`
}
