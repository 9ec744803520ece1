package consultation

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/schedule"
)

// Who meets somebody at ten is not asked to come to somebody else then: not on the page, not by a hold, and told so by name.
func TestBuyersOwnMeetingsAreTakenTimes(t *testing.T) {
	b := newBench(t)
	ctx, buyer := t.Context(), b.buyer()
	other := b.newCompany(account.SupplierCompany, "KR", "Suwon", "Asia/Seoul")
	rules, err := schedule.ParseWeekly("mon-fri 9-18")
	b.must(err)
	b.must(b.schedule.SetWeekly(ctx, schedule.Supplier, other.ID.UUID, "Asia/Seoul", rules))
	offered := func(to account.UserID) bool {
		found, err := b.schedule.Slots(ctx, schedule.SlotQuery{Company: other.ID, Buyer: to, From: thursday, To: thursday.Add(time.Minute), Length: 30 * time.Minute})
		b.must(err)
		return len(found.Slots) == 1
	}
	hold := func(person account.UserID) (Consultation, error) {
		return b.service.Hold(ctx, HoldRequest{Opener: uuid.NewString(), Person: person, Company: other.ID, Start: thursday, Length: 30 * time.Minute})
	}
	nameless, err := hold(account.UserID{}) // before it signs in
	b.must(err)
	b.request(buyer, thursday, topic)
	_, err = b.service.Request(ctx, buyer, RequestForm{Opener: nameless.Opener, Draft: nameless.ID, Company: other.ID, Topic: topic})
	if refused(err) != "buyer_taken" {
		t.Errorf("request of a hold from before signing in: %v", err)
	}
	b.must(b.service.LetGo(ctx, nameless.Opener, nameless.ID))
	if offered(buyer.User) || !offered(account.UserID{}) {
		t.Error("the page offers the buyer the time of its own meeting, or nobody else that time")
	}
	if _, err := hold(buyer.User); refused(err) != "buyer_taken" {
		t.Errorf("hold: %v", err)
	}
	b.request(b.buyer(), thursday.Add(time.Hour), topic)
	if _, err := b.service.Hold(ctx, HoldRequest{Opener: uuid.NewString(), Person: buyer.User, Company: b.company, Start: thursday.Add(time.Hour),
		Length: 30 * time.Minute}); refused(err) != "slot_taken" {
		t.Errorf("hold of a time that somebody else has: %v", err)
	}
	b.sound()
}
