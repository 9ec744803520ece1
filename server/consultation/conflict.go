package consultation

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
)

// Clash is who is in the way of a meeting: a person or company that is taken in its time. Number is the consultation that
// takes it, empty for an absence. The sentence is "desk.clash_<role>".
type Clash struct {
	ConsultationID ID // the meeting that it is in the way of
	Role           string
	Owner          account.UserID // a person; for a supplier the company's id
	Number         string
	From           time.Time // of the other meeting, without buffers
	Until          time.Time
}

// Taken are the interpreters' other meetings in the time of each consultation, by consultation and person. It answers
// why somebody cannot be assigned, before anybody tries.
func (s *Service) Taken(ctx context.Context, all ...Consultation) (map[ID]map[account.UserID]Clash, error) {
	found, err := clashes(ctx, s.db, all, "interpreter")
	if err != nil {
		return nil, err
	}
	by := map[ID]map[account.UserID]Clash{}
	for _, c := range found {
		if by[c.ConsultationID] == nil {
			by[c.ConsultationID] = map[account.UserID]Clash{}
		}
		by[c.ConsultationID][c.Owner] = c
	}
	return by, nil
}

// Clashes are who of a consultation's own parties is taken in a window, for the sentence of a refused move.
func (s *Service) Clashes(ctx context.Context, c Consultation, start time.Time) ([]Clash, error) {
	c.StartsAt, c.EndsAt = start, start.Add(c.Length())
	return partyClashes(ctx, s.db, c)
}
