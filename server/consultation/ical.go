package consultation

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Event of a calendar, as one mail carries it. Times are instants; there is no VTIMEZONE.
type calendarEvent struct {
	Method      string // REQUEST or CANCEL
	Product     string
	UID         string
	Sequence    int
	Stamp       time.Time
	Start, End  time.Time
	Summary     string
	Description string
	URL         string
	Organizer   calendarPerson
	Attendee    calendarPerson // the reader of the mail
}

type calendarPerson struct{ Name, Address string }

const calendarTime = "20060102T150405Z"

// write is the event as a VCALENDAR (RFC 5545) of one VEVENT for scheduling (RFC 5546): CRLF, folded at 75 octets on rune
// borders, texts escaped.
func (e calendarEvent) write() []byte {
	status := "CONFIRMED"
	if e.Method == "CANCEL" {
		status = "CANCELLED"
	}
	var b bytes.Buffer
	line := func(name, value string) { fold(&b, name+":"+value) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", text(e.Product))
	line("CALSCALE", "GREGORIAN")
	line("METHOD", e.Method)
	line("BEGIN", "VEVENT")
	line("UID", text(e.UID))
	line("SEQUENCE", fmt.Sprint(e.Sequence))
	line("DTSTAMP", e.Stamp.UTC().Format(calendarTime))
	line("DTSTART", e.Start.UTC().Format(calendarTime))
	line("DTEND", e.End.UTC().Format(calendarTime))
	line("SUMMARY", text(e.Summary))
	line("DESCRIPTION", text(e.Description))
	line("LOCATION", text(e.URL))
	line("URL", e.URL)
	line("STATUS", status)
	line("TRANSP", "OPAQUE")
	line("ORGANIZER;CN="+parameter(e.Organizer.Name), "mailto:"+e.Organizer.Address)
	line("ATTENDEE;CN="+parameter(e.Attendee.Name)+";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE", "mailto:"+e.Attendee.Address)
	line("END", "VEVENT")
	line("END", "VCALENDAR")
	return b.Bytes()
}

var textEscapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// text is a value of type TEXT (RFC 5545 §3.3.11). Control characters other than the line break are left out.
func text(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\r' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return textEscapes.Replace(s)
}

// parameter is a quoted parameter value, which can hold neither quotes nor line breaks (RFC 5545 §3.2, RFC 6868).
func parameter(s string) string {
	clean := strings.NewReplacer(`"`, "^'", "^", "^^", "\r", "", "\n", "^n").Replace(strings.ToValidUTF8(s, ""))
	return `"` + clean + `"`
}

// fold writes a content line in pieces of at most 75 octets, continued after a space.
func fold(b *bytes.Buffer, line string) {
	limit := 75
	for len(line) > limit {
		cut := limit
		for !utf8.RuneStart(line[cut]) {
			cut--
		}
		fmt.Fprintf(b, "%s\r\n ", line[:cut])
		line = line[cut:]
		limit = 74 // the space counts
	}
	b.WriteString(line + "\r\n")
}
