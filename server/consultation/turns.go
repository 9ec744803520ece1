package consultation

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// Why a consultation waits for somebody.
const (
	WhyAnswer     = "answer"     // it is the side's turn
	WhyProposal   = "proposal"   // the other side has proposed a time
	WhyOutcome    = "outcome"    // the outcome is due
	WhyAssignment = "assignment" // the interpreter was asked
	WhyOffice     = "office"     // it is in the office's queue
)

// Turn is a consultation that waits for the viewer, why, and until when.
type Turn struct {
	Consultation
	Why string
	Due *time.Time
}

// Turns are all that wait for the viewer, whatever they are in it, the nearest deadline first: one query.
func (s *Service) Turns(ctx context.Context, v account.Viewer) ([]Turn, error) {
	if !v.SignedIn() {
		return nil, problem.New(problem.SignIn, "sign_in_needed")
	}
	suppliers, buyers := sidesOf(v)
	found, err := turnsOf(ctx, s.db, suppliers, buyers, v.User, v.Is(account.Officer), s.Now())
	for i := range found {
		found[i].Consultation = found[i].seenBy(found[i].Side(v))
	}
	return found, err
}

// sidesOf are the companies that the viewer sells or buys for.
func sidesOf(v account.Viewer) (suppliers, buyers []account.CompanyID) {
	for _, g := range v.Grants {
		switch g.Role {
		case account.Supplier:
			suppliers = append(suppliers, g.Company)
		case account.Buyer:
			buyers = append(buyers, g.Company)
		default:
		}
	}
	return suppliers, buyers
}
