package ical

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
)

const product = "-//e-Trade Office//consultations//EN"

var (
	monday   = time.Date(2027, 6, 7, 1, 0, 0, 0, time.UTC)
	thursday = time.Date(2027, 6, 10, 6, 0, 0, 0, time.UTC)
)

func exampleEvent() Event {
	return Event{
		UID: "0190-a@etrade", Sequence: 2, Stamp: monday, Start: thursday,
		End: thursday.Add(30 * time.Minute), Summary: "상담: 루미베일메디칼, Rheinbogen; “레이저” 🔬\nSW-2026-0010",
		Description: "line one\nline two, with a comma; and a semicolon \\ and " + strings.Repeat("긴 문장 ", 40),
		URL:         "https://portal.example/ko/consultations/SW-2026-0010", Organizer: Person{"수원시 전자무역청", "office@office.example"},
		Attendee: Person{`Ana "Exemplu"`, "ana@restaura.example"},
	}
}

func TestInviteIsWhatCalendarsRead(t *testing.T) {
	e := exampleEvent()
	calendar, err := ics.ParseCalendar(bytes.NewReader(Invite(product, e)))
	if err != nil {
		t.Fatal(err)
	}
	if len(calendar.Events()) != 1 {
		t.Fatalf("%d events", len(calendar.Events()))
	}
	event := calendar.Events()[0]
	value := func(p ics.ComponentProperty) string {
		property := event.GetProperty(p)
		if property == nil {
			return ""
		}
		return property.Value
	}
	for property, want := range map[ics.ComponentProperty]string{
		ics.ComponentPropertyUniqueId: e.UID, ics.ComponentPropertySequence: "2", ics.ComponentPropertyDtStart: "20270610T060000Z",
		ics.ComponentPropertyDtEnd: "20270610T063000Z", ics.ComponentPropertyDtstamp: "20270607T010000Z", ics.ComponentPropertyStatus: "CONFIRMED",
		ics.ComponentPropertyOrganizer: "mailto:office@office.example", ics.ComponentPropertyAttendee: "mailto:ana@restaura.example",
		ics.ComponentPropertySummary: e.Summary, ics.ComponentPropertyDescription: e.Description, ics.ComponentPropertyUrl: e.URL,
	} {
		if got := ics.FromText(value(property)); got != want && value(property) != want {
			t.Errorf("%s is %q, want %q", property, value(property), want)
		}
	}
	if rsvp := event.GetProperty(ics.ComponentPropertyAttendee).ICalParameters["RSVP"]; len(rsvp) != 1 || rsvp[0] != "TRUE" {
		t.Errorf("RSVP is %v", rsvp)
	}
	if method := event.GetProperty("METHOD"); method != nil {
		t.Error("METHOD stands in the VEVENT")
	}
	if bytes.Contains(Invite(product, e), []byte("VTIMEZONE")) || bytes.Contains(Invite(product, e), []byte("TZID")) {
		t.Error("times are not in UTC")
	}
}

func TestCancellationSaysSo(t *testing.T) {
	e := exampleEvent()
	e.Cancelled = true
	text := string(Invite(product, e))
	for _, line := range []string{"METHOD:CANCEL\r\n", "STATUS:CANCELLED\r\n", "SEQUENCE:2\r\n", "UID:0190-a@etrade\r\n"} {
		if !strings.Contains(text, line) {
			t.Errorf("no %q", line)
		}
	}
}

// The files in testdata are read by the browser side's tests too, with another parser.
func TestFilesOfALifeAreWhatIsWritten(t *testing.T) {
	invite := exampleEvent()
	invite.Sequence = 0
	moved := invite
	moved.Sequence, moved.Start, moved.End = 1, invite.Start.Add(48*time.Hour), invite.End.Add(48*time.Hour)
	cancelled := moved
	cancelled.Sequence, cancelled.Cancelled = 2, true
	listed := Event{UID: invite.UID, Sequence: 1, Stamp: monday, Start: moved.Start, End: moved.End, Summary: "상담: 루미베일메디칼 (SW-2026-0010)", URL: invite.URL}
	for name, raw := range map[string][]byte{
		"invite.ics": Invite(product, invite), "moved.ics": Invite(product, moved), "cancelled.ics": Invite(product, cancelled),
		"feed.ics": Feed(product, "수원시 전자무역청", time.Hour, []Event{listed}),
	} {
		file := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(file, raw, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		kept, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(kept, raw) {
			t.Errorf("%s differs from what is written now: go test ./server/ical -update", name)
		}
	}
}

var update = flag.Bool("update", false, "write the files in testdata anew")
