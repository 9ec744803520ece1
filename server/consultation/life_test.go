package consultation

import (
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/signaling/control"
)

func TestWholeLifeFromHoldToOutcome(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	buyer := b.buyer()
	hold, err := b.service.Hold(ctx, HoldRequest{Opener: "browser", Company: b.company, Start: thursday, Length: 30 * time.Minute})
	b.must(err)
	if hold.State != Draft || b.claims(hold.ID) != 1 {
		t.Fatalf("hold is %s with %d claims", hold.State, b.claims(hold.ID))
	}
	f := b.form(thursday, interpreted())
	f.Draft, f.Opener = hold.ID, "browser"
	c, err := b.service.Request(ctx, buyer, f)
	b.must(err)
	if c.ID != hold.ID || c.Number != "SW-2027-0001" || c.Owner != Office || b.claims(c.ID) != 3 {
		t.Fatalf("request is %s, owner %s, %d claims", c.Number, c.Owner, b.claims(c.ID))
	}
	c, err = b.service.Approve(ctx, b.officer, Decision{Number: c.Number, Version: c.Version})
	b.must(err)
	if c.State != Offered || c.Owner != Supplier || c.InterpreterState != InterpreterAsked {
		t.Fatalf("approved is %s, owner %s, interpreter %s", c.State, c.Owner, c.InterpreterState)
	}
	c, err = b.service.Accept(ctx, b.supplier, Decision{Number: c.Number, Version: c.Version}, b.supplier.User)
	b.must(err)
	if c.State != Accepted || c.Owner != Interpreter {
		t.Fatalf("accepted is %s, owner %s", c.State, c.Owner)
	}
	c, err = b.service.AnswerAssignment(ctx, b.hand(c), Decision{Number: c.Number, Version: c.Version}, true)
	b.must(err)
	if c.State != Confirmed || !c.Invited || c.IcalSequence != 0 {
		t.Fatalf("after the interpreter's yes: %s, invited %v, sequence %d", c.State, c.Invited, c.IcalSequence)
	}
	meet(b, c, 6*time.Minute)
	if c = b.read(c.ID); c.State != OutcomeDue {
		t.Fatalf("after the room: %s", c.State)
	}
	if want := []string{"received", "asked", "asked", "offered", "accepted", "given", "confirmed", "outcome_due"}; !slices.Equal(b.notices(c.ID), want) {
		t.Errorf("notices %v, want %v", b.notices(c.ID), want)
	}
	b.sound()
}

// meet has both principals meet in the room for a while, and the room end.
func meet(b *bench, c Consultation, d time.Duration) {
	b.t.Helper()
	b.setNow(c.StartsAt.Add(d))
	record := func(n int64, after time.Duration, kind, side, role, reason string) {
		b.must(b.service.Record(b.t.Context(), control.Fact{Room: c.ID.String(), Epoch: 1, N: n, At: c.StartsAt.Add(after), Kind: kind,
			Participant: side, Side: side, Role: role, Reason: reason, OverlapMS: after.Milliseconds()}))
	}
	record(1, 0, control.Opened, "", "", "")
	record(2, 0, control.Joined, "supplier", "host", "")
	record(3, 0, control.Joined, "buyer", "guest", "")
	record(4, 0, control.Live, "", "", "")
	if s := b.read(c.ID).State; s != Live {
		b.t.Fatalf("with both in: %s", s)
	}
	record(5, d, control.Left, "buyer", "guest", "ended")
	record(6, d, control.Ended, "", "", "ended")
	record(6, d, control.Ended, "", "", "ended") // facts come again until they are taken
}

func TestEvidenceDecidesWhereAnEndedMeetingGoes(t *testing.T) {
	fact := func(kind, side, role string, overlap time.Duration) control.Fact {
		return control.Fact{Epoch: 1, Kind: kind, Side: side, Role: role, OverlapMS: overlap.Milliseconds()}
	}
	host, guest := fact(control.Joined, "supplier", "host", 0), fact(control.Joined, "buyer", "guest", 0)
	tests := []struct {
		name   string
		facts  []control.Fact
		want   State
		absent string
	}{
		{"both for five minutes", []control.Fact{host, guest, fact(control.Ended, "", "", 5*time.Minute)}, OutcomeDue, ""},
		{"both, a second short", []control.Fact{host, guest, fact(control.Ended, "", "", 5*time.Minute-time.Second)}, Ended, ""},
		{"nobody", nil, Missed, "both"},
		{"only an interpreter", []control.Fact{fact(control.Joined, "office", "interpreter", 0)}, Missed, "both"},
		{"the buyer never came", []control.Fact{host}, Ended, "buyer"},
		{"the supplier never came", []control.Fact{guest}, Ended, "supplier"},
		{"two epochs add up", []control.Fact{host, guest, fact(control.Tick, "", "", 3*time.Minute),
			{Epoch: 2, Kind: control.Ended, OverlapMS: (2 * time.Minute).Milliseconds()}}, OutcomeDue, ""},
		{"the largest of an epoch counts once", []control.Fact{host, guest, fact(control.Tick, "", "", 3*time.Minute),
			fact(control.Ended, "", "", 4*time.Minute)}, Ended, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := attended(tt.facts, 5*time.Minute)
			if got := a.judge(); got != tt.want || a.absent() != tt.absent {
				t.Errorf("goes to %s, absent %q; want %s, %q", got, a.absent(), tt.want, tt.absent)
			}
		})
	}
}

func TestOfficeTimeStandsStillOnClosedDays(t *testing.T) {
	h := DefaultSettings().Hours
	seoul := h.Zone
	at := func(day, hour int) time.Time { return time.Date(2027, 6, day, hour, 0, 0, 0, seoul) }
	tests := []struct {
		name string
		from time.Time
		d    time.Duration
		want time.Time
	}{
		{"inside the week", at(7, 10), 24 * time.Hour, at(8, 10)},
		{"over the weekend", at(11, 10), 24 * time.Hour, at(14, 10)},
		{"from a Saturday", at(12, 15), 24 * time.Hour, at(15, 0)},
		{"72 h from a Thursday", at(10, 12), 72 * time.Hour, at(15, 12)},
	}
	for _, tt := range tests {
		if got := h.After(tt.from, tt.d); !got.Equal(tt.want) {
			t.Errorf("%s: got %s, want %s", tt.name, got.In(seoul), tt.want)
		}
	}
}

func TestOneSideAbsentWaitsForTheOffice(t *testing.T) {
	b := newBench(t)
	c := b.confirmed(b.buyer(), thursday, topic)
	b.setNow(c.StartsAt.Add(20 * time.Minute))
	for i, kind := range []string{control.Opened, control.Joined, control.Ended} {
		b.must(b.service.Record(t.Context(), control.Fact{Room: c.ID.String(), Epoch: 1, N: int64(i + 1), At: b.now(), Kind: kind,
			Side: "supplier", Role: "host", Reason: "ended"}))
	}
	if c = b.read(c.ID); c.State != Ended || c.Owner != Office {
		t.Fatalf("is %s, owner %s", c.State, c.Owner)
	}
	b.setNow(c.AnswerBy.Add(time.Second))
	b.must(b.service.Sweep(t.Context()))
	if c = b.read(c.ID); c.State != Missed || c.Reason != "buyer" {
		t.Fatalf("after the office's day: %s, reason %q", c.State, c.Reason)
	}
	b.sound()
}

func TestNobodyEndsAMeetingThatWasNeverLive(t *testing.T) {
	b := newBench(t)
	c := b.confirmed(b.buyer(), thursday, topic)
	b.setNow(c.EndsAt.Add(30 * time.Minute))
	b.must(b.service.Sweep(t.Context()))
	if s := b.read(c.ID).State; s != Ended {
		t.Fatalf("half an hour after the end: %s", s)
	}
	b.setNow(c.EndsAt.Add(33 * time.Minute))
	b.must(b.service.Sweep(t.Context()))
	if c = b.read(c.ID); c.State != Missed || c.Reason != "both" {
		t.Fatalf("then: %s, reason %q", c.State, c.Reason)
	}
	b.sound()
}

func TestTicketsAreForPartiesAndForTheirTime(t *testing.T) {
	b := newBench(t)
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, interpreted())
	stranger := b.buyer()
	tests := []struct {
		name string
		who  account.Viewer
		at   time.Time
		want string
	}{
		{"buyer, a second early", buyer, c.StartsAt.Add(-15*time.Minute - time.Second), "join_early"},
		{"buyer, on time", buyer, c.StartsAt.Add(-15 * time.Minute), ""},
		{"supplier at the end", b.supplier, c.EndsAt.Add(30*time.Minute - time.Second), ""},
		{"supplier too late", b.supplier, c.EndsAt.Add(30 * time.Minute), "join_late"},
		{"interpreter half an hour before", b.hand(c), c.StartsAt.Add(-30 * time.Minute), ""},
		{"officer half an hour before", b.officer, c.StartsAt.Add(-30 * time.Minute), ""},
		{"another buyer", stranger, c.StartsAt, "not_found"},
		{"a visitor", account.Viewer{}, c.StartsAt, "sign_in_needed"},
	}
	for _, tt := range tests {
		b.setNow(tt.at)
		text, socket, err := b.service.JoinTicket(t.Context(), tt.who, c.Number)
		if got := refused(err); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		if (text != "" && socket != "") != (tt.want == "") {
			t.Errorf("%s: ticket %q, socket %q", tt.name, text, socket)
		}
	}
}
