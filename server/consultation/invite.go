package consultation

import (
	"context"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// Invitation is a supplier's request to a buyer whom it knows from an earlier consultation: the same table with the roles
// turned. The office looks at it first, then the buyer answers.
type Invitation struct {
	After string // number of the earlier consultation
	Key   string // idempotency
	Start time.Time
	Topic Topic
}

// knownTo are the states of a consultation after which its supplier may invite its buyer: they have agreed to meet once.
var knownTo = map[State]bool{Ended: true, OutcomeDue: true, Closed: true, Missed: true, Failed: true, Cancelled: true}

// MayInvite is nil where the viewer may invite the buyer of an earlier consultation again: the supplier, and the office for it.
func (s *Service) MayInvite(v account.Viewer, c Consultation) error {
	if err := account.May(v, account.InviteBuyer, c.Object()); err != nil {
		return err
	}
	if !knownTo[c.State] {
		return s.settings.conflict(c, c.Side(v), s.Now(), "not_met_yet")
	}
	return nil
}

// Invite asks the buyer of an earlier consultation for another one, on the supplier's side.
func (s *Service) Invite(ctx context.Context, v account.Viewer, i Invitation) (Consultation, error) {
	before, err := s.ByNumber(ctx, v, i.After)
	if err != nil {
		return Consultation{}, err
	}
	if err := s.MayInvite(v, before); err != nil {
		return Consultation{}, err
	}
	host := before.HostUser
	if before.Side(v) == Supplier {
		host = v.User
	}
	if err := s.isMember(ctx, before.SupplierCompany, host); err != nil {
		return Consultation{}, problem.New(problem.Conflict, "host_gone").Because(err)
	}
	length, err := s.LengthAgain(ctx, before)
	if err != nil {
		return Consultation{}, err
	}
	return s.Request(ctx, v, RequestForm{Key: i.Key, Company: before.SupplierCompany, Start: i.Start, Length: length,
		Buyer: before.BuyerUser, Topic: i.Topic, host: host})
}

// InviteFirst asks a buyer who has written to the company, and whom it may never have met. Who has written is the caller's to
// know. The office looks at it whatever its rule: see Rule.passes.
func (s *Service) InviteFirst(ctx context.Context, v account.Viewer, supplier account.CompanyID, buyer account.UserID, i Invitation) (Consultation, error) {
	if err := s.isMember(ctx, supplier, v.User); err != nil {
		return Consultation{}, err
	}
	length, err := s.LengthAgain(ctx, Consultation{Parties: Parties{SupplierCompany: supplier}})
	if err != nil {
		return Consultation{}, err
	}
	return s.Request(ctx, v, RequestForm{Key: i.Key, Company: supplier, Start: i.Start, Length: length, Buyer: buyer, Topic: i.Topic, host: v.User})
}

// LengthAgain is how long an invitation is for: as long as the earlier consultation where the supplier offers that length, else
// the first that it offers and that is no shorter.
func (s *Service) LengthAgain(ctx context.Context, before Consultation) (time.Duration, error) {
	terms, err := s.schedule.Terms(ctx, before.SupplierCompany)
	if err != nil || len(terms.Lengths) == 0 {
		return before.Length(), err
	}
	best := slices.Max(terms.Lengths)
	for _, length := range terms.Lengths {
		if length >= before.Length() && length < best {
			best = length
		}
	}
	return best, nil
}
