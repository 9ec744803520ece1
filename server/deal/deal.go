// Package deal owns what came of a consultation: what each side says was agreed, whether the two agree, what the
// interpreter attests, the documents that prove an amount, and the grade that follows. It leaves the meeting itself to
// consultation and sums over many deals to report.
package deal

import (
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
)

// ID names a deal: the opportunity of one supplier and one buyer in one line (UUIDv7).
type ID struct{ uuid.UUID }

// Side is who states an outcome.
type Side string

// The two sides.
const (
	Supplier Side = "supplier"
	Buyer    Side = "buyer"
)

// Stage is how far the two got.
type Stage string

// Stages are in the order of progress; their names are the sentences "deal.stage_<stage>".
var Stages = []Stage{"none", "information", "sample", "quote", "negotiation", "mou", "order"}

// Money is an amount in minor units of a currency (ISO 4217).
type Money struct {
	Minor    int64
	Currency string
}

// Statement is what one side says was agreed.
type Statement struct {
	ConsultationID consultation.ID
	Side           Side
	DealID         ID
	Stage          Stage
	Agreed         string // in their words
	Amount         *Money `db:"-"` // what they talked about in total; nil for none
	NextStep       string
	NextOn         *time.Time // a date
	Corrected      bool       // the one correction after both had spoken is used
	StatedBy       account.UserID
	StatedAt       time.Time
}

// Figures are what an interpreter may say about the amounts: it sees none of them.
type Figures string

// The answers.
const (
	FiguresSpoken      Figures = "spoken"        // figures were spoken, and interpreted as spoken
	FiguresNotAsStated Figures = "not_as_stated" // a figure was corrected afterwards or in dispute
	FiguresNone        Figures = "none"          // no figures were spoken
)

// Attestation is what the interpreter says: who was there, and whether figures were spoken.
type Attestation struct {
	ConsultationID consultation.ID
	UserID         account.UserID
	BothPresent    bool
	Figures        Figures
	Note           string
	AttestedAt     time.Time
}

// Grade says how well an amount is proven, 0 to 5.
type Grade int

// The grades.
const (
	E0 Grade = iota // one side's estimate
	E1              // both sides confirm
	E2              // a document: proforma invoice, purchase order, letter of intent, memorandum
	E3              // signed here and witnessed
	E4              // export declaration or bill of lading
	E5              // payment confirmed by both
)

// Grades are all of them, the weakest first.
var Grades = []Grade{E0, E1, E2, E3, E4, E5}

// Evidence is a document that proves an amount.
type Evidence struct {
	ID             uuid.UUID
	DealID         ID
	ConsultationID consultation.ID
	Grade          Grade // E2 to E5
	Binding        bool  // false: memorandum or letter of intent, counted apart
	Amount         Money `db:"-"`
	Reference      string
	AttachedBy     account.UserID
	AttachedAt     time.Time
}

// Outcome is everything that was said about one consultation. What a viewer may not see is nil (see Service.Outcome).
type Outcome struct {
	Supplier    *Statement
	Buyer       *Statement
	Attestation *Attestation
	Evidence    []Evidence
	Verdict     Verdict
}

// Of is the statement of a side, nil when it has not spoken.
func (o Outcome) Of(side Side) *Statement {
	if side == Supplier {
		return o.Supplier
	}
	return o.Buyer
}

// String is the grade as people write it: "E1".
func (g Grade) String() string { return "E" + strconv.Itoa(int(g)) }
