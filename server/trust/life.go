package trust

import (
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// State is where the verification of a company stands.
//
//	supplier: draft → submitted → doc_review → verified | rejected
//	                                   doc_review ⇄ site_visit;  doc_review → needs_info → submitted
//	buyer:    invited | self_registered → email_ok → doc_review → desk_review | office_review → verified | rejected
//	                                   a review → needs_info → doc_review
//	both:     needs_info → closed_stale (14 days) → as before;  verified → recheck → a review;  verified → withdrawn
//	          verified → suspended → verified | revoked
type State string

// The states.
const (
	Draft          State = "draft"
	Submitted      State = "submitted"
	Invited        State = "invited"
	SelfRegistered State = "self_registered"
	EmailOK        State = "email_ok"
	DocReview      State = "doc_review"
	SiteVisit      State = "site_visit"
	DeskReview     State = "desk_review"
	OfficeReview   State = "office_review" // of a buyer from a country without a desk
	NeedsInfo      State = "needs_info"
	ClosedStale    State = "closed_stale"
	Verified       State = "verified"
	Rejected       State = "rejected"
	Recheck        State = "recheck"
	Suspended      State = "suspended"
	Revoked        State = "revoked"
	Withdrawn      State = "withdrawn"
)

// Move is a step of that life.
type Move string

// The moves.
const (
	Confirm Move = "confirm"
	Submit  Move = "submit"
	Review  Move = "review" // take into review
	Pass    Move = "pass"   // the papers are good: on to who knows the buyer
	Ask     Move = "ask"
	Close   Move = "close"
	Visit   Move = "visit"
	Visited Move = "visited"
	Verify  Move = "verify"
	Reject  Move = "reject"
	Renew   Move = "recheck"
	Suspend Move = "suspend"
	Restore Move = "restore"
	Revoke  Move = "revoke"
	Leave   Move = "withdraw"
)

// party is who may make a move.
type party int

const (
	company  party = 1 << iota // its own people
	reviewer                   // an officer, or the desk that brought the buyer
	officer
	server
)

type step struct {
	from State
	move Move
	to   State
	by   party
}

var supplierSteps = []step{
	{Draft, Submit, Submitted, company},
	{Submitted, Review, DocReview, reviewer},
	{DocReview, Ask, NeedsInfo, reviewer},
	{DocReview, Visit, SiteVisit, reviewer},
	{DocReview, Verify, Verified, reviewer},
	{DocReview, Reject, Rejected, reviewer},
	{NeedsInfo, Submit, Submitted, company},
	{SiteVisit, Visited, DocReview, reviewer},
	{ClosedStale, Submit, Submitted, company},
	{Recheck, Review, DocReview, reviewer},
}

var buyerSteps = []step{
	{Invited, Confirm, EmailOK, company | server},
	{SelfRegistered, Confirm, EmailOK, company | server},
	{EmailOK, Submit, DocReview, company},
	{DocReview, Pass, DeskReview, reviewer},
	{DeskReview, Ask, NeedsInfo, reviewer},
	{DeskReview, Verify, Verified, reviewer},
	{DeskReview, Reject, Rejected, reviewer},
	{OfficeReview, Ask, NeedsInfo, officer},
	{OfficeReview, Verify, Verified, officer},
	{OfficeReview, Reject, Rejected, officer},
	{NeedsInfo, Submit, DocReview, company},
	{ClosedStale, Submit, DocReview, company},
	{Recheck, Review, DeskReview, reviewer},
}

var commonSteps = []step{
	{NeedsInfo, Close, ClosedStale, server},
	{Verified, Renew, Recheck, officer | server},
	{Verified, Suspend, Suspended, officer | server},
	{Verified, Leave, Withdrawn, company},
	{Suspended, Restore, Verified, officer},
	{Suspended, Revoke, Revoked, officer},
}

func steps(kind account.Kind) []step {
	if kind == account.SupplierCompany {
		return slices.Concat(supplierSteps, commonSteps)
	}
	return slices.Concat(buyerSteps, commonSteps)
}

// Legal are the moves that somebody may make from a state.
func Legal(kind account.Kind, from State, by party) []string {
	var moves []string
	for _, s := range steps(kind) {
		if s.from == from && s.by&by != 0 {
			moves = append(moves, string(s.move))
		}
	}
	return moves
}

// next is where a move leads; one that is not legal is a Conflict with those that are. Without a desk in the buyer's
// country its review is the office's.
func next(kind account.Kind, from State, move Move, by party, deskless bool) (State, error) {
	for _, s := range steps(kind) {
		if s.from != from || s.move != move || s.by&by == 0 {
			continue
		}
		if s.to == DeskReview && deskless {
			return OfficeReview, nil
		}
		return s.to, nil
	}
	return from, problem.New(problem.Conflict, "trust_move").In(string(from)).WithLegal(Legal(kind, from, by)...)
}

// first is where the verification of a company begins. An association that brings a buyer has seen its papers.
func first(kind account.Kind, desks []account.Desk) State {
	switch {
	case kind == account.SupplierCompany:
		return Draft
	case slices.ContainsFunc(desks, func(d account.Desk) bool { return d.Kind == association }):
		return DeskReview
	case len(desks) > 0:
		return Invited
	}
	return SelfRegistered
}

const association = "association"

// edits are the states in which a company may change what it says of itself; from verified that is a recheck.
var edits = []State{Draft, EmailOK, NeedsInfo, ClosedStale, DeskReview, Verified, Recheck}

// reviews are those in which checks are made.
var reviews = []State{DocReview, SiteVisit, DeskReview, OfficeReview, Verified, Recheck}

// open are those that wait for a reviewer.
var open = []State{Submitted, DocReview, SiteVisit, DeskReview, OfficeReview, Recheck}

// The deadlines.
const (
	reviewDays  = 3 // working days of a reviewer
	answerFor   = 14 * 24 * time.Hour
	verifiedFor = 365 * 24 * time.Hour
)

// due is when whoever has to move next must have: nil where nobody has to.
func (c Config) due(s State, now time.Time) *time.Time {
	at := now.Add(answerFor)
	switch {
	case s == NeedsInfo:
		return &at
	case slices.Contains(open, s):
		at = c.workdaysAfter(now, reviewDays)
		return &at
	}
	return nil
}

// workdaysAfter is the same hour so many of the office's working days later.
func (c Config) workdaysAfter(from time.Time, days int) time.Time {
	at := from.In(c.Zone)
	for days > 0 {
		at = at.AddDate(0, 0, 1)
		if c.Working(at) {
			days--
		}
	}
	return at.UTC()
}

func weekday(day time.Time) bool {
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}

// Needs are what a reviewer may ask for; their sentences are "trust.need_<code>".
var Needs = []string{"registry_extract", "certificate_of_name", "representative_id", "address_proof", "domain_mail", "published_phone", "factory_photos", "licence", "import_proof", "tax_proof"}

// Reasons of a rejection, suspension or revocation; their sentences are "trust.reason_<code>".
var Reasons = []string{"documents_false", "not_found_in_register", "fraud_flags", "certificate_expired", "wrong_line", "no_answer", "complaint", "at_own_wish", "other"}
