package trust

import (
	"context"

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
