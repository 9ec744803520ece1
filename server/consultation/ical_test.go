package consultation

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"pgregory.net/rapid"
)

func exampleEvent() calendarEvent {
	return calendarEvent{
		Method: "REQUEST", Product: "-//e-Trade Office//consultations//EN", UID: "0190-a@etrade", Sequence: 2, Stamp: monday, Start: thursday,
		End: thursday.Add(30 * time.Minute), Summary: "상담: 루미베일메디칼, Rheinbogen; “레이저” 🔬\nSW-2026-0010",
		Description: "line one\nline two, with a comma; and a semicolon \\ and " + strings.Repeat("긴 문장 ", 40),
		URL:         "https://portal.example/ko/consultations/SW-2026-0010", Organizer: calendarPerson{"수원시 전자무역청", "office@office.example"},
		Attendee: calendarPerson{`Ana "Exemplu"`, "ana@restaura.example"},
	}
}

func TestInviteIsWhatCalendarsRead(t *testing.T) {
	e := exampleEvent()
	calendar, err := ics.ParseCalendar(bytes.NewReader(e.write()))
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
	if bytes.Contains(e.write(), []byte("VTIMEZONE")) || bytes.Contains(e.write(), []byte("TZID")) {
		t.Error("times are not in UTC")
	}
}

func TestCancellationSaysSo(t *testing.T) {
	e := exampleEvent()
	e.Method = "CANCEL"
	text := string(e.write())
	for _, line := range []string{"METHOD:CANCEL\r\n", "STATUS:CANCELLED\r\n", "SEQUENCE:2\r\n", "UID:0190-a@etrade\r\n"} {
		if !strings.Contains(text, line) {
			t.Errorf("no %q", line)
		}
	}
}

func TestInvitesReadBackWhateverIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := exampleEvent()
		clean := func(s string) string {
			return strings.Map(func(r rune) rune {
				if r < ' ' && r != '\n' || r == 0x7f || r == '\r' || r == utf8.RuneError {
					return -1
				}
				return r
			}, s)
		}
		e.Summary = clean(rapid.String().Draw(t, "summary"))
		e.Description = clean(rapid.StringN(0, 400, -1).Draw(t, "description"))
		raw := e.write()
		for line := range strings.SplitSeq(strings.TrimSuffix(string(raw), "\r\n"), "\r\n") {
			if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
				t.Fatalf("line of %d octets: %q", len(line), line)
			}
		}
		calendar, err := ics.ParseCalendar(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		event := calendar.Events()[0]
		for property, want := range map[ics.ComponentProperty]string{ics.ComponentPropertySummary: e.Summary, ics.ComponentPropertyDescription: e.Description} {
			got := event.GetProperty(property)
			if got == nil && want == "" {
				continue
			}
			if got == nil || got.Value != want && ics.FromText(got.Value) != want {
				t.Fatalf("%s: wrote %q, read %+v", property, want, got)
			}
		}
	})
}
