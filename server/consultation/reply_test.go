package consultation

import (
	"fmt"
	"testing"

	"github.com/etradeoffice/portal/server/problem"
)

// reply is a mail as a calendar program sends it when its owner presses No.
func reply(uid, address, status string, sequence int) []byte {
	return fmt.Appendf(nil, "From: %[2]s\r\nTo: office@etrade.example\r\nSubject: Declined\r\nMIME-Version: 1.0\r\n"+
		"Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: multipart/alternative; boundary=\"c\"\r\n\r\n"+
		"--c\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nNo.\r\n--c\r\nContent-Type: text/calendar; charset=\"UTF-8\"; method=REPLY\r\n"+
		"Content-Transfer-Encoding: 7bit\r\n\r\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:%[1]s\r\nSEQUENCE:%[4]d\r\n"+
		"ATTENDEE;PARTSTAT=%[3]s:mailto:%[2]s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n--c--\r\n--b--\r\n", uid, address, status, sequence)
}

func TestCase74DeclinedReplyOpensATaskAndFreesNothing(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, interpreted())
	for range 2 { // mail servers send again
		b.must(b.service.TakeReply(ctx, reply(c.IcalUID, buyer.Email, "DECLINED", 0)))
	}
	open, err := b.service.Tasks(ctx, b.officer)
	b.must(err)
	if len(open) != 1 || open[0].Kind != TaskDeclined || open[0].UserID != buyer.User || open[0].Number != c.Number {
		t.Fatalf("tasks %+v", open)
	}
	if after := b.read(c.ID); after.State != Confirmed || after.Version != c.Version || b.claims(c.ID) != 3 {
		t.Errorf("it is %s, version %d, with %d claims", after.State, after.Version, b.claims(c.ID))
	}
	b.must(b.service.TakeReply(ctx, reply(c.IcalUID, "stranger@elsewhere.example", "DECLINED", 0)))
	if open, err = b.service.Tasks(ctx, b.officer); err != nil || len(open) != 2 || open[1].Note != "stranger@elsewhere.example" {
		t.Errorf("of a stranger: %+v, %v", open, err)
	}
	b.sound()
}

func TestOtherMailIsLeftAlone(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	c := b.confirmed(b.buyer(), thursday, topic)
	for name, raw := range map[string][]byte{
		"accepted":         reply(c.IcalUID, "a@b.example", "ACCEPTED", 0),
		"another's event":  reply("nobody@elsewhere.example", "a@b.example", "DECLINED", 0),
		"words alone":      []byte("From: a@b.example\r\nSubject: Hello\r\n\r\nWhen do we meet?\r\n"),
		"mended by answer": []byte("From: a@b.example\r\nContent-Type: text/plain\r\n\r\nBEGIN:VCALENDAR\r\n"),
	} {
		if err := b.service.TakeReply(ctx, raw); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := b.service.TakeReply(ctx, []byte("no mail at all")); !problem.Is(err, problem.Malformed) {
		t.Errorf("what is no mail: %v", err)
	}
	if open, err := b.service.Tasks(ctx, b.officer); err != nil || len(open) != 0 {
		t.Errorf("tasks %+v, %v", open, err)
	}
}
