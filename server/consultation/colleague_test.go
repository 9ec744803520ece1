package consultation

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/mail/mailtest"
	"github.com/etradeoffice/portal/signaling/ticket"
)

var alongIn = regexp.MustCompile(`/join/([A-Za-z0-9_-]{43})\b`)

// lettersTo are the letters to an address, the first first.
func (b *bench) lettersTo(address string) []mail.Message {
	b.t.Helper()
	var all []mail.Message
	for _, m := range b.written() {
		if m.To == address {
			all = append(all, m)
		}
	}
	return all
}

// held is a draft with a topic, of a browser.
func (b *bench) held(opener string, start time.Time) Consultation {
	b.t.Helper()
	draft, err := b.service.Hold(b.t.Context(), HoldRequest{Opener: opener, Company: b.company, Start: start, Length: 30 * time.Minute})
	b.must(err)
	_, err = b.service.Describe(b.t.Context(), opener, draft.ID, topic)
	b.must(err)
	return draft
}

func TestColleaguesFromTheBookingGetTheirOwnWayInWhenItIsConfirmed(t *testing.T) {
	b := newBench(t)
	ctx, w := t.Context(), writer{b.service, mailtest.Texts(t)}
	buyer := b.buyer()
	draft := b.held("browser", thursday)
	if err := b.service.KeepColleagues(ctx, "another", draft.ID, []string{"ines@rheinbogen.example"}); refused(err) != "not_found" {
		t.Fatalf("another browser names them: %v", err)
	}
	b.must(b.service.KeepColleagues(ctx, "browser", draft.ID, AddressesIn("wrong@rheinbogen.example")))
	b.must(b.service.KeepColleagues(ctx, "browser", draft.ID, AddressesIn(" Ines@Rheinbogen.example,\njonas@rheinbogen.example\n\nines@rheinbogen.example")))
	c, err := b.service.Request(ctx, buyer, RequestForm{Draft: draft.ID, Opener: "browser", Topic: topic})
	b.must(err)
	_, err = b.service.Approve(ctx, b.officer, Decision{Number: c.Number})
	b.must(err)
	b.post(w)
	if sent := b.lettersTo("ines@rheinbogen.example"); len(sent) != 0 {
		t.Fatalf("a letter before it is confirmed: %s", sent[0].Subject)
	}
	_, err = b.service.Accept(ctx, b.supplier, Decision{Number: c.Number}, b.supplier.User)
	b.must(err)
	b.post(w)
	secrets := map[string]string{}
	for _, to := range []string{"ines@rheinbogen.example", "jonas@rheinbogen.example"} {
		sent := b.lettersTo(to)
		if len(sent) != 1 || sent[0].CalendarMethod != "REQUEST" || strings.Contains(sent[0].Text, "/consultations/") || strings.Contains(sent[0].Text, "/letter/") {
			t.Fatalf("letters to %s: %+v", to, sent)
		}
		secrets[to] = alongIn.FindStringSubmatch(sent[0].Text)[1]
		if !strings.Contains(string(sent[0].Calendar), secrets[to]) {
			t.Errorf("the calendar entry of %s does not lead in", to)
		}
	}
	if secrets["ines@rheinbogen.example"] == secrets["jonas@rheinbogen.example"] || len(b.lettersTo("wrong@rheinbogen.example")) != 0 {
		t.Errorf("links %v", secrets)
	}

	secret := secrets["ines@rheinbogen.example"]
	a, err := b.service.OpenColleague(ctx, secret)
	b.must(err)
	if _, _, err := b.service.ColleagueTicket(ctx, a, "en"); refused(err) != "join_early" {
		t.Fatalf("days before: %v", err)
	}
	b.setNow(thursday.Add(-10 * time.Minute))
	if err := b.service.NameColleague(ctx, secret, "  "); refused(err) != "form_invalid" {
		t.Errorf("no name: %v", err)
	}
	b.must(b.service.NameColleague(ctx, secret, " Ines Falk "))
	a, err = b.service.OpenColleague(ctx, secret)
	b.must(err)
	text, _, err := b.service.ColleagueTicket(ctx, a, "de")
	b.must(err)
	claims, err := ticket.Verify(b.service.seats.Keys, text, b.now())
	b.must(err)
	if claims.Room != c.ID.String() || claims.Role != "guest" || claims.Side != "buyer" || claims.Name != "Ines Falk" || claims.Lang != "de" || claims.Participant != a.Colleague.ID.String() {
		t.Errorf("ticket %+v", claims)
	}
	b.setNow(c.EndsAt.Add(2 * linksLast))
	if _, err := b.service.OpenColleague(ctx, secret); refused(err) != "letter_link_over" {
		t.Errorf("days after: %v", err)
	}
	b.sound()
}

func TestBuyerInvitesAColleagueAfterwardsAndTakesThemOutAgain(t *testing.T) {
	b := newBench(t)
	ctx, w := t.Context(), writer{b.service, mailtest.Texts(t)}
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, topic)
	b.post(w)
	for name, v := range map[string]account.Viewer{"the supplier": b.supplier, "an officer": b.officer, "another buyer": b.buyer(), "nobody": {}} {
		if _, err := b.service.InviteColleague(ctx, v, c.Number, "ines@rheinbogen.example"); err == nil {
			t.Errorf("%s invites", name)
		}
	}
	for typed, want := range map[string]string{"ines@": "colleagues_invalid", "": "colleagues_invalid", "a@b.example c@b.example d@b.example e@b.example": "colleagues_many"} {
		_, err := b.service.InviteColleague(ctx, buyer, c.Number, typed)
		if p, ok := asProblem(err); !ok || len(p.Fields) != 1 || p.Fields[0].Code != want || typed != "" && want == "colleagues_invalid" && p.Args[1] != typed {
			t.Errorf("%q: %v", typed, err)
		}
	}
	for range 2 { // sent twice
		_, err := b.service.InviteColleague(ctx, buyer, c.Number, "ines@rheinbogen.example")
		b.must(err)
	}
	b.post(w)
	sent := b.lettersTo("ines@rheinbogen.example")
	if len(sent) != 1 {
		t.Fatalf("%d letters", len(sent))
	}
	secret := alongIn.FindStringSubmatch(sent[0].Text)[1]
	all, err := b.service.Colleagues(ctx, c.ID)
	b.must(err)
	if len(all) != 1 {
		t.Fatalf("colleagues %+v", all)
	}
	b.must(func() error {
		_, err := b.service.InviteColleague(ctx, buyer, c.Number, "jonas@rheinbogen.example tom@rheinbogen.example")
		return err
	}())
	if _, err := b.service.InviteColleague(ctx, buyer, c.Number, "one-more@rheinbogen.example"); refused(err) != "form_invalid" {
		t.Errorf("more than have a seat: %v", err)
	}
	if _, err := b.service.RemoveColleague(ctx, b.supplier, c.Number, all[0].ID); refused(err) != "forbidden" {
		t.Errorf("the supplier takes them out: %v", err)
	}
	if _, err := b.service.RemoveColleague(ctx, buyer, c.Number, uuid.New()); refused(err) != "not_found" {
		t.Errorf("nobody is taken out: %v", err)
	}
	_, err = b.service.RemoveColleague(ctx, buyer, c.Number, all[0].ID)
	b.must(err)
	if _, err := b.service.OpenColleague(ctx, secret); refused(err) != "letter_link_unknown" {
		t.Errorf("the link of who was taken out: %v", err)
	}
	var put int
	b.must(b.db.QueryRow(ctx, `select count(*) from river_job where kind = 'consultation_revoke_seat' and args->>'person' = $1`, all[0].ID.String()).Scan(&put))
	if put != 1 {
		t.Errorf("%d orders to give up the seat", put)
	}
	_, err = b.service.Cancel(ctx, buyer, Decision{Number: c.Number, Reason: "no_longer_needed"})
	b.must(err)
	b.post(w)
	if sent := b.lettersTo("jonas@rheinbogen.example"); len(sent) != 2 || sent[1].CalendarMethod != "CANCEL" || alongIn.MatchString(sent[1].Text) {
		t.Errorf("the other one is told of the end: %+v", sent)
	}
	if again := b.lettersTo("ines@rheinbogen.example"); len(again) != 1 {
		t.Errorf("who was taken out is told of the end: %s", again[1].Subject)
	}
	if _, err := b.service.InviteColleague(ctx, buyer, c.Number, "late@rheinbogen.example"); refused(err) != "colleagues_late" {
		t.Errorf("after the end: %v", err)
	}
}

func TestWhoTakesAnotherTimeTypesNothingTwice(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	buyer := b.buyer()
	first := b.held("browser", thursday)
	b.must(b.service.KeepColleagues(ctx, "browser", first.ID, []string{"ines@rheinbogen.example"}))
	second, err := b.service.Hold(ctx, HoldRequest{Opener: "browser", Company: b.company, Start: thursday.Add(time.Hour), Length: 30 * time.Minute, Pair: interpreted().Pair()})
	b.must(err)
	b.must(b.service.Carry(ctx, "browser", first.ID, second.ID))
	second = b.read(second.ID)
	brought, err := b.service.Colleagues(ctx, second.ID)
	b.must(err)
	if second.Message != topic.Message || second.Pair() != interpreted().Pair() || len(brought) != 1 {
		t.Errorf("topic %+v, colleagues %+v", second.Topic, brought)
	}
	// A draft that is over is asked for anew, with whom it named.
	b.setNow(monday.Add(time.Hour))
	b.must(b.service.Sweep(ctx))
	c, err := b.service.Request(ctx, buyer, RequestForm{Draft: second.ID, Opener: "browser", Topic: topic, Beside: Beside{Phone: "+4922112345"}})
	b.must(err)
	brought, err = b.service.Colleagues(ctx, c.ID)
	b.must(err)
	if c.ID == second.ID || len(brought) != 1 {
		t.Errorf("asked anew: colleagues %+v", brought)
	}
	third := b.held("thief", thursday.Add(2*time.Hour))
	others := b.held("other", thursday.Add(-2*time.Hour))
	b.must(b.service.KeepColleagues(ctx, "other", others.ID, []string{"tom@rheinbogen.example"}))
	b.must(b.service.Carry(ctx, "thief", others.ID, third.ID))
	b.must(b.service.Carry(ctx, "thief", c.ID, third.ID))
	if got, err := b.service.Colleagues(ctx, third.ID); err != nil || len(got) != 0 {
		t.Errorf("another browser gets %+v (%v)", got, err)
	}
	for side, want := range map[Owner]string{Buyer: "+4922112345", Supplier: "+4922112345", Office: "+4922112345", Interpreter: "", Nobody: ""} {
		if phone, err := b.service.Phone(ctx, c, side); err != nil || phone != want {
			t.Errorf("%q reads the phone %q (%v)", side, phone, err)
		}
	}
	b.sound()
}

func TestPhoneIsReadAsPeopleWriteIt(t *testing.T) {
	for typed, want := range map[string]string{
		"": "", " ": "", "+49 221 12345": "+4922112345", "+49 (0)221/123-45": "+4922112345", "0049 221 12345": "+4922112345", "+82.10.1234.5678": "+821012345678", "＋82 10 1234 5678": "+821012345678",
		"0221 12345": "phone_country", "49 221 12345": "phone_country", "+0 221 12345": "phone_country", "+49": "phone_invalid", "call me": "phone_invalid", "+49 221 12345678901234": "phone_invalid", "+": "phone_invalid",
	} {
		got, err := PhoneOf(typed)
		if p, ok := asProblem(err); ok {
			got = p.Fields[0].Code
		}
		if got != want {
			t.Errorf("%q reads %q, want %q", typed, got, want)
		}
	}
}
