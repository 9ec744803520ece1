package consultation

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
)

func (b *bench) queue() []string {
	b.t.Helper()
	items, err := b.service.Queue(b.t.Context(), b.officer)
	b.must(err)
	var all []string
	for _, i := range items {
		all = append(all, strings.TrimPrefix(i.Number, "SW-2027-")+" "+i.Source)
	}
	return all
}

func (b *bench) open(task Task) {
	b.t.Helper()
	b.must(b.service.db.Tx(b.t.Context(), func(tx postgres.Tx) error { return OpenTask(b.t.Context(), tx, task) }))
}

func TestQueueIsEverythingThatWaitsByDeadline(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.request(b.buyer(), thursday, topic)
	silent := b.request(b.buyer(), thursday.Add(24*time.Hour), topic)
	_, err := b.service.Approve(ctx, b.officer, Decision{Number: silent.Number})
	b.must(err)
	firm := b.confirmed(b.buyer(), thursday.Add(-time.Hour), interpreted())
	at := func(d time.Duration) *time.Time { due := monday.Add(d); return &due }
	b.open(Task{Kind: TaskDeclined, ConsultationID: firm.ID, DueBy: at(time.Hour), OpenedAt: monday})
	b.open(Task{Kind: TaskDeclined, ConsultationID: firm.ID, DueBy: at(3 * time.Hour), Note: "again", OpenedAt: monday})
	if got, want := b.queue(), []string{"0003 declined_by_mail", "0001 request"}; !slices.Equal(got, want) {
		t.Errorf("the queue is %v, want %v", got, want)
	}
	_, err = b.service.AnswerAssignment(ctx, b.hand(firm), Decision{Number: firm.Number}, false)
	b.must(err)
	b.setNow(monday.Add(50 * time.Hour))
	got := b.queue()
	for _, want := range []string{"0001 request", "0002 unanswered", "0003 suspended", "0003 declined_by_mail"} {
		if !slices.Contains(got, want) {
			t.Errorf("the queue is %v, without %s", got, want)
		}
	}
	if _, count, err := b.service.Waiting(ctx, b.officer); err != nil || count != len(got) {
		t.Errorf("the badge says %d (%v), the queue has %d", count, err, len(got))
	}
	items, err := b.service.Queue(ctx, b.officer)
	b.must(err)
	for _, i := range items {
		if i.Source == TaskDeclined {
			_, err := b.service.DoneTask(ctx, b.officer, i.Task)
			b.must(err)
		}
	}
	if slices.Contains(b.queue(), "0003 declined_by_mail") {
		t.Error("a task that was dealt with still waits")
	}
	if _, err := b.service.Queue(ctx, b.supplier); refused(err) != "forbidden" {
		t.Errorf("a supplier reads the queue: %v", err)
	}
}

func TestFilterNarrowsTheQueue(t *testing.T) {
	now := monday
	due := func(d time.Duration) *time.Time { at := now.Add(d); return &at }
	item := Item{Source: "request", Due: due(time.Hour), Assigned: account.UserID{UUID: newID().UUID}, Consultation: Consultation{Number: "SW-2027-0042"}}
	tests := []struct {
		name   string
		filter QueueFilter
		want   bool
	}{
		{"nothing", QueueFilter{}, true},
		{"its source", QueueFilter{Source: "request"}, true},
		{"another source", QueueFilter{Source: "unclear"}, false},
		{"soon", QueueFilter{Soon: true}, true},
		{"mine", QueueFilter{Mine: item.Assigned}, true},
		{"somebody else's", QueueFilter{Mine: account.UserID{UUID: newID().UUID}}, false},
		{"a number", QueueFilter{Text: "0042"}, true},
		{"a company, in any case", QueueFilter{Text: "LUMI"}, true},
		{"another company", QueueFilter{Text: "durea"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.filter.Lets(item, now, "Lumivale", "루미베일"); got != tt.want {
				t.Errorf("lets it through: %v", got)
			}
		})
	}
	for d, want := range map[time.Duration]Urgency{-time.Second: Overdue, 0: Overdue, 2 * time.Hour: Urgent, 8 * time.Hour: Today, 9 * time.Hour: Relaxed} {
		if got := (Item{Due: due(d)}).Urgency(now); got != want {
			t.Errorf("due in %s is %s, want %s", d, got, want)
		}
	}
	if got := (Item{}).Urgency(now); got != Timeless {
		t.Errorf("without a deadline it is %s", got)
	}
}

func TestBulkApprovalSaysOfEachWhatBecameOfIt(t *testing.T) {
	b := newBench(t)
	var picked []Decision
	for i := range 3 {
		c := b.request(b.buyer(), thursday.Add(time.Duration(i)*time.Hour), topic)
		picked = append(picked, Decision{Number: c.Number, Version: c.Version})
	}
	if _, err := b.service.Return(t.Context(), b.officer, Decision{Number: picked[1].Number, Reason: "unclear_goal"}); err != nil {
		t.Fatal(err)
	}
	rulings, err := b.service.ApproveAll(t.Context(), b.officer, append(picked, Decision{Number: "SW-2027-9999"}))
	b.must(err)
	var got []string
	for _, r := range rulings {
		got = append(got, refused(r.Err))
	}
	if want := []string{"", "consultation_changed", "", "not_found"}; !slices.Equal(got, want) {
		t.Errorf("rulings %v, want %v", got, want)
	}
	b.sound()
}

func TestOfficerWhoIsAPartyDoesNotDecide(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	torn := b.person("Asia/Seoul", account.Grant{Role: account.Officer}, account.Grant{Role: account.Supplier, Company: b.company})
	c := b.request(b.buyer(), thursday, topic)
	for name, err := range map[string]error{
		"approve": second(b.service.Approve(ctx, torn, Decision{Number: c.Number})),
		"return":  second(b.service.Return(ctx, torn, Decision{Number: c.Number, Reason: "other"})),
		"decline": second(b.service.Decline(ctx, torn, Decision{Number: c.Number, Reason: "other"})),
	} {
		if code := refused(err); code != "forbidden_own" && code != "not_found" {
			t.Errorf("%s: %v", name, err)
		}
	}
	rulings, err := b.service.ApproveAll(ctx, torn, []Decision{{Number: c.Number}})
	b.must(err)
	if rulings[0].Err == nil || b.read(c.ID).State != Requested {
		t.Errorf("in bulk they do: %v", rulings)
	}
}

func second[T any](_ T, err error) error { return err }

func TestOfficerAnswersForTheCompanyAndBothSidesSeeIt(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	c := b.request(b.buyer(), thursday, topic)
	c, err := b.service.Approve(ctx, b.officer, Decision{Number: c.Number})
	b.must(err)
	c, err = b.service.Accept(ctx, b.officer, Decision{Number: c.Number, Version: c.Version}, b.supplier.User)
	b.must(err)
	if c.State != Confirmed || c.HostUser != b.supplier.User {
		t.Fatalf("accepted for the company it is %s", c.State)
	}
	events, whole, err := b.service.Events(ctx, c.ID)
	b.must(err)
	i := slices.IndexFunc(events, func(e Event) bool { return e.Move == string(MoveAccept) })
	if i < 0 || events[i].Actor != b.officer.User.String() || events[i].Role != string(Office) || events[i].Reason != "for_supplier" || !whole {
		t.Errorf("the log says %+v", events)
	}
	if told, err := actedFor(ctx, b.db, c.ID); err != nil || !told {
		t.Errorf("the sides are told: %v, %v", told, err)
	}
	other := b.request(b.buyer(), thursday.Add(2*time.Hour), topic)
	_, err = b.service.Approve(ctx, b.officer, Decision{Number: other.Number})
	b.must(err)
	_, err = b.service.Decline(ctx, b.officer, Decision{Number: other.Number, Reason: "time_does_not_suit", For: Supplier})
	b.must(err)
	if told, err := actedFor(ctx, b.db, other.ID); err != nil || !told {
		t.Errorf("a decline for the company is told as one: %v, %v", told, err)
	}
	b.sound()
}

func TestEscalationGoesToWhoeverIsOnDuty(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	c := b.request(b.buyer(), thursday, topic)
	_, err := b.service.Escalate(ctx, b.officer, c.Number, "Is this buyer known?")
	b.must(err)
	assigned := func() account.UserID {
		items, err := b.service.Queue(ctx, b.officer)
		b.must(err)
		i := slices.IndexFunc(items, func(i Item) bool { return i.Source == TaskEscalation })
		if i < 0 || items[i].Note != "Is this buyer known?" || !items[i].Due.Equal(monday.Add(2*time.Hour)) {
			t.Fatalf("the queue is %+v", items)
		}
		return items[i].Assigned
	}
	if got := assigned(); got != (account.UserID{}) {
		t.Errorf("with nobody on duty it is given to %s", got)
	}
	b.must(b.service.TakeDuty(ctx, b.officer, "The scanner is broken."))
	if got := assigned(); got != b.officer.User {
		t.Errorf("it is given to %s", got)
	}
	next := b.person("Asia/Seoul", account.Grant{Role: account.Officer})
	b.must(b.service.TakeDuty(ctx, next, ""))
	if got := assigned(); got != next.User {
		t.Errorf("after the hand-over it is given to %s", got)
	}
	b.must(b.service.AddNote(ctx, next, c.Number, "Called, no answer."))
	notes, err := b.service.Notes(ctx, next, c.ID)
	b.must(err)
	if len(notes[ID{}]) != 1 || notes[ID{}][0].Text != "The scanner is broken." || len(notes[c.ID]) != 1 {
		t.Errorf("notes %v", notes)
	}
	for name, err := range map[string]error{
		"escalates": second(b.service.Escalate(ctx, b.supplier, c.Number, "")), "takes the duty": b.service.TakeDuty(ctx, b.supplier, ""),
		"reads notes": second(b.service.Notes(ctx, b.supplier, c.ID)), "writes one": b.service.AddNote(ctx, b.supplier, c.Number, "x"),
	} {
		if refused(err) != "forbidden" {
			t.Errorf("a supplier %s: %v", name, err)
		}
	}
	codes := together(4, func(int) error { return b.service.TakeDuty(ctx, b.officer, "") })
	if codes[""]+codes["duty_taken"] != 4 || codes[""] == 0 {
		t.Errorf("four take the duty at once: %v", codes)
	}
}

func TestClashIsToldWithItsNumberAndHour(t *testing.T) {
	b := newBench(t)
	first := b.request(b.buyer(), thursday, interpreted())
	other := b.newCompany(account.SupplierCompany, "KR", "Suwon", "Asia/Seoul")
	rules, err := schedule.ParseWeekly("mon-fri 9-18")
	b.must(err)
	b.must(b.schedule.SetWeekly(t.Context(), schedule.Supplier, other.ID.UUID, "Asia/Seoul", rules))
	f := b.form(thursday.Add(15*time.Minute), interpreted())
	f.Company, f.Start = other.ID, thursday
	second, err := b.service.Request(t.Context(), b.buyer(), f)
	b.must(err)
	clashes, err := b.service.Taken(t.Context(), second)
	b.must(err)
	clash, taken := clashes[second.ID][first.InterpreterUser]
	if !taken || clash.Number != first.Number || !clash.Until.Equal(first.EndsAt) || len(clashes[second.ID]) != 1 {
		t.Errorf("%s", fmt.Sprint(clashes))
	}
	of, err := b.service.Clashes(t.Context(), first, thursday.Add(-10*time.Minute))
	b.must(err)
	if len(of) != 0 {
		t.Errorf("a consultation is in its own way: %v", of)
	}
}
