package walkin

import (
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/schedule"
)

// AskPage is "walkin/ask": what asking to talk now means, and why it cannot be.
type AskPage struct {
	Company account.Company
	SKU     string
	Slots   []schedule.Slot // the nearest times to book instead
	Problem error
}

// CallPage is "walkin/call": the caller's page while it rings, and when it did not come to a talk.
type CallPage struct {
	Ring
	Company account.Company
	Step    string        // of what is shown: company, office, gate_level, gate_language, queued, or the way out
	Until   time.Time     // when the step changes by itself
	Before  int           // in the queue
	Wait    time.Duration // an honest guess
	Known   bool          // the guess
	Listen  string        // path of the stream that says when to ask again
	Silent  bool          // the company's people do not hear it any more
	Slots   []schedule.Slot
	Film    *Film
	Films   bool   // one may be left
	Text    string // what was typed
	Problem error
}

// Minutes are those of the guess, at least one.
func (p CallPage) Minutes() int { return max(1, int((p.Wait + time.Minute/2).Minutes())) }

// FilmSeconds is how long a film may be.
func (CallPage) FilmSeconds() int { return filmSeconds }

// Booked reports whether the office has booked a time instead.
func (p CallPage) Booked() bool { return p.Outcome == OutcomeBooked }

// RingRow is one ring on the page of who may answer it.
type RingRow struct {
	Ring
	From, To account.Company
	Name     string // of the caller
	Product  catalog.Texts
	Speaks   []string
	Side     Side
	Loud     bool
	Waited   int      // seconds since asking
	By       string   // who answered
	Legal    []string // moves
	Slots    []schedule.Slot
	Others   []catalog.CompanyCard
	Until    time.Time
	Mine     bool // the viewer is in the talk
	Film     *Film
}

// May reports whether the viewer may make a move now.
func (r RingRow) May(move string) bool {
	for _, legal := range r.Legal {
		if legal == move {
			return true
		}
	}
	return false
}

// RingsPage is "walkin/rings": the desk's own list.
type RingsPage struct {
	Side     Side
	Rows     []RingRow
	Desk     Desk
	Past     []RingRow // the last ones, for the office and the company
	Figures  Figures   // of the last 30 days, for the office
	Reasons  []string
	Done     string
	Typed    string // words of a refused form
	Untested bool   // the viewer wants to be at the desk without having tried camera and microphone
	Problem  error
}

// SettingsPage is "walkin/settings".
type SettingsPage struct {
	Supplier bool
	Desk     Desk
	Blocks   []BlockRow
	Saved    bool
	Problem  error
}

// BlockRow is a blocked company by name.
type BlockRow struct {
	Block
	Company account.Company
}
