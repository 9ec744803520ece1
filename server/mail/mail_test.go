package mail_test

import (
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	ical "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"

	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/problem"
)

const calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//e-Trade Office//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:SW-2026-0042@office.example\r\n" +
	"SEQUENCE:0\r\nDTSTAMP:20260601T000000Z\r\nDTSTART:20260608T060000Z\r\nDTEND:20260608T062500Z\r\nSUMMARY:상담 SW-2026-0042\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

var invite = mail.Message{
	ID: "sw-2026-0042.1.confirmed.ana@office.example", InReplyTo: "sw-2026-0042.0.received.ana@office.example", Lang: "ko",
	ToName: "가람", To: "garam@lumivale.example", Subject: "상담이 확정되었습니다 (SW-2026-0042)",
	Text: "안녕하십니까.\r\n상담이 확정되었습니다.\r\n", HTML: "<p>상담이 확정되었습니다.</p>\r\n", Calendar: []byte(calendar), CalendarMethod: "REQUEST",
}

func outbox(t *testing.T) (*mail.Outbox, string) {
	t.Helper()
	dir := t.TempDir()
	now := func() time.Time { return time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC) }
	out, err := mail.New(mail.Config{From: "office@office.example", FromName: "수원시 전자무역청", Dir: dir, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return out, dir
}

func send(t *testing.T, out *mail.Outbox, m mail.Message) {
	t.Helper()
	if err := out.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
}

func TestKeptLetterReadsBackAsItWasWritten(t *testing.T) {
	out, _ := outbox(t)
	send(t, out, invite)
	send(t, out, invite) // a second try of the same letter
	all, err := out.List()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 1 {
		t.Fatalf("%d letters", len(all))
	}
	want := mail.Kept{
		ID: all[0].ID, At: all[0].At, Lang: "ko", To: invite.To, ToName: invite.ToName, Subject: invite.Subject,
		Text: invite.Text, HTML: invite.HTML, Calendar: calendar, Method: "REQUEST",
	}
	if diff := cmp.Diff(want, all[0]); diff != "" {
		t.Error(diff)
	}
	if !all[0].At.Equal(time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)) {
		t.Errorf("dated %v", all[0].At)
	}
}

func TestLetterIsMixedOfAlternativesWithTheCalendarLast(t *testing.T) {
	out, dir := outbox(t)
	send(t, out, invite)
	files, err := filepath.Glob(filepath.Join(dir, "*.eml"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	file, err := os.Open(files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	letter, err := netmail.ReadMessage(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"Message-Id": "<" + invite.ID + ">", "In-Reply-To": "<" + invite.InReplyTo + ">", "References": "<" + invite.InReplyTo + ">",
		"Content-Language": "ko", "Auto-Submitted": "auto-generated",
	} {
		if got := letter.Header.Get(name); got != want {
			t.Errorf("%s is %q, not %q", name, got, want)
		}
	}
	var shape []string
	walk(t, letter.Header.Get("Content-Type"), letter.Body, "", &shape)
	want := []string{
		"multipart/mixed", " multipart/alternative", "  text/plain", "  text/html", "  text/calendar method=REQUEST charset=UTF-8", " application/ics invite.ics",
	}
	if diff := cmp.Diff(want, shape); diff != "" {
		t.Error(diff)
	}
}

func walk(t *testing.T, contentType string, body io.Reader, indent string, shape *[]string) {
	t.Helper()
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		t.Fatal(err)
	}
	line := indent + kind
	if kind == "text/calendar" {
		line += " method=" + params["method"] + " charset=" + params["charset"]
	}
	if name := params["name"]; name != "" {
		line += " " + name
	}
	*shape = append(*shape, line)
	if !strings.HasPrefix(kind, "multipart/") {
		return
	}
	for parts := multipart.NewReader(body, params["boundary"]); ; {
		part, err := parts.NextPart()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		walk(t, part.Header.Get("Content-Type"), part, indent+" ", shape)
	}
}

func TestCalendarSurvivesTheMail(t *testing.T) {
	out, _ := outbox(t)
	send(t, out, invite)
	all, err := out.List()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := ical.ParseCalendar(strings.NewReader(all[0].Calendar))
	if err != nil {
		t.Fatal(err)
	}
	if events := parsed.Events(); len(events) != 1 || events[0].Id() != "SW-2026-0042@office.example" {
		t.Fatalf("events: %v", events)
	}
}

func TestPlainLetterHasOneForm(t *testing.T) {
	out, _ := outbox(t)
	send(t, out, mail.Message{ID: "code.1@office.example", Lang: "en", To: "ana@restaura.example", Subject: "Code", Text: "123456\r\n"})
	all, err := out.List()
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	if all[0].Text != "123456\r\n" || all[0].HTML != "" || all[0].Calendar != "" {
		t.Errorf("%+v", all[0])
	}
}

func TestLetterThatCannotBeWrittenIsRefused(t *testing.T) {
	out, _ := outbox(t)
	for name, spoil := range map[string]func(*mail.Message){
		"no id":           func(m *mail.Message) { m.ID = "" },
		"header in id":    func(m *mail.Message) { m.ID = "a\r\nBcc: all@x.example" },
		"no text":         func(m *mail.Message) { m.Text = "" },
		"no recipient":    func(m *mail.Message) { m.To = "" },
		"two recipients":  func(m *mail.Message) { m.To = "a@x.example, b@x.example" },
		"unknown method":  func(m *mail.Message) { m.CalendarMethod = "PUBLISH" },
		"header in reply": func(m *mail.Message) { m.InReplyTo = "a>\r\nBcc: all@x.example" },
	} {
		m := invite
		spoil(&m)
		if err := out.Send(t.Context(), m); err == nil {
			t.Errorf("%s: sent", name)
		}
	}
}

func TestReadingOutsideTheFolderIsNotFound(t *testing.T) {
	out, _ := outbox(t)
	for _, id := range []string{"", "../secret", "a/b", "bm9uZQ"} {
		if _, err := out.Read(id); !problem.Is(err, problem.NotFound) {
			t.Errorf("Read(%q): %v", id, err)
		}
	}
}

func TestSettingsAreChecked(t *testing.T) {
	for name, cfg := range map[string]mail.Config{
		"scheme":  {From: "office@office.example", SMTPURL: "http://mail.example"},
		"no URL":  {From: "office@office.example", SMTPURL: "smtp://user:pa%zz@mail.example"},
		"no from": {SMTPURL: "smtp://mail.example"},
	} {
		if _, err := mail.New(cfg); err == nil || strings.Contains(err.Error(), "pa%zz") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := mail.New(mail.Config{From: "office@office.example", SMTPURL: "smtps://user:secret@mail.example"}); err != nil {
		t.Error(err)
	}
}
