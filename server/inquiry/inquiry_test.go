package inquiry

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

func TestBasketMakesOneInquiryACompanyOnce(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	basket := basketOf(0, 1, 2, 3, 4)
	basket.Items[1].Price, basket.Items[1].Port, basket.Items[1].Sample = "12.50", "ROCND", true
	sent, err := b.service.Send(ctx, b.buyer, "one key", basket)
	b.must(err)
	if len(sent) != 5 {
		t.Fatalf("%d inquiries", len(sent))
	}
	// Tuesday is a working day, Wednesday is not, so Thursday evening is the second one's end.
	if want := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC); !sent[0].DueAt.Equal(want) {
		t.Errorf("due %s, wanted %s", sent[0].DueAt, want)
	}
	again, err := b.service.Send(ctx, b.buyer, "one key", basket)
	b.must(err)
	if len(again) != 5 || again[0].ID != sent[0].ID {
		t.Errorf("the same form sent %d anew", len(again))
	}
	line := b.thread(b.buyer, sent[1]).Lines[0]
	if line.Quantity != 40 || line.Minor == nil || *line.Minor != 1250 || line.Port != "ROCND" || !line.Sample {
		t.Errorf("line %+v", line)
	}
	for _, maker := range b.makers[1:] {
		if _, err := b.service.Thread(ctx, maker, sent[0].ID); !problem.Is(err, problem.NotFound) {
			t.Errorf("another maker reads it: %v", err)
		}
	}
}

func TestUnansweredInquiriesAreLimitedUntilAnsweredOrWithdrawn(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	sent, err := b.service.Send(ctx, b.buyer, "five", basketOf(0, 1, 2, 3, 4))
	b.must(err)
	_, err = b.service.Send(ctx, b.buyer, "sixth", basketOf(5))
	if p := b.refusal(err, "inquiry_limit"); !slices.Contains(p.Args, any("2026-11-26")) || !slices.Contains(p.Args, any(5)) {
		t.Errorf("the refusal names no limit and date: %v", p.Args)
	}
	_, err = b.service.Act(ctx, b.buyer, sent[0].ID, MoveWithdraw)
	b.must(err)
	if _, err = b.service.Send(ctx, b.buyer, "sixth", basketOf(5)); err != nil {
		t.Fatalf("after withdrawing: %v", err)
	}
	_, err = b.service.Send(ctx, b.buyer, "seventh", basketOf(0))
	b.refused(err, "inquiry_limit")
	b.say(b.makers[1], sent[1], "We can deliver in January.")
	if _, err = b.service.Send(ctx, b.buyer, "seventh", basketOf(0)); err != nil {
		t.Fatalf("after an answer: %v", err)
	}
}

func TestTwoFormsAtOnceDoNotExceedTheLimit(t *testing.T) {
	b := newBench(t)
	errs := make(chan error)
	for n := range 4 {
		go func() { // ends with its answer
			_, err := b.service.Send(t.Context(), b.buyer, sku(n), basketOf(0, 1, 2))
			errs <- err
		}()
	}
	won := 0
	for range 4 {
		if err := <-errs; err == nil {
			won++
		} else if !problem.Is(err, problem.TooMany) {
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d forms of three inquiries each fit into five", won)
	}
}

func TestMakerReadsAnswersAndIsMeasured(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	i := b.ask()
	if got := b.thread(b.makers[0], i); got.State != Read || got.ReadAt == nil || len(got.Signals) > 0 {
		t.Fatalf("read: %+v", got.Inquiry)
	}
	b.pass(5 * time.Hour)
	if got := b.say(b.makers[0], i, "네, 1월에 납품할 수 있습니다."); got.State != Answered {
		t.Fatalf("answered: %s", got.State)
	}
	got := b.thread(b.buyer, i)
	if last := got.Messages[1]; last.Lang != "ko" || got.Messages[0].Lang != "en" {
		t.Errorf("languages %s, %s", got.Messages[0].Lang, last.Lang)
	}
	fast, err := b.service.Speeds(ctx, []account.CompanyID{i.Supplier})
	b.must(err)
	if s := fast[i.Supplier]; s.Hours() != 5 || s.Count != 1 {
		t.Errorf("speed %+v", s)
	}
	_, err = b.service.Act(ctx, b.buyer, i.ID, MoveWithdraw)
	if p := b.refusal(err, "inquiry_move"); !slices.Contains(p.Legal, "close") || !slices.Contains(p.Legal, "messages") || slices.Contains(p.Legal, "message") || slices.Contains(p.Legal, "withdraw") {
		t.Errorf("legal %v", p.Legal)
	}
	_, err = b.service.Act(ctx, b.makers[0], i.ID, MoveClose)
	b.must(err)
	_, err = b.service.Say(ctx, b.buyer, i.ID, Write{Key: "late", Text: "One more thing", Way: ByPage})
	b.refused(err, "inquiry_move")
	look := b.thread(b.officer, i)
	if last := look.Events[len(look.Events)-1]; last.Move != MoveLook || last.Side != Office {
		t.Errorf("the office's reading is not written down: %+v", last)
	}
}

func TestOverdueInquiryIsRemindedOnceAndShownToOfficers(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	i := b.ask()
	b.must(b.service.Remind(ctx))
	b.pass(4 * 24 * time.Hour)
	b.must(b.service.Remind(ctx))
	b.must(b.service.Remind(ctx))
	var letters int
	b.must(b.db.QueryRow(ctx, `select count(*) from river_job where kind = 'inquiry_letter' and args->>'about' = 'reminder'`).Scan(&letters))
	d, err := b.service.Desk(ctx, b.officer)
	b.must(err)
	if letters != 1 || len(d.Overdue) != 1 || d.Overdue[0].ID != i.ID {
		t.Errorf("%d reminders, overdue %v", letters, d.Overdue)
	}
	for _, v := range []account.Viewer{b.buyer, b.makers[0]} {
		if _, err := b.service.Desk(ctx, v); !problem.Is(err, problem.Forbidden) {
			t.Errorf("the list is open: %v", err)
		}
	}
}

func TestBlockedCompanyCannotAsk(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	i := b.ask()
	b.must(b.service.Block(ctx, b.makers[0], i.ID))
	_, err := b.service.Send(ctx, b.buyer, "more", basketOf(0))
	b.refused(err, "inquiry_blocked")
	if _, err := b.service.Send(ctx, b.other, "theirs", basketOf(0)); err != nil {
		t.Errorf("others are blocked too: %v", err)
	}
	b.must(b.service.Unblock(ctx, b.makers[0], i.BuyerCompany))
	if _, err := b.service.Send(ctx, b.buyer, "more", basketOf(0)); err != nil {
		t.Errorf("after unblocking: %v", err)
	}
}

func TestAddressesShowWhenBothAgreeAndHideAgain(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	i := b.ask()
	move := func(v account.Viewer, m Move) Inquiry {
		t.Helper()
		got, err := b.service.Act(ctx, v, i.ID, m)
		b.must(err)
		return got
	}
	if move(b.buyer, MoveShow).Released() {
		t.Error("one side is enough")
	}
	if !move(b.makers[0], MoveShow).Released() {
		t.Error("both sides are not enough")
	}
	if move(b.buyer, MoveHide).Released() {
		t.Error("it cannot be taken back")
	}
}

func TestSignalsNameTheirReason(t *testing.T) {
	b := newBench(t)
	basket := basketOf(0)
	basket.Items[0].Quantity, basket.Items[0].Port = "900", "NGLOS"
	basket.Message = "Urgent! Send an invitation letter to ceo@rnaker.example today, we order at once from you."
	b.person("known", account.Grant{Role: account.Supplier, Company: b.makers[1].Grants[0].Company})
	_, err := b.db.Exec(t.Context(), `update users set email = 'known@maker.example' where name = 'known'`)
	b.must(err)
	sent, err := b.service.Send(t.Context(), b.buyer, "odd", basket)
	b.must(err)
	found := map[string]string{}
	for _, s := range b.thread(b.officer, sent[0]).Signals {
		found[s.Kind] = s.Detail
	}
	for kind, detail := range map[string]string{Haste: "urgent", Fees: "invitation letter", ThirdLand: "NGLOS", LargeLot: "900 SKU-0", LookAlike: "rnaker.example ≈ maker.example"} {
		if found[kind] != detail {
			t.Errorf("%s is %q, wanted %q (of %v)", kind, found[kind], detail, found)
		}
	}
	if len(b.thread(b.buyer, sent[0]).Signals) > 0 {
		t.Error("the buyer reads the office's signals")
	}
}

func TestOneTextToManyMakersIsASignal(t *testing.T) {
	b := newBench(t)
	b.service.Settings.Unanswered = 10
	basket := basketOf(0, 1, 2, 3, 4, 5)
	sent, err := b.service.Send(t.Context(), b.buyer, "many", basket)
	b.must(err)
	signals := b.thread(b.officer, sent[5]).Signals
	if !slices.ContainsFunc(signals, func(s Signal) bool { return s.Kind == SameText && s.Detail == "6" }) {
		t.Errorf("signals %v", signals)
	}
}

func TestFilesAreTakenByTheirContent(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	i := b.ask()
	for content, code := range map[string]string{
		"<html><script>alert(1)</script>": "inquiry_file_kind", "<svg xmlns='http://www.w3.org/2000/svg'/>": "inquiry_file_kind", "PK\x03\x04": "inquiry_file_kind",
		"%PDF-" + strings.Repeat("x", 5<<20): "inquiry_file_large",
	} {
		_, err := b.service.Say(ctx, b.buyer, i.ID, Write{Key: code, Text: "See file", Way: ByPage, Files: []Upload{{Name: "a.pdf", Body: strings.NewReader(content)}}})
		b.refused(err, code)
	}
	b.say(b.buyer, i, "See the picture", Upload{Name: `..\..\evil<b>.html`, Body: strings.NewReader("\x89PNG\r\n\x1a\n1234")})
	f := b.thread(b.buyer, i).Files[0]
	if f.Kind != "image/png" || f.Name != "evil_b_.png" {
		t.Errorf("file %+v", f)
	}
	if _, _, err := b.service.Open(ctx, b.makers[1], i.ID, f.ID); !problem.Is(err, problem.NotFound) {
		t.Errorf("another maker opens it: %v", err)
	}
	_, content, err := b.service.Open(ctx, b.makers[0], i.ID, f.ID)
	b.must(err)
	b.must(content.Close())
}
