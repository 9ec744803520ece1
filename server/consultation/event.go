package consultation

import "github.com/etradeoffice/portal/server/chain"

// Event is one move as it was made. Events of a consultation are chained by hashes, so that none can be changed or
// taken out unseen.
type Event struct {
	ConsultationID ID
	chain.Entry
}

// sealed is the event with its hash after the one before it.
func (e Event) sealed(prev []byte) Event {
	e.Entry = e.Sealed(e.ConsultationID.String(), prev)
	return e
}

// intact reports whether the chain of a consultation's events, in order, is whole.
func intact(events []Event) bool {
	entries := make([]chain.Entry, len(events))
	for i, e := range events {
		entries[i] = e.Entry
	}
	return len(events) == 0 || chain.Whole(events[0].ConsultationID.String(), entries)
}
