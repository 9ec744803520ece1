package inquiry

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/web"
)

// letters has the mails about the last thing written, and gives what left.
func (b *bench) letters(about string) []mail.Message {
	b.t.Helper()
	ctx := b.t.Context()
	texts, err := locale.Load(web.Locale())
	b.must(err)
	var raw []byte
	b.must(b.db.QueryRow(ctx, `select args from river_job where kind = 'inquiry_letter' and args->>'about' = $1 order by id desc limit 1`, about).Scan(&raw))
	var j letter
	b.must(json.Unmarshal(raw, &j))
	_, err = b.db.Exec(ctx, `delete from river_job where kind = 'mail'`)
	b.must(err)
	b.must(postman{b.service, texts, "https://portal.example"}.carry(ctx, j))
	rows, err := b.db.Query(ctx, `select args from river_job where kind = 'mail' order by id`)
	b.must(err)
	defer rows.Close()
	var all []mail.Message
	for rows.Next() {
		b.must(rows.Scan(&raw))
		var m mail.Job
		b.must(json.Unmarshal(raw, &m))
		all = append(all, m.Message)
	}
	b.must(rows.Err())
	return all
}

func reply(from, to, id, more, body string) []byte {
	return []byte(strings.ReplaceAll(fmt.Sprintf("From: %s\nTo: office@office.example\nMessage-ID: <%s>\nIn-Reply-To: <%s>\nSubject: Re\n%sContent-Type: text/plain; charset=utf-8\n\n%s\n", from, id, to, more, body), "\n", "\r\n"))
}

func TestMailIsToldAndItsReplyJoinsTheThread(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	i := b.ask()
	told := b.letters(aboutMessage)
	if len(told) != 1 || told[0].To != b.makers[0].Email || !strings.Contains(told[0].Text, words) || !strings.Contains(told[0].Text, "/en/inquiries/"+i.ID.String()) {
		t.Fatalf("told %+v", told)
	}
	id := told[0].ID
	answer := reply(b.makers[0].Email, id, "a@maker", "", "We can, from January.\n\nOn Mon, 23 Nov 2026 the Office <office@office.example> wrote:\n> Please quote\n")
	for range 2 { // mail servers repeat themselves
		taken, err := b.service.TakeMail(ctx, answer)
		if b.must(err); !taken {
			t.Fatal("not taken")
		}
	}
	got := b.thread(b.buyer, i)
	if got.State != Answered || len(got.Messages) != 2 || got.Messages[1].Text != "We can, from January." || got.Messages[1].Way != ByMail || got.Messages[1].Side != Supplier {
		t.Fatalf("thread %+v", got.Messages)
	}
	back := b.letters(aboutMessage)
	if len(back) != 1 || back[0].To != b.buyer.Email {
		t.Errorf("the buyer is told %+v", back)
	}
}

func TestMailOfOthersAndOfProgramsIsLeftOut(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	i := b.ask()
	id := b.letters(aboutMessage)[0].ID
	for name, raw := range map[string][]byte{
		"another sender": reply("somebody@else.example", id, "1", "", "Pay to another account"),
		"a program":      reply(b.makers[0].Email, id, "2", "Auto-Submitted: auto-replied\n", "I am on holiday"),
	} {
		if taken, err := b.service.TakeMail(ctx, raw); err != nil || !taken {
			t.Errorf("%s: %v, %v", name, taken, err)
		}
	}
	forged := strings.Replace(id, i.ID.String()[:8], "00000000", 1)
	for name, raw := range map[string][]byte{"a forged address": reply(b.makers[0].Email, forged, "3", "", "Hello"), "no answer": reply(b.makers[0].Email, "x@y", "4", "", "Hello")} {
		if taken, err := b.service.TakeMail(ctx, raw); err != nil || taken {
			t.Errorf("%s: %v, %v", name, taken, err)
		}
	}
	if got := b.thread(b.buyer, i).Messages; len(got) != 1 {
		t.Errorf("said %+v", got)
	}
}

func TestReplyWithPDFRaisesTheAlarmAndAClosedThreadAnswers(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	i := b.ask()
	id := b.letters(aboutMessage)[0].ID
	part := "--x\nContent-Type: text/plain; charset=ks_c_5601-1987\n\n\xb0\xe8\xc1\xc2\n--x\nContent-Type: application/pdf; name=\"pi.pdf\"\nContent-Disposition: attachment; filename=\"pi.pdf\"\n\n" +
		"%PDF-1.4\nstream\nBT (IBAN " + otherIBAN + ") Tj ET\nendstream\n--x--\n"
	raw := []byte(strings.ReplaceAll(fmt.Sprintf("From: Maker <%s>\nMessage-ID: <5>\nReferences: <a@b> <%s>\nContent-Type: multipart/mixed; boundary=x\n\n%s", b.makers[0].Email, id, part), "\n", "\r\n"))
	if taken, err := b.service.TakeMail(ctx, raw); err != nil || !taken {
		t.Fatalf("%v, %v", taken, err)
	}
	got := b.thread(b.buyer, i)
	if len(got.Files) != 1 || got.Files[0].Name != "pi.pdf" || len(got.Alarms) != 1 || got.Messages[1].Text != "계좌" {
		t.Errorf("thread %+v, files %+v, alarms %+v", got.Messages, got.Files, got.Alarms)
	}
	warned := b.letters(aboutAlarm)
	if len(warned) != 2 {
		t.Errorf("%d are warned", len(warned))
	}
	_, err := b.service.Act(ctx, b.buyer, i.ID, MoveClose)
	b.must(err)
	if taken, err := b.service.TakeMail(ctx, reply(b.makers[0].Email, id, "6", "", "Hello?")); err != nil || !taken {
		t.Errorf("%v, %v", taken, err)
	}
	if refused := b.letters(aboutRefused); len(refused) != 1 || refused[0].To != b.makers[0].Email {
		t.Errorf("told %+v", refused)
	}
}

func TestMailHidesAddressesWhileTheyAreHidden(t *testing.T) {
	b := newBench(t)
	i := b.ask()
	b.say(b.makers[0], i, "Write to me at me@maker.example or +82 10 1234 5678")
	if told := b.letters(aboutMessage); strings.Contains(told[0].Text, "me@maker.example") || strings.Contains(told[0].Text, "1234 5678") {
		t.Errorf("told %s", told[0].Text)
	}
	for _, v := range []account.Viewer{b.buyer, b.makers[0]} {
		_, err := b.service.Act(t.Context(), v, i.ID, MoveShow)
		b.must(err)
	}
	if told := b.letters(aboutMessage); !strings.Contains(told[0].Text, "me@maker.example") {
		t.Errorf("told %s", told[0].Text)
	}
}
