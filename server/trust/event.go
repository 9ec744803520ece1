package trust

import (
	"context"
	"strconv"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/chain"
	"github.com/etradeoffice/portal/server/postgres"
)

// Event is one move as it was made, bound to the one before it.
type Event struct {
	Subject   string // company:<id> or endorsement:<code>
	Version   int
	At        time.Time
	Actor     string // a person's id, or "server"
	Role      string
	Move      string
	FromState string
	ToState   string
	Reason    string
	PrevHash  []byte
	Hash      []byte
}

func (e Event) sealed(prev []byte) Event {
	e.At = e.At.UTC().Truncate(time.Microsecond)
	e.PrevHash = append([]byte{}, prev...)
	e.Hash = chain.Next(prev, e.Subject, strconv.Itoa(e.Version), e.At.Format(time.RFC3339Nano), e.Actor, e.Role, e.Move, e.FromState, e.ToState, e.Reason)
	return e
}

// Intact reports whether the history of one subject, in order, is whole.
func Intact(events []Event) bool {
	var prev []byte
	for i, e := range events {
		if e.Version != i+1 || string(e.sealed(prev).Hash) != string(e.Hash) {
			return false
		}
		prev = e.Hash
	}
	return true
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
	return insertEvent(ctx, tx, e.sealed(prev))
}

func subjectOf(id account.CompanyID) string { return "company:" + id.String() }
