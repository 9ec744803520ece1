package consultation

import (
	"slices"
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/mail/mailtest"
	"github.com/etradeoffice/portal/server/schedule"
)

// setNeed is the office's word that somebody interprets between Korean and English, or that nobody does.
func (b *bench) setNeed(c Consultation, pair schedule.Pair) (Consultation, error) {
	return b.service.SetNeed(b.t.Context(), b.officer, Decision{Number: c.Number, Reason: "no_common_language", Pair: &pair})
}

func TestOfficeSetsTheNeedOfAnInterpreterInEveryStateBeforeTheStart(t *testing.T) {
	pair, none := interpreted().Pair(), schedule.Pair{}
	b := newBench(t)
	ctx, buyer := t.Context(), b.buyer()

	c, err := b.setNeed(b.request(buyer, thursday, topic), pair)
	b.must(err)
	if c.State != Requested || c.InterpreterState != InterpreterPencilled || b.claims(c.ID) != 3 || len(b.stages(c.ID)) != 0 {
		t.Errorf("requested: %s, %s, %d claims, asked %v", c.State, c.InterpreterState, b.claims(c.ID), b.stages(c.ID))
	}
	if _, err := b.setNeed(c, pair); refused(err) != "form_invalid" {
		t.Errorf("the same again: %v", err)
	}
	c, err = b.service.Approve(ctx, b.officer, Decision{Number: c.Number})
	b.must(err)
	asked := b.hand(c)
	c, err = b.setNeed(c, none)
	b.must(err)
	if c.State != Offered || c.InterpreterState != NoInterpreter || b.claims(c.ID) != 2 || b.stages(c.ID)[asked.User] != interpreter.Withdrawn {
		t.Errorf("offered, without: %s, %s, %d claims, %v", c.State, c.InterpreterState, b.claims(c.ID), b.stages(c.ID))
	}
	if told := b.notices(c.ID); !slices.Contains(told, string(noticeGiven)) {
		t.Errorf("who was asked is told %v", told)
	}
	c, err = b.service.Accept(ctx, b.supplier, Decision{Number: c.Number}, b.supplier.User)
	b.must(err)

	c, err = b.setNeed(c, pair)
	b.must(err)
	if c = b.read(c.ID); c.State != Suspended || c.Reason != becauseInterpreter || c.InterpreterState != InterpreterAsked || b.claims(c.ID) != 3 {
		t.Errorf("confirmed: %s because %s, %s, %d claims", c.State, c.Reason, c.InterpreterState, b.claims(c.ID))
	}
	b.sound()
	if c = b.answer(b.hand(c), c, true); c.State != Confirmed {
		t.Errorf("with a promise: %s", c.State)
	}
	promised, sequence := b.hand(c), c.IcalSequence
	c, err = b.setNeed(c, none)
	b.must(err)
	if c.State != Confirmed || c.InterpreterState != NoInterpreter || c.IcalSequence < sequence || !slices.Contains(b.notices(c.ID), string(noticeReleased)) || b.stages(c.ID)[promised.User] != interpreter.Withdrawn {
		t.Errorf("without again: %s, %s, told %v", c.State, c.InterpreterState, b.notices(c.ID))
	}
	b.sound()

	other := b.request(b.buyer(), thursday.AddDate(0, 0, 1), interpreted())
	other, err = b.service.Approve(ctx, b.officer, Decision{Number: other.Number})
	b.must(err)
	other, err = b.service.Accept(ctx, b.supplier, Decision{Number: other.Number}, b.supplier.User)
	b.must(err)
	if other.State != Accepted {
		t.Fatalf("without a promise it is %s", other.State)
	}
	if other, err = b.setNeed(other, none); err != nil || other.State != Confirmed {
		t.Errorf("accepted, without: %s (%v)", other.State, err)
	}
	b.sound()

	b.setNow(c.StartsAt)
	if _, err := b.setNeed(c, pair); refused(err) != "move_illegal" {
		t.Errorf("after the start: %v", err)
	}
	b.setNow(monday)
	c, err = b.service.Cancel(ctx, b.officer, Decision{Number: c.Number, Reason: "other"})
	b.must(err)
	_, err = b.setNeed(c, pair)
	if p, ok := asProblem(err); !ok || p.Code != "move_illegal" || p.State != string(Cancelled) || p.Legal == nil {
		t.Errorf("cancelled: %+v", err)
	}
}

func TestAskerIsToldWhatTheOfficeSetAndAnswers(t *testing.T) {
	b := newBench(t)
	ctx, w := t.Context(), writer{b.service, mailtest.Texts(t)}
	buyer := b.buyer()
	who, err := b.accounts.User(ctx, buyer.User)
	b.must(err)
	c := b.request(buyer, thursday, topic)
	if _, err := b.service.QuestionNeed(ctx, buyer, c.Number, "We speak Korean."); refused(err) != "need_not_set" {
		t.Errorf("nothing is set: %v", err)
	}
	b.post(w)
	sent := len(b.written())
	pair := interpreted().Pair()
	c, err = b.service.SetNeed(ctx, b.officer, Decision{Number: c.Number, Reason: "no_common_language", Text: "Your partner speaks Korean only.", Pair: &pair})
	b.must(err)
	b.post(w)
	got := b.written()
	if len(got) != sent+1 || got[sent].To != who.Email {
		t.Fatalf("%d letters instead of one: the other side knows of nothing yet", len(got)-sent)
	}
	for _, words := range []string{"The two sides share no language", "Your partner speaks Korean only.", "Interpreter: Korean"} {
		if !strings.Contains(got[sent].Text, words) {
			t.Errorf("the letter does not say %q:\n%s", words, got[sent].Text)
		}
	}
	set, err := b.service.NeedSet(ctx, c)
	if err != nil || set == nil || set.Reason != "no_common_language" {
		t.Fatalf("the page says %+v (%v)", set, err)
	}
	if _, err := b.service.QuestionNeed(ctx, buyer, c.Number, "  "); refused(err) != "form_invalid" {
		t.Errorf("without words: %v", err)
	}
	_, err = b.service.QuestionNeed(ctx, buyer, c.Number, "We speak Korean.")
	b.must(err)
	if said, err := b.service.NeedQuestioned(ctx, c.ID, buyer.User); err != nil || said != "We speak Korean." {
		t.Errorf("the page says %q (%v)", said, err)
	}
	waiting, err := b.service.Queue(ctx, b.officer)
	b.must(err)
	if !slices.ContainsFunc(waiting, func(i Item) bool { return i.Source == TaskNeed && i.Note == "We speak Korean." }) {
		t.Errorf("the office has %+v", waiting)
	}
	c, err = b.setNeed(c, schedule.Pair{})
	b.must(err)
	if said, err := b.service.NeedQuestioned(ctx, c.ID, buyer.User); err != nil || said != "" {
		t.Errorf("set anew, it still waits: %q (%v)", said, err)
	}
	if c, err = b.service.Amend(ctx, buyer, Decision{Number: c.Number, Pair: &pair}, topic); err != nil || c.Pair() != pair {
		t.Errorf("the asker asks for one: %v (%v)", c.Pair(), err)
	}
	if set, err = b.service.NeedSet(ctx, c); err != nil || set != nil {
		t.Errorf("written anew, the page says %+v (%v)", set, err)
	}
}

func TestWhatWasWaivedIsNeededAgainAndOldWaiversAreVoid(t *testing.T) {
	b := newBench(t)
	ctx, buyer := t.Context(), b.buyer()
	c := b.confirmed(buyer, thursday, interpreted())
	for _, v := range []account.Viewer{buyer, b.supplier} {
		_, err := b.service.WaiveInterpreter(ctx, v, Decision{Number: c.Number})
		b.must(err)
	}
	if c = b.read(c.ID); c.InterpreterState != InterpreterWaived {
		t.Fatalf("the interpreter is %s", c.InterpreterState)
	}
	c, err := b.setNeed(c, interpreted().Pair())
	b.must(err)
	if c.State != Suspended || c.InterpreterState != InterpreterAsked {
		t.Errorf("needed again: %s, %s", c.State, c.InterpreterState)
	}
	if c, err = b.service.WaiveInterpreter(ctx, buyer, Decision{Number: c.Number}); err != nil || c.InterpreterState == InterpreterWaived {
		t.Errorf("one side alone has waived it with a word of before: %s (%v)", c.InterpreterState, err)
	}
	b.sound()
}

func TestOnlyTheOfficeSetsTheNeedAndOnlyPartiesAnswer(t *testing.T) {
	b := newBench(t)
	ctx, buyer := t.Context(), b.buyer()
	c := b.confirmed(buyer, thursday, interpreted())
	desk, err := b.accounts.CreateDesk(ctx, account.Desk{Slug: "desk", Kind: "sister_city", Country: "DE", City: "Cologne", Zone: "Europe/Berlin", NameEn: "Desk", NameKo: "데스크"})
	b.must(err)
	operator, partner := b.person("Asia/Seoul", account.Grant{Role: account.Operator}), b.person("Europe/Berlin", account.Grant{Role: account.Partner, Desk: desk.ID})
	none := schedule.Pair{}
	set := Decision{Number: c.Number, Reason: "sides_agree", Pair: &none}
	for name, one := range map[string]struct {
		v         account.Viewer
		set, says string
	}{
		"visitor": {account.Viewer{}, "sign_in_needed", "sign_in_needed"}, "buyer": {buyer, "forbidden", "need_not_set"}, "supplier": {b.supplier, "forbidden", "need_not_set"},
		"another buyer": {b.buyer(), "not_found", "not_found"}, "interpreter": {b.hand(c), "forbidden", "forbidden"}, "partner": {partner, "not_found", "not_found"},
		"operator": {operator, "forbidden", "forbidden"}, "officer": {b.officer, "", "forbidden"},
	} {
		if _, err := b.service.QuestionNeed(ctx, one.v, c.Number, "?"); refused(err) != one.says {
			t.Errorf("%s answers: %v, wanted %q", name, err, one.says)
		}
		if name == "officer" {
			continue
		}
		if _, err := b.service.SetNeed(ctx, one.v, set); refused(err) != one.set {
			t.Errorf("%s sets it: %v, wanted %q", name, err, one.set)
		}
	}
	if _, err := b.service.SetNeed(ctx, b.officer, set); err != nil {
		t.Errorf("the officer sets it: %v", err)
	}
	events, whole, err := b.service.Events(ctx, c.ID)
	b.must(err)
	if last := events[len(events)-1]; last.Move != string(MoveNeed) || last.Reason != "sides_agree" || last.Actor != b.officer.User.String() || !whole {
		t.Errorf("the log's last line is %+v, the chain stands: %v", last, whole)
	}
}
