package meeting

import (
	"testing"

	"github.com/etradeoffice/portal/server/consultation"
)

func TestTimelineOfAnInvitationSaysThatTheBuyerAccepted(t *testing.T) {
	c := consultation.Consultation{State: consultation.Accepted}
	c.RequestedSide = consultation.Supplier
	if got := steps(c)[2]; got != (Step{"accepted_buyer", "now"}) {
		t.Errorf("an invitation that its buyer accepted is drawn as %v", got)
	}
	c.RequestedSide = consultation.Buyer
	if got := steps(c)[2]; got != (Step{"accepted", "now"}) {
		t.Errorf("a request that its supplier accepted is drawn as %v", got)
	}
	if got := steps(consultation.Consultation{State: consultation.Declined}); got != nil {
		t.Errorf("what was declined has a timeline: %v", got)
	}
}
