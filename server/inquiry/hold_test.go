package inquiry

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
)

// suspend takes the standing of a viewer's company away, or gives it back.
func (b *bench) suspend(v account.Viewer, suspended bool) {
	b.t.Helper()
	b.must(b.accounts.Suspend(b.t.Context(), v.Grants[0].Company, suspended))
}

func TestNobodyWritesWhileOneOfTheTwoCompaniesIsSuspended(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	for name, c := range map[string]struct{ suspended, other account.Viewer }{
		"the maker": {b.makers[0], b.buyer}, "the buyer": {b.buyer, b.makers[0]},
	} {
		i := b.ask()
		b.suspend(c.suspended, true)
		for who, refusal := range map[*account.Viewer]string{&c.suspended: "company_held", &c.other: "inquiry_held"} {
			_, err := b.service.Say(ctx, *who, i.ID, Write{Key: name + refusal, Text: "Pay us today", Way: ByPage})
			if p := b.refusal(err, refusal); slices.Contains(p.Legal, "messages") || !slices.Contains(p.Legal, "close") {
				t.Errorf("%s is suspended: legal %v", name, p.Legal)
			}
			_, err = b.service.Act(ctx, *who, i.ID, MoveShow)
			b.refused(err, refusal)
			if got := b.thread(*who, i); !got.OnHold() || len(got.Messages) != 1 {
				t.Errorf("%s is suspended: on hold %v, said %+v", name, got.OnHold(), got.Messages)
			}
		}
		b.say(b.officer, i, "The Office writes to both.")
		_, err := b.service.Act(ctx, b.officer, i.ID, MoveRemind)
		b.refused(err, "inquiry_held")
		b.suspend(c.suspended, false)
		b.say(c.suspended, i, "We are back.")
		b.say(c.other, i, "Good.")
	}
}

func TestMailOfASuspendedCompanyDoesNotJoinTheThread(t *testing.T) {
	b := newBench(t)
	i := b.ask()
	toMaker := b.letters(aboutMessage)[0].ID
	b.say(b.makers[0], i, "We can.")
	toBuyer := b.letters(aboutMessage)[0].ID
	for n, c := range []struct {
		suspended, writes account.Viewer
		id                string
	}{{b.makers[0], b.makers[0], toMaker}, {b.makers[0], b.buyer, toBuyer}, {b.buyer, b.buyer, toBuyer}, {b.buyer, b.makers[0], toMaker}} {
		b.suspend(c.suspended, true)
		if taken, err := b.service.TakeMail(t.Context(), reply(c.writes.Email, c.id, fmt.Sprint("held", n), "", "Pay to our new account")); err != nil || !taken {
			t.Fatalf("%v, %v", taken, err)
		}
		if refused := b.letters(aboutRefused); len(refused) != 1 || refused[0].To != c.writes.Email {
			t.Errorf("told %+v", refused)
		}
		if got := b.thread(b.officer, i); len(got.Messages) != 2 {
			t.Errorf("said %+v", got.Messages)
		}
		b.suspend(c.suspended, false)
	}
}

func TestNothingIsOwedWhileAThreadIsOnHold(t *testing.T) {
	b := newBench(t)
	i := b.ask()
	b.suspend(b.makers[0], true)
	b.pass(10 * 24 * time.Hour)
	b.must(b.service.Remind(t.Context()))
	var reminders int
	b.must(b.db.QueryRow(t.Context(), `select count(*) from river_job where kind = 'inquiry_letter' and args->>'about' = 'reminder'`).Scan(&reminders))
	d, err := b.service.Desk(t.Context(), b.officer)
	b.must(err)
	if got := b.thread(b.buyer, i); reminders != 0 || len(d.Overdue) != 0 || got.Overdue(b.now()) {
		t.Errorf("%d reminders, overdue %v", reminders, d.Overdue)
	}
	b.suspend(b.makers[0], false)
	if d, err = b.service.Desk(t.Context(), b.officer); err != nil || len(d.Overdue) != 1 {
		t.Errorf("after it was lifted: overdue %v, %v", d.Overdue, err)
	}
}

func TestSuspendedMakerDoesNotQuoteAndItsQuoteIsOnHold(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	r := b.offer(offerForm())
	for n, price := range []string{"1", "17", "15"} {
		_, err := b.service.Quote(ctx, b.makers[n], r.Code, quoteForm(price, "USD", "FOB"))
		b.must(err)
	}
	b.suspend(b.makers[0], true)
	_, err := b.service.Quote(ctx, b.makers[0], r.Code, quoteForm("1", "USD", "FOB"))
	b.refused(err, "company_held")
	for _, v := range []account.Viewer{b.buyer, b.officer} {
		found, err := b.service.Quotes(ctx, v, r)
		b.must(err)
		for _, by := range Sorts {
			grid := b.service.Rates.Grid(found, by)
			if len(grid) != 3 || !grid[2].Held || grid[2].Supplier != b.makers[0].Grants[0].Company || grid[0].Held || grid[1].Held {
				t.Errorf("by %s: %+v", by, grid)
			}
		}
	}
	b.suspend(b.makers[0], false)
	found, err := b.service.Quotes(ctx, b.buyer, r)
	b.must(err)
	if grid := b.service.Rates.Grid(found, "usd"); grid[0].Held || grid[0].Minor != 100 {
		t.Errorf("after it was lifted: %+v", grid[0])
	}
}

func TestSuspendedBuyerAsksAndOffersNothing(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	open := b.offer(offerForm())
	draft, err := b.service.Post(ctx, b.buyer, "draft", offerForm())
	b.must(err)
	waits, err := b.service.Post(ctx, b.buyer, "waits", offerForm())
	b.must(err)
	_, err = b.service.MoveRFQ(ctx, b.buyer, waits.Code, ActSubmit, "")
	b.must(err)
	b.suspend(b.buyer, true)
	_, err = b.service.Send(ctx, b.buyer, "held", basketOf(1))
	b.refused(err, "company_held")
	_, err = b.service.Post(ctx, b.buyer, "held", offerForm())
	b.refused(err, "company_held")
	_, err = b.service.MoveRFQ(ctx, b.buyer, draft.Code, ActSubmit, "")
	b.refused(err, "company_held")
	_, err = b.service.MoveRFQ(ctx, b.officer, waits.Code, ActOpen, "")
	b.refused(err, "inquiry_held")
	_, err = b.service.Quote(ctx, b.makers[0], open.Code, quoteForm("17", "USD", "FOB"))
	b.refused(err, "inquiry_held")
	listed, err := b.service.OpenRFQs(ctx, b.makers[0])
	b.must(err)
	seen, err := b.service.RFQ(ctx, b.makers[0], open.Code)
	b.must(err)
	if len(listed) != 0 || !seen.Held || seen.Takes(b.now()) {
		t.Errorf("listed %v, on hold %v", listed, seen.Held)
	}
	b.suspend(b.buyer, false)
	_, err = b.service.Quote(ctx, b.makers[0], open.Code, quoteForm("17", "USD", "FOB"))
	b.must(err)
}
