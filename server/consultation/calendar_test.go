package consultation

import (
	"bytes"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/mail/mailtest"
	"github.com/etradeoffice/portal/server/problem"
)

func TestInviteOfThePageIsThatOfTheLetter(t *testing.T) {
	b := newBench(t)
	ctx, texts := t.Context(), mailtest.Texts(t)
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, interpreted())
	b.post(writer{b.service, texts})
	for who, v := range map[string]account.Viewer{"buyer": buyer, "supplier": b.supplier, "interpreter": b.hand(c)} {
		var sent []byte
		for _, m := range b.written() {
			if m.To == v.Email && len(m.Calendar) > 0 {
				sent = m.Calendar
			}
		}
		got, err := b.service.InviteFile(ctx, v, c.Number, "en", texts)
		b.must(err)
		if a, z := whatStands(sent), whatStands(got); a == "" || a != z {
			t.Errorf("the %s's letter has\n%s\nthe page\n%s", who, a, z)
		}
		if _, err := ics.ParseCalendar(bytes.NewReader(got)); err != nil {
			t.Errorf("%s: %v", who, err)
		}
	}
	looker, err := b.service.InviteFile(ctx, b.officer, c.Number, "ko", texts)
	b.must(err)
	if s := string(looker); !strings.Contains(s, "METHOD:PUBLISH\r\n") || strings.Contains(s, "ATTENDEE") || !strings.Contains(s, c.IcalUID) {
		t.Errorf("who only looks on is asked to come:\n%s", s)
	}
	if _, err := b.service.InviteFile(ctx, b.buyer(), c.Number, "en", texts); !problem.Is(err, problem.NotFound) {
		t.Errorf("another buyer: %v", err)
	}
	open := b.request(buyer, thursday.Add(2*time.Hour), topic)
	if _, err := b.service.InviteFile(ctx, buyer, open.Number, "en", texts); !problem.Is(err, problem.NotFound) {
		t.Errorf("of what is not agreed: %v", err)
	}
}

// whatStands are the lines of an invite that must be the same whenever it is written: not when, and not what it says in words.
func whatStands(invite []byte) string {
	var lines []string
	for line := range strings.SplitSeq(strings.ReplaceAll(string(invite), "\r\n ", ""), "\r\n") {
		for _, name := range []string{"METHOD:", "UID:", "SEQUENCE:", "DTSTART:", "DTEND:", "STATUS:", "ORGANIZER", "ATTENDEE"} {
			if strings.HasPrefix(line, name) {
				lines = append(lines, line)
			}
		}
	}
	return strings.Join(lines, "\n")
}
