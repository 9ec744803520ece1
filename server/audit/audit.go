// Package audit owns the office's log: what officers did that is no move of a consultation, in one chain of hashes, and one
// list of it beside the moves of consultations, of calls and of trust. It leaves those moves, and who may make them, to their topics.
package audit

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/chain"
	"github.com/etradeoffice/portal/server/postgres"
)

// What officers do that is told of here; locale key "audit.did_<act>".
const (
	Duty        = "duty"        // is on duty from now
	Task        = "task"        // has dealt with a task; Said is its kind
	Rule        = "rule"        // says which requests the office looks at; Said is the rule
	Programme   = "programme"   // begins a programme; Said is its name
	Join        = "join"        // a maker takes part in a programme
	Leave       = "leave"       // and does not any more
	Pair        = "pair"        // two companies meet without a look at their request
	Part        = "part"        // and do not any more
	Word        = "word"        // tells a room something; Said is the sentence
	Interpreter = "interpreter" // keeps what the office says of an interpreter: tier, languages, papers, ties
	Week        = "week"        // changes the office's opening hours; Said is what was kept before and after, also of the next three
	Contact     = "contact"     // changes how people reach the office
	Day         = "day"         // says of a day that the office is closed, or open, or as always
	Sentence    = "sentence"    // changes what officers send with a reason
)

// Acts are all of them.
var Acts = []string{Duty, Task, Rule, Programme, Join, Leave, Pair, Part, Word, Interpreter, Week, Contact, Day, Sentence}

// Act is one thing that somebody of the office did. Zero ids are of nobody.
type Act struct {
	By           account.UserID
	Did          string // one of Acts
	Consultation uuid.UUID
	Company      account.CompanyID // or the maker of a pair
	Other        account.CompanyID // the buyer of a pair
	Person       account.UserID
	Said         string
}

// subject is whose history the acts are: one chain for the whole office.
const subject = "office"

// about is what the act is about as the hash has it.
func (a Act) about() string {
	ids := []string{a.Consultation.String(), a.Company.String(), a.Other.String(), a.Person.String()}
	return strings.Join(ids, " ")
}

// written is an act as it stands in the chain.
type written struct {
	chain.Entry
	Act
}

// entry is the act as the chain of hashes knows it.
func (a Act) entry(version int, at time.Time) chain.Entry {
	return chain.Entry{Version: version, At: at, Actor: a.By.String(), Role: subject, Move: a.Did, FromState: a.about(), Reason: a.Said}
}

// Note writes the act in the transaction in which it is done. At is the database's clock: acts of all nodes stand in one order.
func Note(ctx context.Context, tx postgres.Tx, a Act) error {
	if err := lockChain(ctx, tx); err != nil {
		return err
	}
	last, now, err := lastAct(ctx, tx)
	if err != nil {
		return err
	}
	return insertAct(ctx, tx, a, a.entry(last.Version+1, now).Sealed(subject, last.Hash))
}

// follow reports whether the acts after one that is known to stand are as they were written, and the last of them.
func follow(ctx context.Context, q postgres.Querier, last chain.Entry) (chain.Entry, bool, error) {
	all, err := actsAfter(ctx, q, last.Version)
	if err != nil {
		return last, false, err
	}
	entries := make([]chain.Entry, len(all))
	for i, one := range all {
		entries[i] = one.Act.entry(one.Version, one.At)
		entries[i].Hash = one.Hash
	}
	if !chain.Follows(subject, last, entries) {
		return last, false, nil
	}
	if len(entries) > 0 {
		last = entries[len(entries)-1]
	}
	return last, true, nil
}

// NewProof proves the acts.
func NewProof(db postgres.Querier) *postgres.Proof[chain.Entry] {
	return &postgres.Proof[chain.Entry]{DB: db, Tables: []string{"office_event"}, Follow: follow}
}

// The kinds of lines; locale key "audit.kind_<kind>".
const (
	OfConsultations = "consultation"
	OfCalls         = "call"
	OfOffice        = "office"
	OfTrust         = "trust" // verification of companies, and endorsements
)

// Kinds are all of them.
var Kinds = []string{OfConsultations, OfCalls, OfOffice, OfTrust}

// Line is one line of the log.
type Line struct {
	At      time.Time
	Kind    string
	Version int
	Actor   string // a person's id, or "server"
	Role    string
	Move    string
	State   string // that it led to; "" for what has none
	Reason  string
	Number  string // of the consultation; may be empty
	Company account.CompanyID
	Other   account.CompanyID
	Person  account.UserID // whom an act of the office is about
	Hash    []byte         // SHA-256; none of a call
}

// actor is the person who acted, zero for the server and for who is not known.
func (l Line) actor() account.UserID {
	_, id, _ := strings.Cut(l.Actor, ":")
	if id == "" {
		id = l.Actor
	}
	parsed, err := uuid.Parse(id)
	if err != nil {
		return account.UserID{}
	}
	return account.UserID{UUID: parsed}
}

// Filter is which lines somebody wants to see. Empty is all.
type Filter struct {
	From, Until time.Time // [From, Until)
	Who         string    // a part of the name or the address of who acted, or whom an act is about
	Company     string    // a part of the name of one of the companies
	Number      string    // of a consultation
	Kind        string    // one of Kinds
}

// clean is the filter as the query reads it.
func (f Filter) clean() Filter {
	f.Who, f.Company = strings.ToLower(strings.TrimSpace(f.Who)), strings.ToLower(strings.TrimSpace(f.Company))
	f.Number = strings.ToUpper(strings.TrimSpace(f.Number))
	if !slices.Contains(Kinds, f.Kind) {
		f.Kind = ""
	}
	return f
}

// Service reads the log. It is safe for concurrent use.
type Service struct {
	DB *postgres.DB
	// Proofs report whether the moves that are listed are as they were written: those of the office, of consultations, of trust.
	Proofs []func(ctx context.Context) (bool, error)
	Zone   *time.Location // the office's
	Now    func() time.Time
}

// Lines are the lines of a filter, the newest first, from the offset on, and how many there are in all.
func (s *Service) Lines(ctx context.Context, v account.Viewer, f Filter, limit, offset int) ([]Line, int, error) {
	if err := account.May(v, account.ReadAudit, account.Object{}); err != nil {
		return nil, 0, err
	}
	return lines(ctx, s.DB, f.clean(), limit, offset)
}

// Whole reports whether nothing that is listed was changed since it was written. Calls have no chain.
func (s *Service) Whole(ctx context.Context, v account.Viewer) (bool, error) {
	if err := account.May(v, account.ReadAudit, account.Object{}); err != nil {
		return false, err
	}
	for _, proof := range s.Proofs {
		if whole, err := proof(ctx); err != nil || !whole {
			return false, err
		}
	}
	return true, nil
}
