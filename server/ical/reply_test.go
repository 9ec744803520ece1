package ical

import (
	"strings"
	"testing"
)

const declined = "BEGIN:VCALENDAR\r\nPRODID:-//Some Mailer//EN\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nEND:VTIMEZONE\r\n" +
	"BEGIN:VEVENT\r\nUID:0190-a@etr\r\n ade\r\nSEQUENCE:2\r\nATTENDEE;CN=\"Muster; Erika: Dr.\";PARTSTAT=DECLINED:MAILTO:Erika@Rheinbogen.example\r\n" +
	"DTSTAMP:20270607T010000Z\r\nBEGIN:VALARM\r\nATTENDEE:mailto:somebody@else.example\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func TestReplySaysWhoAnswersWhat(t *testing.T) {
	want := Answer{UID: "0190-a@etrade", Sequence: 2, Address: "erika@rheinbogen.example", Status: "DECLINED"}
	for name, raw := range map[string]string{"CRLF": declined, "LF": strings.ReplaceAll(declined, "\r\n", "\n")} {
		if got, err := ReadReply([]byte(raw)); err != nil || got != want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestWhatIsNoReplyIsRefused(t *testing.T) {
	for name, raw := range map[string]string{
		"nothing":       "",
		"a request":     strings.Replace(declined, "METHOD:REPLY", "METHOD:REQUEST", 1),
		"two attendees": strings.Replace(declined, "DTSTAMP", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:b@c.example\r\nDTSTAMP", 1),
		"no status":     strings.Replace(declined, ";PARTSTAT=DECLINED", "", 1),
		"no UID":        strings.Replace(declined, "UID:0190-a@etr\r\n ade\r\n", "", 1),
		"no calendar":   "hello",
	} {
		if got, err := ReadReply([]byte(raw)); err == nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
