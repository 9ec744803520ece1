// Package ical owns the little of iCalendar (RFC 5545) and its scheduling (RFC 5546) that the portal speaks: it writes an
// invite, its cancellation and a feed of events, and reads the reply that a calendar program sends. It knows no topic.
package ical

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Event is an event of a calendar. Times are instants; there is no VTIMEZONE, since an instant needs none.
type Event struct {
	UID         string
	Sequence    int
	Stamp       time.Time
	Start, End  time.Time
	Summary     string
	Description string // empty: none
	URL         string
	Cancelled   bool
	Organizer   Person // none without an address
	Attendee    Person // who is invited: one an invite, so that nobody reads another's address
}

// Person is somebody with an address.
type Person struct{ Name, Address string }

// The methods of RFC 5546 that are written here, and the one that is read.
const (
	Request = "REQUEST"
	Cancel  = "CANCEL"
	Publish = "PUBLISH"
	Reply   = "REPLY"
)

const instant = "20060102T150405Z"

// Invite is the event as a VCALENDAR of one VEVENT for scheduling, with METHOD Request, or Cancel for a cancelled one, or
// Publish where nobody is invited: CRLF, folded at 75 octets on rune borders, texts escaped.
func Invite(product string, e Event) []byte {
	method := Request
	switch {
	case e.Cancelled:
		method = Cancel
	case e.Attendee.Address == "":
		method = Publish
	}
	return write(product, method, nil, []Event{e})
}

// Feed is a calendar that programs read again and again: the name is shown, refresh is how long they may wait.
func Feed(product, name string, refresh time.Duration, events []Event) []byte {
	every := fmt.Sprintf("PT%dM", int(refresh.Minutes()))
	extra := [][2]string{{"X-WR-CALNAME", text(name)}, {"REFRESH-INTERVAL;VALUE=DURATION", every}, {"X-PUBLISHED-TTL", every}}
	return write(product, Publish, extra, events)
}

func write(product, method string, extra [][2]string, events []Event) []byte {
	var b bytes.Buffer
	line := func(name, value string) { fold(&b, name+":"+value) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", text(product))
	line("CALSCALE", "GREGORIAN")
	line("METHOD", method)
	for _, x := range extra {
		line(x[0], x[1])
	}
	for _, e := range events {
		e.write(line)
	}
	line("END", "VCALENDAR")
	return b.Bytes()
}

func (e Event) write(line func(name, value string)) {
	status := "CONFIRMED"
	if e.Cancelled {
		status = "CANCELLED"
	}
	line("BEGIN", "VEVENT")
	line("UID", text(e.UID))
	line("SEQUENCE", fmt.Sprint(e.Sequence))
	line("DTSTAMP", e.Stamp.UTC().Format(instant))
	line("DTSTART", e.Start.UTC().Format(instant))
	line("DTEND", e.End.UTC().Format(instant))
	line("SUMMARY", text(e.Summary))
	if e.Description != "" {
		line("DESCRIPTION", text(e.Description))
	}
	line("LOCATION", text(e.URL))
	line("URL", e.URL)
	line("STATUS", status)
	line("TRANSP", "OPAQUE")
	if e.Organizer.Address != "" {
		line("ORGANIZER;CN="+parameter(e.Organizer.Name), "mailto:"+e.Organizer.Address)
	}
	if e.Attendee.Address != "" {
		line("ATTENDEE;CN="+parameter(e.Attendee.Name)+";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE", "mailto:"+e.Attendee.Address)
	}
	line("END", "VEVENT")
}

var textEscapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// text is a value of type TEXT (RFC 5545 §3.3.11). Control characters other than the line break are left out.
func text(s string) string {
	return textEscapes.Replace(printable(s))
}

func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\r' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// parameter is a quoted parameter value, which can hold neither quotes nor line breaks (RFC 5545 §3.2, RFC 6868).
func parameter(s string) string {
	clean := strings.NewReplacer(`"`, "^'", "^", "^^", "\r", "", "\n", "^n").Replace(printable(s))
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
