package trust

import (
	"context"
	"slices"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/chain"
	"github.com/etradeoffice/portal/server/postgres"
)

// Event is one move as it was made, bound to the one before it.
type Event struct {
	Subject string // company:<id> or endorsement:<code>
	chain.Entry
}

// Intact reports whether the history of one subject, in order, is whole.
func Intact(events []Event) bool {
	entries := make([]chain.Entry, len(events))
	for i, e := range events {
		entries[i] = e.Entry
	}
	return len(events) == 0 || chain.Whole(events[0].Subject, entries)
}

// NewProof proves the histories of all subjects: a look costs a count as long as no event came.
func NewProof(db postgres.Querier) *postgres.Proof[int] {
	return &postgres.Proof[int]{DB: db, Tables: []string{"trust_events"},
		Follow: func(ctx context.Context, q postgres.Querier, from int) (int, bool, error) {
			n, err := countEvents(ctx, q)
			if err != nil || n == from {
				return n, err == nil, err
			}
			all, err := allEvents(ctx, q)
			if err != nil {
				return from, false, err
			}
			for len(all) > 0 {
				end := slices.IndexFunc(all, func(e Event) bool { return e.Subject != all[0].Subject })
				if end < 0 {
					end = len(all)
				}
				if !Intact(all[:end]) {
					return from, false, nil
				}
				all = all[end:]
			}
			return n, true, nil
		}}
}

// actor is who moves.
type actor struct{ id, role string }

var bySystem = actor{"server", "server"}

func actorOf(v account.Viewer) actor {
	for _, role := range []account.Role{account.Officer, account.Partner, account.Supplier, account.Buyer} {
		if v.Is(role) {
			return actor{v.User.String(), string(role)}
		}
	}
	return actor{v.User.String(), "person"}
}

// note writes an event in the transaction of its move. The caller holds the lock of the subject's row and has counted its
// version on.
func note(ctx context.Context, tx postgres.Tx, e Event) error {
	prev, err := lastHash(ctx, tx, e.Subject)
	if err != nil {
		return err
	}
	e.Entry = e.Sealed(e.Subject, prev)
	return insertEvent(ctx, tx, e)
}

func subjectOf(id account.CompanyID) string { return "company:" + id.String() }
