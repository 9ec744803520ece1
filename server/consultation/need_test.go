package consultation

import (
	"testing"

	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/schedule"
)

func TestNeedOfAnInterpreterIsDerivedFromWhatBothSidesSpeak(t *testing.T) {
	pairs := []string{"ko-de", "ko-en", "ko-ro", "ko-vi", "ko-zh"}
	for _, test := range []struct {
		name            string
		supplier, buyer []string
		page            string
		talk, pair      string
	}{
		{"both speak the page's language", []string{"ko", "en"}, []string{"en", "ro"}, "en", "en", ""},
		{"they share another than the page's", []string{"ko", "de"}, []string{"de"}, "en", "de", ""},
		{"they share none", []string{"ko"}, []string{"vi"}, "en", "vi", "ko-vi"},
		{"nor does the buyer's first language lead anywhere", []string{"ko"}, []string{"hu", "ro"}, "en", "ro", "ko-ro"},
		{"a visitor reads Vietnamese", []string{"ko"}, nil, "vi", "vi", "ko-vi"},
		{"a visitor reads Chinese in one script", []string{"ko"}, nil, "zh-Hans", "zh", "ko-zh"},
		{"the company has not said", nil, []string{"ro"}, "ro", "ro", ""},
		{"nobody of the house leads there", []string{"ko"}, []string{"hu"}, "hu", "", ""},
	} {
		s := Spoken{test.supplier, test.buyer}
		talk := s.Talk(test.page, []string{"en", "ko", "de", "ro", "vi", "zh"})
		if pair := s.Between(talk, pairs); talk != test.talk || pair != test.pair {
			t.Errorf("%s: a talk in %q by %q, wanted %q by %q", test.name, talk, pair, test.talk, test.pair)
		}
	}
}

func TestTalkWithoutACommonLanguageIsAskedForOnlyKnowingly(t *testing.T) {
	s := Spoken{Supplier: []string{"ko"}, Buyer: []string{"vi", "en"}}
	for _, test := range []struct {
		topic   Topic
		without bool
		want    string
	}{
		{Topic{Language: "en"}, false, "pair"}, {Topic{Language: "en"}, true, ""}, {Topic{Language: "en", NeedFrom: "ko", NeedTo: "vi"}, false, ""},
		{Topic{Language: "ko"}, false, "pair"}, {Topic{}, false, ""}, // the language itself is asked for first
	} {
		if err := s.Check(test.topic, test.without); (refused(err) == "form_invalid") != (test.want == "pair") {
			t.Errorf("%+v, without %v: %v", test.topic, test.without, err)
		}
	}
}

func TestWrittenAnewARequestMayAskForAnotherInterpreter(t *testing.T) {
	b := newBench(t)
	ctx, buyer := t.Context(), b.buyer()
	c := b.request(buyer, thursday, topic)
	pair := interpreted().Pair()
	got, err := b.service.Amend(ctx, buyer, Decision{Number: c.Number, Version: c.Version, Pair: &pair}, topic)
	b.must(err)
	if got.Pair() != pair || got.InterpreterState != InterpreterPencilled || b.claims(c.ID) != 3 {
		t.Errorf("with a pair: %v, %s, %d claims", got.Pair(), got.InterpreterState, b.claims(c.ID))
	}
	again, err := b.service.Amend(ctx, buyer, Decision{Number: c.Number, Version: got.Version}, topic)
	b.must(err)
	if again.Pair() != pair || again.InterpreterUser != got.InterpreterUser || b.claims(c.ID) != 3 {
		t.Errorf("not said: %v, %d claims", again.Pair(), b.claims(c.ID))
	}
	none := schedule.Pair{}
	left, err := b.service.Amend(ctx, buyer, Decision{Number: c.Number, Version: again.Version, Pair: &none}, topic)
	b.must(err)
	if left.Pair() != none || left.InterpreterState != NoInterpreter || b.claims(c.ID) != 2 {
		t.Errorf("without: %v, %s, %d claims", left.Pair(), left.InterpreterState, b.claims(c.ID))
	}
	if _, err := b.service.Amend(ctx, buyer, Decision{Number: c.Number, Version: left.Version, Pair: &schedule.Pair{From: "ko", To: "hu"}}, topic); refused(err) != "interpreter_taken" {
		t.Errorf("languages that nobody works in: %v", err)
	}
	if after := b.read(c.ID); after.Version != left.Version || b.claims(c.ID) != 2 {
		t.Errorf("a refused change has left %d claims at version %d", b.claims(c.ID), after.Version)
	}
	if changes := diff(Topic{}, Topic{NeedFrom: "ko", NeedTo: "ro"}); len(changes) != 1 || changes[0].After != "ko-ro" {
		t.Errorf("the office is told %+v", changes)
	}
}

func TestAnotherPairAsksForTheOfficeAgain(t *testing.T) {
	b := newBench(t)
	ctx, buyer := t.Context(), b.buyer()
	c := b.request(buyer, thursday, topic)
	c, err := b.service.Approve(ctx, b.officer, Decision{Number: c.Number, Version: c.Version})
	b.must(err)
	pair := interpreted().Pair()
	got, err := b.service.Amend(ctx, buyer, Decision{Number: c.Number, Version: c.Version, Pair: &pair}, topic)
	b.must(err)
	if got.State != Requested || got.InterpreterState != InterpreterPencilled {
		t.Errorf("it is %s, the interpreter %s", got.State, got.InterpreterState)
	}
}

func TestOnlyPeopleOfThePairAreToBeAssigned(t *testing.T) {
	spoken := func(from, to string) []interpreter.Language {
		return []interpreter.Language{{Pair: schedule.Pair{From: from, To: to}}}
	}
	for _, test := range []struct {
		all  []interpreter.Language
		want bool
	}{
		{spoken("ko", "ro"), true}, {spoken("ro", "ko"), true}, {spoken("ko", "de"), false}, {nil, false},
		{spoken("ko", schedule.Hub), true}, {spoken(schedule.Hub, "ro"), true}, // legs of a relay
	} {
		if got := WorksIn(test.all, schedule.Pair{From: "ko", To: "ro"}); got != test.want {
			t.Errorf("%v: %v", test.all, got)
		}
	}
}
