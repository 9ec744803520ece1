package ical

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// clean is what a text keeps in a calendar: no control characters but line breaks.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r == 0x7f || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
}

// anyEvent draws an event with odd texts and instants.
func anyEvent(t *rapid.T) Event {
	texts := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"상담: 루미베일메디칼", "a,b;c\\d\ne", "🔬🇰🇷", `\n is no line break`, strings.Repeat("긴", 60)}))
	start := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "start"), 0).UTC()
	word := rapid.StringMatching(`[a-z0-9]{1,20}`)
	return Event{
		UID: word.Draw(t, "uid") + "@etrade", Sequence: rapid.IntRange(0, 1e6).Draw(t, "sequence"), Stamp: time.Unix(1.8e9, 0).UTC(),
		Start: start, End: start.Add(time.Duration(rapid.IntRange(600, 4*3600).Draw(t, "seconds")) * time.Second),
		Summary: clean(texts.Draw(t, "summary")), Description: clean(texts.Draw(t, "description")),
		URL: "https://portal.example/" + word.Draw(t, "path"), Cancelled: rapid.Bool().Draw(t, "cancelled"),
		Organizer: Person{"전자무역청", "office@office.example"},
		// golang-ical takes a backslash in a parameter for an escape, which RFC 5545 §3.2 does not know.
		Attendee: Person{strings.ReplaceAll(clean(texts.Draw(t, "name")), `\`, ""), word.Draw(t, "mail") + "@people.example"},
	}
}

// parsed reads what was written with a library that is not ours.
func parsed(t rapid.TB, raw []byte) (method string, e Event) {
	calendar, err := ics.ParseCalendar(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range calendar.CalendarProperties {
		if p.IANAToken == "METHOD" {
			method = p.Value
		}
	}
	if len(calendar.Events()) != 1 {
		t.Fatalf("%d events", len(calendar.Events()))
	}
	event := calendar.Events()[0]
	value := func(p ics.ComponentProperty) string {
		if found := event.GetProperty(p); found != nil {
			return found.Value
		}
		return ""
	}
	at := func(p ics.ComponentProperty) time.Time {
		parsed, err := time.Parse(instant, value(p))
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	sequence, err := strconv.Atoi(value(ics.ComponentPropertySequence))
	if err != nil {
		t.Fatal(err)
	}
	person := func(p ics.ComponentProperty) Person {
		found := event.GetProperty(p)
		name := strings.NewReplacer("^'", `"`, "^^", "^", "^n", "\n").Replace(strings.Join(found.ICalParameters["CN"], ","))
		return Person{name, strings.TrimPrefix(found.Value, "mailto:")}
	}
	return method, Event{
		UID: value(ics.ComponentPropertyUniqueId), Sequence: sequence, Stamp: at(ics.ComponentPropertyDtstamp), Start: at(ics.ComponentPropertyDtStart),
		End: at(ics.ComponentPropertyDtEnd), Summary: value(ics.ComponentPropertySummary), Description: value(ics.ComponentPropertyDescription),
		URL: value(ics.ComponentPropertyUrl), Cancelled: value(ics.ComponentPropertyStatus) == "CANCELLED",
		Organizer: person(ics.ComponentPropertyOrganizer), Attendee: person(ics.ComponentPropertyAttendee),
	}
}

// The property of the catalogue: parse(write(invite)) = invite.
func TestParsedInviteIsTheInviteThatWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyEvent(t)
		raw := Invite(product, want)
		for line := range strings.SplitSeq(strings.TrimSuffix(string(raw), "\r\n"), "\r\n") {
			if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
				t.Fatalf("line of %d octets: %q", len(line), line)
			}
		}
		method, got := parsed(t, raw)
		if diff := cmp.Diff(want, got); diff != "" || (method == Cancel) != want.Cancelled {
			t.Fatalf("method %s\n%s\n%s", method, diff, raw)
		}
	})
}

func TestCase73TextsAreEscapedFoldedAndEndInCRLF(t *testing.T) {
	e := exampleEvent()
	raw := string(Invite(product, e))
	if strings.Count(raw, "\n") != strings.Count(raw, "\r\n") || !strings.HasSuffix(raw, "END:VCALENDAR\r\n") {
		t.Error("a line does not end in CRLF")
	}
	whole := strings.ReplaceAll(raw, "\r\n ", "")
	if want := `SUMMARY:상담: 루미베일메디칼\, Rheinbogen\; “레이저” 🔬\nSW-2026-0010` + "\r\n"; !strings.Contains(whole, want) {
		t.Errorf("no %q in\n%s", want, whole)
	}
	if _, got := parsed(t, []byte(raw)); got.Summary != e.Summary {
		t.Errorf("read back as %q", got.Summary)
	}
}
