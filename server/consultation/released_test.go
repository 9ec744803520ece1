package consultation

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/mail/mailtest"
	"github.com/etradeoffice/portal/server/schedule"
)

// releasedByCancel checks that who interprets no more has the entry taken out of the calendar: by the UID of the invite, with a
// SEQUENCE that is not behind it.
func (b *bench) releasedByCancel(c Consultation, gone account.Viewer) {
	b.t.Helper()
	b.post(writer{b.service, mailtest.Texts(b.t)})
	last := ""
	for _, m := range b.written() {
		if m.To != gone.Email || len(m.Calendar) == 0 {
			continue
		}
		calendar, err := ics.ParseCalendar(bytes.NewReader(m.Calendar))
		b.must(err)
		event := calendar.Events()[0]
		last = m.CalendarMethod
		if event.Id() != c.IcalUID {
			b.t.Errorf("%s of another UID %s", m.CalendarMethod, event.Id())
		}
		if m.CalendarMethod == "CANCEL" && (event.GetProperty(ics.ComponentPropertySequence).Value != fmt.Sprint(c.IcalSequence) ||
			!strings.Contains(string(m.Calendar), "STATUS:CANCELLED")) {
			b.t.Errorf("the cancellation says\n%s", m.Calendar)
		}
	}
	if last != "CANCEL" {
		b.t.Errorf("the last that the calendar of who was replaced got is %q", last)
	}
}

func TestWalkInCountsAgainstTheRestRule(t *testing.T) {
	b := newBench(t)
	b.must(b.schedule.SetPairs(t.Context(), b.hands[1].User, nil))
	hand, buyer := b.hands[0], b.buyer()
	_, err := b.service.Enter(t.Context(), Entry{Kind: WalkIn, Company: b.company, Host: b.supplier.User, Buyer: buyer.User, Interpreter: hand.User,
		Start: thursday.Add(-2 * time.Hour), Length: schedule.RestLimit - 10*time.Minute, Topic: topic, By: b.supplier.User})
	b.must(err)
	if _, err := b.service.Request(t.Context(), b.buyer(), b.form(thursday, interpreted())); refused(err) != "slot_no_interpreter" && refused(err) != "interpreter_taken" {
		t.Errorf("half an hour more in the same half-day: %v", err)
	}
	b.sound()
}
