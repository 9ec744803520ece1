package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/schedule"
)

// Two meetings with one interpreter, an hour and a quarter apart, move towards each other until they cross: each wants a part of the
// time that the other is giving up. Neither may wait for the other while it waits for it.
func TestCase56MovesThatCrossWithOneInterpreterDoNotDeadlock(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	second := b.newCompany(account.SupplierCompany, "KR", "Suwon", "Asia/Seoul")
	rules, err := schedule.ParseWeekly("mon-fri 9-18")
	b.must(err)
	b.must(b.schedule.SetWeekly(ctx, schedule.Supplier, second.ID.UUID, "Asia/Seoul", rules))
	for _, company := range []account.CompanyID{b.company, second.ID} {
		b.must(b.schedule.SetTerms(ctx, company, terms(15*time.Minute)))
	}
	pairs := []schedule.Pair{{From: "ko", To: "en"}, {From: "en", To: "ko"}}
	for round := range 12 {
		day := thursday.AddDate(0, 0, 7*(round/2)).Add(time.Duration(round%2)*4*time.Hour - 6*time.Hour) // a half-day each: interpreters rest
		b.must(b.schedule.SetPairs(ctx, b.hands[1].User, nil))                                           // so that both meetings have the first
		var both [2]Consultation
		for i, start := range []time.Time{day, day.Add(45 * time.Minute)} {
			f := b.form(start, interpreted())
			f.Company = []account.CompanyID{b.company, second.ID}[i]
			both[i], err = b.service.Request(ctx, b.buyer(), f)
			b.must(err)
		}
		if both[0].InterpreterID == 0 || both[0].InterpreterID != both[1].InterpreterID {
			t.Fatalf("interpreters %d and %d", both[0].InterpreterID, both[1].InterpreterID)
		}
		b.must(b.schedule.SetPairs(ctx, b.hands[1].User, pairs))
		codes := together(2, func(i int) error {
			to := []time.Time{day.Add(30 * time.Minute), day.Add(15 * time.Minute)}[i]
			_, err := b.service.Reschedule(ctx, b.officer, Decision{Number: both[i].Number}, to)
			if code := refusedBy(err); code != "" {
				t.Errorf("PostgreSQL says %s: %v", code, err)
			}
			return err
		})
		if codes[""] == 0 {
			t.Errorf("round %d: %v", round, codes)
		}
	}
	b.calm()
	b.sound()
}
