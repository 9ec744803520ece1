package refill

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/consultation/consultationtest/town"
)

func TestOnlyIdleServedPairsAreAskedTheCompanyItselfFirst(t *testing.T) {
	pair := func(place int64, change func(*Pair)) Pair {
		p := Pair{Entry: Entry{ID: uuid.Max, Place: place, StandBy: true, State: Waiting}, Suits: true, Idle: true, Served: true}
		if change != nil {
			change(&p)
		}
		return p
	}
	all := []Pair{
		pair(1, func(p *Pair) { p.Idle = false }), pair(2, func(p *Pair) { p.Served = false }), pair(8, func(p *Pair) { p.Suits = false }), pair(3, func(p *Pair) { p.StandBy = false }),
		pair(4, func(p *Pair) { p.State = Held }), pair(7, nil), pair(5, nil), pair(9, func(p *Pair) { p.Same = true }), pair(6, nil), pair(10, func(p *Pair) { p.Fit = 80 }),
	}
	var got []int64
	for _, p := range Rank(all, 3) {
		got = append(got, p.Place)
	}
	if want := []int64{9, 10, 5}; !slices.Equal(got, want) {
		t.Errorf("asked %v, want %v", got, want)
	}
}

// asked are the offers of the one broken slot, by the buyers that wait.
func (b *bench) asked(waiting ...account.Viewer) []Standby {
	b.T.Helper()
	b.Must(b.service.Ask(b.T.Context()))
	var all []Standby
	for _, v := range waiting {
		found, err := b.service.Asked(b.T.Context(), v)
		b.Must(err)
		all = append(all, found...)
	}
	return all
}

func TestMissedMeetingGoesToTheFirstPairWithTwoYes(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	c := b.meeting()
	first, second := b.Buyer(), b.Buyer()
	b.wait(first, true)
	b.wait(second, true)
	b.wait(b.Buyer(), false)
	b.Set(thursday.Add(9 * time.Minute))
	b.arrives(c, 1, "supplier", "host")
	if got := b.asked(first, second); len(got) != 0 {
		t.Fatalf("before the alarm %d are asked", len(got))
	}
	b.Set(thursday.Add(10 * time.Minute))
	offers := b.asked(first, second)
	if len(offers) != 2 || offers[0].Rank != 1 || !offers[0].ExpiresAt.Equal(thursday.Add(13*time.Minute)) {
		t.Fatalf("offers %+v", offers)
	}
	if again := b.asked(first, second); len(again) != 2 {
		t.Errorf("a second turn asks again: %d", len(again))
	}
	_, err := b.service.Answer(ctx, first, offers[0].ID, true)
	b.Must(err)
	_, err = b.service.Answer(ctx, second, offers[1].ID, true)
	b.Must(err)
	b.Set(thursday.Add(11 * time.Minute))
	taken, err := b.service.Answer(ctx, b.host, offers[1].ID, true)
	b.Must(err)
	if taken.State != "taken" {
		t.Fatalf("the pair with two yes is %s", taken.State)
	}
	made, err := b.Consultations.ByNumber(ctx, b.officer, b.number(taken.Made))
	b.Must(err)
	if made.State != consultation.Confirmed || made.BuyerUser != second.User || !made.StartsAt.Equal(thursday.Add(11*time.Minute)) || !made.EndsAt.Equal(c.EndsAt) {
		t.Errorf("it became %s at %s to %s", made.State, made.StartsAt, made.EndsAt)
	}
	old, err := b.Consultations.ByNumber(ctx, b.officer, c.Number)
	b.Must(err)
	if old.State != consultation.Missed || old.Reason != "buyer" {
		t.Errorf("the broken meeting is %s for %s", old.State, old.Reason)
	}
	if _, err := b.service.Answer(ctx, b.host, offers[0].ID, true); town.Refused(err) != "standby_over" {
		t.Errorf("the other pair says yes too late: %v", err)
	}
	b.sound()
}

func TestStandbyEndsAfterThreeMinutesAndWhenTheMissingArrives(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	c := b.meeting()
	buyer := b.Buyer()
	b.wait(buyer, true)
	b.Set(thursday.Add(10 * time.Minute))
	b.arrives(c, 1, "supplier", "host")
	offer := b.asked(buyer)[0]
	for who, v := range map[string]account.Viewer{"another buyer": b.Buyer(), "an officer": b.officer} {
		if _, err := b.service.Answer(ctx, v, offer.ID, true); town.Refused(err) != "not_found" {
			t.Errorf("%s answers: %v", who, err)
		}
	}
	_, err := b.service.Answer(ctx, buyer, offer.ID, true)
	b.Must(err)
	b.arrives(c, 2, "buyer", "guest")
	if _, err := b.service.Answer(ctx, b.host, offer.ID, true); town.Refused(err) != "standby_late" {
		t.Errorf("both of the broken meeting are there: %v", err)
	}
	if old, err := b.Consultations.ByNumber(ctx, b.officer, c.Number); err != nil || old.State != consultation.Confirmed {
		t.Errorf("it is %s (%v)", old.State, err)
	}
	b.Set(thursday.Add(13 * time.Minute))
	if _, err := b.service.Answer(ctx, buyer, offer.ID, true); town.Refused(err) != "standby_over" {
		t.Errorf("after three minutes: %v", err)
	}
	b.sound()
}

func TestLateCancellationIsOfferedAndTwoPairsNeverShareIt(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	c := b.meeting()
	var waiting []account.Viewer
	for range 3 {
		v := b.Buyer()
		b.wait(v, true)
		waiting = append(waiting, v)
	}
	b.Set(thursday.Add(-3 * time.Hour))
	_, err := b.Consultations.Cancel(ctx, b.officer, consultation.Decision{Number: c.Number, Reason: "no_longer_needed"})
	b.Must(err)
	offers := b.asked(waiting...)
	if len(offers) != 3 {
		t.Fatalf("%d pairs are asked", len(offers))
	}
	for i, o := range offers {
		_, err := b.service.Answer(ctx, waiting[i], o.ID, true)
		b.Must(err)
	}
	start, codes := make(chan struct{}), make(chan string)
	for _, o := range offers {
		go func() {
			<-start
			_, err := b.service.Answer(ctx, b.host, o.ID, true)
			codes <- town.Refused(err)
		}()
	}
	close(start)
	got := map[string]int{}
	for range offers {
		got[<-codes]++
	}
	if got[""] != 1 || got["standby_late"]+got["standby_over"] != 2 {
		t.Errorf("of three pairs with two yes: %v", got)
	}
	var taken, live int
	b.Must(b.DB.QueryRow(ctx, `select count(*) from standby where state = 'taken'`).Scan(&taken))
	b.Must(b.DB.QueryRow(ctx, `select count(*) from consultation where state = 'confirmed'`).Scan(&live))
	if taken != 1 || live != 1 {
		t.Errorf("%d took the slot, %d meetings stand", taken, live)
	}
	b.sound()
}

func (b *bench) number(id uuid.UUID) string {
	b.T.Helper()
	var number string
	b.Must(b.DB.QueryRow(b.T.Context(), `select number from consultation where id = $1`, id).Scan(&number))
	return number
}
