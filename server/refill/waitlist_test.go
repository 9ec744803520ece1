package refill

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/consultation/consultationtest/town"
	"github.com/etradeoffice/portal/server/schedule"
)

func TestCase67FirstOfTheWaitlistGetsAHoldThenTheNextWhenItLapses(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	c := b.meeting()
	first, second := b.Buyer(), b.Buyer()
	b.wait(first, false)
	b.wait(second, false)
	b.turn()
	if w := b.one(second); w.Ahead != 1 || w.State != Waiting {
		t.Fatalf("the second has %d before it and is %s", w.Ahead, w.State)
	}
	_, err := b.Consultations.Cancel(ctx, b.officer, consultation.Decision{Number: c.Number, Reason: "no_longer_needed"})
	b.Must(err)
	b.turn()
	held := b.one(first)
	if held.State != Held || held.Offer == nil || !held.Offer.StartsAt.Equal(thursday) || !held.Offer.ExpiresAt.Equal(town.Monday.Add(2*time.Hour)) {
		t.Fatalf("the first is %s with %+v", held.State, held.Offer)
	}
	if w := b.one(second); w.State != Waiting {
		t.Fatalf("the second is %s before it lapsed", w.State)
	}
	if _, err := b.Consultations.Hold(ctx, consultation.HoldRequest{Opener: "somebody", Company: b.company, Start: thursday, Length: 30 * time.Minute}); town.Refused(err) != "slot_taken" {
		t.Errorf("somebody else holds what is kept: %v", err)
	}
	b.Set(town.Monday.Add(2 * time.Hour))
	b.turn()
	b.turn()
	if w := b.one(first); w.State != Waiting || w.Ahead != 0 {
		t.Errorf("after the lapse the first is %s with %d before it", w.State, w.Ahead)
	}
	next := b.one(second)
	if next.State != Held {
		t.Fatalf("the second is %s", next.State)
	}
	e, o, err := b.service.Take(ctx, second, next.ID)
	b.Must(err)
	made, err := b.Consultations.Request(ctx, second, consultation.RequestForm{Draft: consultation.ID{UUID: o.Draft}, Opener: o.Opener,
		Topic: consultation.Topic{Language: "en", Goal: "price", Message: "We have waited for a time with you.", Products: []string{"LV-Q1600"}}})
	b.Must(err)
	b.turn()
	if mine, err := b.service.Mine(ctx, second); err != nil || len(mine) != 0 || made.SupplierCompany != e.Company {
		t.Errorf("after the request the second still waits: %v, %v", mine, err)
	}
	if w := b.one(first); w.State != Waiting {
		t.Errorf("the first is %s: the time was offered to it before", w.State)
	}
	b.sound()
}

func TestWaitlistKeepsToDaysAndHoursOfTheBuyer(t *testing.T) {
	day := schedule.Date{Year: 2027, Month: 3, Day: 28} // the clocks change in Berlin
	w := Wish{Zone: "Europe/Berlin", FromDay: day, ToDay: day, FromMin: 9 * 60, ToMin: 12 * 60, Length: 30 * time.Minute}
	for at, want := range map[string]bool{
		"2027-03-28T07:00:00Z": true, "2027-03-28T06:59:00Z": false, "2027-03-28T09:30:00Z": true, "2027-03-28T09:31:00Z": false,
		"2027-03-27T08:00:00Z": false, "2027-03-29T07:00:00Z": false,
	} {
		start, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.Fits(start); got != want {
			t.Errorf("%s fits: %v", at, got)
		}
	}
}

func TestWaitlistRefusesWhatNeedsNoWaiting(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	buyer := b.Buyer()
	if _, err := b.service.Join(ctx, buyer, Entry{Company: b.company, Wish: wish()}); town.Refused(err) != "waitlist_not_needed" {
		t.Errorf("while the slot is free: %v", err)
	}
	b.meeting()
	b.wait(buyer, false)
	if _, err := b.service.Join(ctx, buyer, Entry{Company: b.company, Wish: wish()}); town.Refused(err) != "waitlist_twice" {
		t.Errorf("twice: %v", err)
	}
	wrong := wish()
	wrong.ToDay = wrong.FromDay.AddDays(-1)
	if _, err := b.service.Join(ctx, b.Buyer(), Entry{Company: b.company, Wish: wrong}); town.Refused(err) != "form_invalid" {
		t.Errorf("days backwards: %v", err)
	}
	if _, err := b.service.Join(ctx, b.host, Entry{Company: b.company, Wish: wish()}); town.Refused(err) != "forbidden" {
		t.Errorf("a supplier: %v", err)
	}
	id := b.one(buyer).ID
	stranger := b.Buyer()
	for name, err := range map[string]error{"leaves": b.service.Leave(ctx, stranger, id), "passes": b.service.Pass(ctx, stranger, id), "takes": third(b.service.Take(ctx, stranger, id))} {
		if town.Refused(err) != "not_found" {
			t.Errorf("a stranger %s: %v", name, err)
		}
	}
	b.Must(b.service.Leave(ctx, buyer, id))
	if mine, err := b.service.Mine(ctx, buyer); err != nil || len(mine) != 0 {
		t.Errorf("after leaving: %v, %v", mine, err)
	}
}

func third[A, B any](_ A, _ B, err error) error { return err }

func TestPassedTimeGoesToTheNext(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	c := b.meeting()
	first, second := b.Buyer(), b.Buyer()
	b.wait(first, false)
	b.wait(second, false)
	_, err := b.Consultations.Cancel(ctx, b.officer, consultation.Decision{Number: c.Number, Reason: "no_longer_needed"})
	b.Must(err)
	b.turn()
	b.Must(b.service.Pass(ctx, first, b.one(first).ID))
	b.turn()
	if w, n := b.one(first), b.one(second); w.State != Waiting || n.State != Held {
		t.Errorf("the first is %s, the second %s", w.State, n.State)
	}
	if err := third(b.service.Take(ctx, first, b.one(first).ID)); town.Refused(err) != "waitlist_lapsed" {
		t.Errorf("the first takes what it passed on: %v", err)
	}
	b.sound()
}

func TestWaitlistOnManyNodesOffersATimeOnce(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	c := b.meeting()
	var waiting []account.Viewer
	for range 5 {
		v := b.Buyer()
		b.wait(v, false)
		waiting = append(waiting, v)
	}
	_, err := b.Consultations.Cancel(ctx, b.officer, consultation.Decision{Number: c.Number, Reason: "no_longer_needed"})
	b.Must(err)
	start, done := make(chan struct{}), make(chan error)
	for range 6 {
		go func() { <-start; done <- b.service.Refill(ctx) }()
	}
	close(start)
	for range 6 {
		b.Must(<-done)
	}
	held := 0
	for _, v := range waiting {
		if b.one(v).State == Held {
			held++
		}
	}
	if held != 1 {
		t.Errorf("%d hold the one slot", held)
	}
	b.sound()
}

func TestBrokenOffOfferLeavesNobodyWaitingForEver(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.meeting()
	v := b.Buyer()
	e := b.wait(v, false)
	first, err := insertOffer(ctx, b.DB, Offer{ID: newID(), Entry: e.ID, StartsAt: thursday, EndsAt: thursday.Add(time.Hour), Opener: uuid.NewString(), ExpiresAt: town.Monday.Add(time.Hour)}, town.Monday)
	if err != nil || !first {
		t.Fatal(first, err)
	}
	b.Set(town.Monday.Add(2 * time.Minute))
	b.turn()
	var open int
	b.Must(b.DB.QueryRow(ctx, `select count(*) from waitlist_offer where state = 'open'`).Scan(&open))
	if open != 0 {
		t.Error("an offer without a draft stands open")
	}
	b.Set(thursday.AddDate(0, 0, 2))
	b.turn()
	if mine, err := b.service.Mine(ctx, v); err != nil || len(mine) != 0 {
		t.Errorf("past the last day it waits on: %v, %v", mine, err)
	}
}
