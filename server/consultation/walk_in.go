package consultation

import "github.com/etradeoffice/portal/server/account"

// verdict is what the evidence of an ended meeting says. A walk-in that the office took has no host who could have stayed
// away: where the buyer came, it is asked what was said.
func (c Consultation) verdict(a Attendance) State {
	if c.Kind == WalkIn && c.HostUser == (account.UserID{}) && a.BuyerCame {
		return OutcomeDue
	}
	return a.judge()
}
