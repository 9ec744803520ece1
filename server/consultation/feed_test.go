package consultation

import (
	"bytes"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/etradeoffice/portal/server/mail/mailtest"
	"github.com/etradeoffice/portal/server/problem"
)

func TestFeedTellsWhenAndWithWhomAndNothingElse(t *testing.T) {
	b := newBench(t)
	ctx, texts := t.Context(), mailtest.Texts(t)
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, interpreted())
	b.request(buyer, thursday.Add(2*time.Hour), topic) // not agreed
	b.confirmed(b.buyer(), thursday.Add(-2*time.Hour), topic)
	secret, err := b.service.MakeFeed(ctx, buyer)
	b.must(err)
	raw, err := b.service.ReadFeed(ctx, secret, texts)
	b.must(err)
	calendar, err := ics.ParseCalendar(bytes.NewReader(raw))
	b.must(err)
	if events := calendar.Events(); len(events) != 1 || events[0].Id() != c.IcalUID {
		t.Fatalf("the buyer's feed:\n%s", raw)
	}
	for _, private := range []string{c.Message, buyer.Email, b.supplier.Email, "ATTENDEE", "ORGANIZER", "DESCRIPTION"} {
		if bytes.Contains(raw, []byte(private)) {
			t.Errorf("the feed holds %q", private)
		}
	}
	for name, wrong := range map[string]string{"shorter": secret[:len(secret)-1], "none": "", "a number": c.Number} {
		if _, err := b.service.ReadFeed(ctx, wrong, texts); !problem.Is(err, problem.NotFound) {
			t.Errorf("%s opens something: %v", name, err)
		}
	}
	if state, err := b.service.Feed(ctx, buyer); err != nil || state == nil || state.ReadAt == nil {
		t.Errorf("state %+v, %v", state, err)
	}
}

func TestFeedEndsWhenItIsRenewedOrRevoked(t *testing.T) {
	b := newBench(t)
	ctx, texts := t.Context(), mailtest.Texts(t)
	hand := b.hands[0]
	first, err := b.service.MakeFeed(ctx, hand)
	b.must(err)
	second, err := b.service.MakeFeed(ctx, hand)
	b.must(err)
	if _, err := b.service.ReadFeed(ctx, first, texts); !problem.Is(err, problem.NotFound) {
		t.Errorf("the old address: %v", err)
	}
	raw, err := b.service.ReadFeed(ctx, second, texts)
	if err != nil || !strings.HasPrefix(string(raw), "BEGIN:VCALENDAR\r\n") {
		t.Errorf("the new address: %v", err)
	}
	b.must(b.service.RevokeFeed(ctx, hand))
	if _, err := b.service.ReadFeed(ctx, second, texts); !problem.Is(err, problem.NotFound) {
		t.Errorf("after it was revoked: %v", err)
	}
	third, err := b.service.MakeFeed(ctx, hand)
	b.must(err)
	_, err = b.db.Exec(ctx, `update users set disabled_at = now() where id = $1`, hand.User)
	b.must(err)
	if _, err := b.service.ReadFeed(ctx, third, texts); !problem.Is(err, problem.NotFound) {
		t.Errorf("of a closed account: %v", err)
	}
}
