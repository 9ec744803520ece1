package consultation

import (
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/schedule"
)

// guide adds an interpreter with office hours who works between the languages, in a tier.
func (b *bench) guide(tier int, languages ...string) account.Viewer {
	b.t.Helper()
	v := b.person("Asia/Seoul", account.Grant{Role: account.Interpreter})
	rules, err := schedule.ParseWeekly("mon-fri 9-18")
	b.must(err)
	b.must(b.schedule.SetWeekly(b.t.Context(), schedule.Interpreter, v.User.UUID, "Asia/Seoul", rules))
	b.profile(v, tier, languages...)
	b.hands = append(b.hands, v)
	return v
}

func (b *bench) profile(v account.Viewer, tier int, languages ...string) {
	b.t.Helper()
	signed := monday.AddDate(-1, 0, 0)
	p := interpreter.Profile{User: v.User, Tier: tier, NDAOn: &signed}
	for i := 1; i < len(languages); i++ {
		p.Languages = append(p.Languages, interpreter.Language{Pair: schedule.Pair{From: languages[i-1], To: languages[i]}, Level: "work"},
			interpreter.Language{Pair: schedule.Pair{From: languages[i], To: languages[i-1]}, Level: "work"})
	}
	b.must(b.service.interpreters.Set(b.t.Context(), b.officer, "Asia/Seoul", p))
}

func (b *bench) stages(id ID) map[account.UserID]interpreter.Stage {
	b.t.Helper()
	parts, err := b.service.Parts(b.t.Context(), id)
	b.must(err)
	all := map[account.UserID]interpreter.Stage{}
	for _, p := range parts {
		all[p.User] = p.Stage
	}
	return all
}

// approved is a request that the office has let through.
func (b *bench) approved(start time.Time, t Topic) Consultation {
	b.t.Helper()
	c, err := b.service.Approve(b.t.Context(), b.officer, Decision{Number: b.request(b.buyer(), start, t).Number})
	b.must(err)
	return c
}

func (b *bench) answer(v account.Viewer, c Consultation, yes bool) Consultation {
	b.t.Helper()
	c, err := b.service.AnswerAssignment(b.t.Context(), v, Decision{Number: c.Number}, yes)
	b.must(err)
	return c
}

// claimed reports whether the claim of a consultation stands for somebody.
func (b *bench) claimed(id ID, v account.Viewer) bool {
	b.t.Helper()
	var n int
	b.must(b.db.QueryRow(b.t.Context(), `select count(*) from claim c join resource r on r.id = c.resource_id
		where c.consultation_id = $1 and r.kind = 'interpreter' and r.owner = $2`, id, v.User).Scan(&n))
	return n == 1
}

func TestFirstTierIsAskedAtOnceAndTheSecondAfterAWait(t *testing.T) {
	b := newBench(t)
	b.profile(b.hands[0], 1, "ko", "en")
	b.profile(b.hands[1], 2, "ko", "en")
	c := b.request(b.buyer(), thursday, interpreted())
	if c.InterpreterState != InterpreterPencilled || c.InterpreterUser != b.hands[0].User || b.claims(c.ID) != 3 {
		t.Fatalf("requested: %s, %d claims", c.InterpreterState, b.claims(c.ID))
	}
	c, err := b.service.Approve(t.Context(), b.officer, Decision{Number: c.Number})
	b.must(err)
	if got := b.stages(c.ID); len(got) != 1 || got[b.hands[0].User] != interpreter.Offered {
		t.Fatalf("asked first: %v", got)
	}
	b.setNow(b.now().Add(4*time.Hour - time.Second))
	b.must(b.service.Sweep(t.Context()))
	if got := b.stages(c.ID); len(got) != 1 {
		t.Fatalf("a second before the wait is over: %v", got)
	}
	b.setNow(b.now().Add(time.Second))
	b.must(b.service.Sweep(t.Context()))
	c = b.read(c.ID)
	if got := b.stages(c.ID); got[b.hands[0].User] != interpreter.Lapsed || got[b.hands[1].User] != interpreter.Offered || !b.claimed(c.ID, b.hands[1]) {
		t.Fatalf("after the wait: %v", got)
	}
	if _, err := b.service.AnswerAssignment(t.Context(), b.hands[0], Decision{Number: c.Number}, true); refused(err) != "not_found" {
		t.Errorf("the first says yes too late: %v", err)
	}
	b.setNow(b.now().Add(5 * time.Hour))
	b.must(b.service.Sweep(t.Context()))
	if c = b.read(c.ID); c.InterpreterState != InterpreterMissing || c.InterpreterID != 0 {
		t.Errorf("nobody answered: %s", c.InterpreterState)
	}
	waiting, err := b.service.Queue(t.Context(), b.officer)
	b.must(err)
	if !slices.ContainsFunc(waiting, func(q Item) bool { return q.ID == c.ID && q.Source == "interpreter" }) {
		t.Error("the office does not see it")
	}
	b.sound()
}

func TestFirstYesHasTheSeatAndTheOthersAreTold(t *testing.T) {
	b := newBench(t)
	third := b.guide(1, "ko", "en")
	c := b.approved(thursday, interpreted())
	if len(c.Asked) != 3 {
		t.Fatalf("%d are asked", len(c.Asked))
	}
	if c.InterpreterUser == third.User {
		t.Fatal("the newest is pencilled in")
	}
	c = b.answer(third, c, true)
	if c.InterpreterState != InterpreterAccepted || c.InterpreterUser != third.User || !b.claimed(c.ID, third) || b.claims(c.ID) != 3 {
		t.Fatalf("after the yes: %s, %d claims", c.InterpreterState, b.claims(c.ID))
	}
	if n := b.notices(c.ID); !slices.Equal(n[len(n)-2:], []string{"given", "given"}) {
		t.Errorf("told: %v", n)
	}
	b.sound()
}

func TestCase51TwoSayYesToOneSeatOrOneIsAssignedTwice(t *testing.T) {
	t.Run("51 two interpreters say yes at once", func(t *testing.T) {
		b := newBench(t)
		c := b.approved(thursday, interpreted())
		codes := together(2, func(i int) error {
			_, err := b.service.AnswerAssignment(t.Context(), b.hands[i], Decision{Number: c.Number}, true)
			return err
		})
		if codes[""] != 1 {
			t.Errorf("answers: %v", codes)
		}
		b.sound()
	})
	t.Run("51 two officers assign one interpreter to two meetings", func(t *testing.T) {
		b := newBench(t)
		rival := b.person("Asia/Seoul", account.Grant{Role: account.Officer})
		wanted := b.guide(2, "ko", "en")
		other := b.newCompany(account.SupplierCompany, "KR", "Suwon", "Asia/Seoul")
		rules, err := schedule.ParseWeekly("mon-fri 9-18")
		b.must(err)
		b.must(b.schedule.SetWeekly(t.Context(), schedule.Supplier, other.ID.UUID, "Asia/Seoul", rules))
		one := b.request(b.buyer(), thursday, interpreted())
		form := b.form(thursday, interpreted())
		form.Company = other.ID
		two, err := b.service.Request(t.Context(), b.buyer(), form)
		b.must(err)
		officers, meetings := []account.Viewer{b.officer, rival}, []Consultation{one, two}
		codes := together(2, func(i int) error {
			_, err := b.service.AssignInterpreter(t.Context(), officers[i], Decision{Number: meetings[i].Number}, wanted.User)
			return err
		})
		if codes[""] != 1 || codes["interpreter_taken"] != 1 {
			t.Errorf("assignments: %v", codes)
		}
		b.sound()
	})
}

func TestRestHoldsAgainstARace(t *testing.T) {
	b := newBench(t)
	b.must(b.schedule.SetTerms(t.Context(), b.company, func() schedule.Terms { x := schedule.DefaultTerms(); x.DayCap = 0; return x }()))
	b.must(b.schedule.SetPairs(t.Context(), b.hands[1].User, nil))
	starts := []string{"00:00", "00:30", "01:00", "01:30", "02:00", "02:30", "03:00", "03:30"}
	buyers := make([]account.Viewer, len(starts))
	suppliers := make([]account.CompanyID, len(starts))
	rules, err := schedule.ParseWeekly("mon-fri 9-18")
	b.must(err)
	for i := range starts {
		buyers[i] = b.buyer()
		company := b.newCompany(account.SupplierCompany, "KR", "Suwon", "Asia/Seoul")
		b.must(b.schedule.SetWeekly(t.Context(), schedule.Supplier, company.ID.UUID, "Asia/Seoul", rules))
		suppliers[i] = company.ID
	}
	codes := together(len(starts), func(i int) error {
		at, err := time.Parse("2006-01-02T15:04Z", "2027-06-10T"+starts[i]+"Z")
		if err != nil {
			return err
		}
		form := b.form(at, interpreted())
		form.Company = suppliers[i]
		_, err = b.service.Request(t.Context(), buyers[i], form)
		return err
	})
	if n := codes[""]; n == 0 || n > 3 { // 30 minutes each, 100 in the half-day, and ten between two
		t.Errorf("%d meetings in one morning: %v", n, codes)
	}
	b.sound()
}

func TestRelayClaimsBothAndNeedsBothYeses(t *testing.T) {
	b := newBench(t)
	chain := b.guide(1, "en", "ro")
	relay := interpreted()
	relay.NeedTo = "ro"
	c := b.approved(thursday, relay)
	if c.Rung != schedule.Relay || c.SecondUser != chain.User || b.claims(c.ID) != 4 {
		t.Fatalf("rung %q, %d claims", c.Rung, b.claims(c.ID))
	}
	if c = b.answer(chain, c, true); c.InterpreterState != InterpreterAsked {
		t.Fatalf("after one yes: %s", c.InterpreterState)
	}
	if c = b.answer(b.hand(c), c, true); c.InterpreterState != InterpreterAccepted {
		t.Fatalf("after both: %s", c.InterpreterState)
	}
	c, err := b.service.Accept(t.Context(), b.supplier, Decision{Number: c.Number}, b.supplier.User)
	b.must(err)
	if c.State != Confirmed || c.Rung != schedule.Relay {
		t.Errorf("is %s, rung %q", c.State, c.Rung)
	}
	c = b.answer(chain, c, false)
	if c.State != Suspended || c.InterpreterState != InterpreterMissing || b.claims(c.ID) != 3 {
		t.Errorf("half a chain: %s, %s, %d claims", c.State, c.InterpreterState, b.claims(c.ID))
	}
	b.sound()
}

func TestBothSidesWaiveByName(t *testing.T) {
	b := newBench(t)
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, interpreted())
	hand := b.hand(c)
	b.must(b.schedule.SetPairs(t.Context(), b.hands[0].User, nil))
	b.must(b.schedule.SetPairs(t.Context(), b.hands[1].User, nil))
	if c = b.answer(hand, c, false); c.State != Suspended {
		t.Fatalf("is %s", c.State)
	}
	c, err := b.service.WaiveInterpreter(t.Context(), buyer, Decision{Number: c.Number})
	b.must(err)
	if c.State != Suspended {
		t.Fatalf("after one side: %s", c.State)
	}
	c, err = b.service.WaiveInterpreter(t.Context(), b.supplier, Decision{Number: c.Number})
	b.must(err)
	said, err := b.service.Waivers(t.Context(), c.ID)
	b.must(err)
	if c.State != Confirmed || c.InterpreterState != InterpreterWaived || len(said) != 2 || said[0].User != buyer.User || said[1].User != b.supplier.User {
		t.Errorf("after both: %s, %s, %v", c.State, c.InterpreterState, said)
	}
	b.sound()
}

func TestCase69InterpreterFallsIllAndIsReplaced(t *testing.T) {
	b := newBench(t)
	c := b.confirmed(b.buyer(), thursday, interpreted())
	ill := b.hand(c)
	b.setNow(c.StartsAt.Add(-30 * time.Minute))
	day := schedule.Window{Start: b.now(), End: b.now().Add(6 * time.Hour)}
	in, err := b.service.Conflicts(t.Context(), ill, ill.User, day)
	b.must(err)
	if len(in) != 1 || in[0].ID != c.ID {
		t.Fatalf("conflicts: %v", in)
	}
	b.must(b.service.Absent(t.Context(), ill, ill.User, day, "ill"))
	c = b.read(c.ID)
	if c.State != Suspended || c.InterpreterUser == ill.User || b.claimed(c.ID, ill) {
		t.Fatalf("is %s", c.State)
	}
	if _, _, err := b.service.JoinTicket(t.Context(), ill, c.Number); refused(err) != "not_found" {
		t.Errorf("the old one's ticket: %v", err)
	}
	var revoked int
	b.must(b.db.QueryRow(t.Context(), `select count(*) from river_job where kind = 'consultation_revoke_seat' and args->>'person' = $1`, ill.User.String()).Scan(&revoked))
	if revoked != 1 {
		t.Errorf("%d seats revoked", revoked)
	}
	next := b.hands[0]
	if next.User == ill.User {
		next = b.hands[1]
	}
	c, err = b.service.AssignInterpreter(t.Context(), b.officer, Decision{Number: c.Number}, next.User)
	b.must(err)
	if c.State != Confirmed || c.InterpreterUser != next.User || c.IcalSequence != 1 {
		t.Errorf("replaced: %s, sequence %d", c.State, c.IcalSequence)
	}
	b.releasedByCancel(c, ill)
	if _, _, err := b.service.JoinTicket(t.Context(), next, c.Number); err != nil {
		t.Errorf("the new one's ticket: %v", err)
	}
	if _, err := b.service.AssignInterpreter(t.Context(), b.officer, Decision{Number: c.Number}, ill.User); refused(err) != "interpreter_taken" {
		t.Errorf("the ill one again: %v", err)
	}
	b.sound()
}
