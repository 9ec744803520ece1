package consultation

import (
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/mail/mailtest"
)

func TestLettersOfAnInvitationBlameNobodyWhoHasNotBeenAsked(t *testing.T) {
	b := newBench(t)
	w := writer{b.service, mailtest.Texts(t)}
	c := b.confirmed(b.buyer(), thursday, topic)
	for _, one := range []struct {
		notice
		asker         Owner
		buyer, seller string // what each side reads
	}{
		{noticeExpired, Buyer, "Nobody answered in time", "This request was not answered in time"},
		{noticeExpired, Supplier, "The invitation was not answered in time", "Your invitation was not answered in time"},
		{noticeAccepted, Buyer, "The company has accepted.", "You have accepted."},
		{noticeAccepted, Supplier, "You have accepted.", "The buyer has accepted."},
		{noticeOffered, Buyer, "The Office has approved your request.", "A buyer asks for"},
		{noticeOffered, Supplier, "A company asks for", "The Office has approved your request."},
	} {
		c.RequestedSide = one.asker
		job := lettersOf(c, one.notice)
		people, err := w.people(t.Context(), c, job)
		b.must(err)
		for _, r := range people {
			want := map[Owner]string{Buyer: one.buyer, Supplier: one.seller}[r.Side]
			if m := b.drawn(w, c, job, r); !strings.Contains(m.Text, want) {
				t.Errorf("%s, asked by the %s, to the %s: no %q in\n%s", one.notice, one.asker, r.Side, want, m.Text)
			}
		}
	}
}

func TestACancelPageSpeaksOfAnotherTimeOnlyWhereOneMayBeChosen(t *testing.T) {
	s := DefaultSettings()
	for _, one := range []struct {
		state  State
		side   Owner
		before time.Duration // the start
		want   bool
	}{
		{Requested, Buyer, 48 * time.Hour, true},
		{Requested, Supplier, 48 * time.Hour, false},
		{Offered, Buyer, 48 * time.Hour, true},
		{Confirmed, Buyer, 48 * time.Hour, true},
		{Confirmed, Supplier, 48 * time.Hour, true},
		{Confirmed, Buyer, 11 * time.Hour, false},
		{Expired, Buyer, 48 * time.Hour, false},
		{Closed, Buyer, 48 * time.Hour, false},
	} {
		expires := thursday
		c := Consultation{State: one.state, Owner: Office, StartsAt: thursday, EndsAt: thursday.Add(time.Hour), Parties: Parties{RequestedSide: Buyer}, Clock: Clock{ExpiresAt: &expires}}
		if got := s.MayRetime(c, one.side, thursday.Add(-one.before)); got != one.want {
			t.Errorf("%s, the %s, %v before: %v", one.state, one.side, one.before, got)
		}
	}
}
