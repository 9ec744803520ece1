package main

import (
	"context"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/control"
)

// ask is a buyer who looks at a supplier's slots of the next weeks and asks for one, or for a time that may not be free.
func (t *town) ask(ctx context.Context) error {
	n := t.chance.IntN(len(t.buyers))
	h, buyer, home := t.hosts[t.chance.IntN(len(t.hosts))], t.buyers[n], homes[n%len(homes)]
	t.mu.Lock()
	t.year.Asked++
	t.mu.Unlock()
	form := request(h.company, t.clock().Truncate(time.Hour).Add(time.Duration(20+t.chance.IntN(800))*time.Hour), "")
	if t.of(60) {
		form.Topic.NeedFrom, form.Topic.NeedTo = "ko", home.lang
	}
	if t.of(90) {
		from := t.clock().AddDate(0, 0, t.chance.IntN(30))
		found, err := t.schedule.Slots(ctx, schedule.SlotQuery{Company: h.company, From: from, To: from.AddDate(0, 0, 10), Length: form.Length, Buyer: buyer.User})
		if err != nil {
			return err
		}
		if len(found.Slots) == 0 {
			t.refused("look nothing_free")
			return nil
		}
		form.Start = found.Slots[t.chance.IntN(len(found.Slots))].Start
	}
	if t.of(10) {
		return t.hold(ctx, h, buyer, form)
	}
	c, err := t.consultation.Request(ctx, buyer, form)
	if t.expected("request", err) {
		t.asked(h, buyer, c)
	}
	return nil
}

// hold keeps the slot first; every third forgets it.
func (t *town) hold(ctx context.Context, h host, buyer account.Viewer, form consultation.RequestForm) error {
	opener := fmt.Sprint("browser ", t.chance.Int64())
	draft, err := t.consultation.Hold(ctx, consultation.HoldRequest{Opener: opener, Key: form.Key, Company: h.company, Start: form.Start, Length: form.Length})
	if !t.expected("hold", err) || t.of(33) {
		return nil
	}
	after := -time.Second // in the same hour, while it holds
	if t.of(20) {
		after = time.Minute // it is over by then, and the slot is asked for anew
	}
	t.plan(t.clock().Add(after), func(ctx context.Context) error {
		form.Key, form.Draft, form.Opener = form.Key+"/request", draft.ID, opener
		c, err := t.consultation.Request(ctx, buyer, form)
		if t.expected("request", err) {
			t.asked(h, buyer, c)
		}
		return nil
	})
	return nil
}

// asked is what people have in mind once a request is there. Each step is tried whatever has become of it meanwhile.
func (t *town) asked(h host, buyer account.Viewer, c consultation.Consultation) {
	if t.of(5) {
		t.in(12*time.Hour, t.try("withdraw", func(ctx context.Context) error {
			_, err := t.consultation.Cancel(ctx, buyer, decision(c))
			return err
		}))
	}
	switch {
	case t.of(5): // the office forgets it
	case t.of(8):
		t.in(8*time.Hour, t.try("office decline", func(ctx context.Context) error {
			_, err := t.consultation.Decline(ctx, t.officer, decision(c))
			if err == nil {
				t.officeNo.Add(1)
			}
			return err
		}))
	case t.of(8):
		t.in(8*time.Hour, t.try("return", func(ctx context.Context) error {
			_, err := t.consultation.Return(ctx, t.officer, decision(c))
			if err == nil && t.of(75) {
				t.in(10*time.Hour, t.try("resubmit", func(ctx context.Context) error {
					_, err := t.consultation.Resubmit(ctx, buyer, decision(c), c.Topic)
					if err == nil {
						t.approve(h, buyer, c)
					}
					return err
				}))
			}
			return err
		}))
	default:
		t.approve(h, buyer, c)
	}
}

// try is a step that may be refused.
func (t *town) try(what string, do func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		t.expected(what, do(ctx))
		return nil
	}
}

func (t *town) approve(h host, buyer account.Viewer, c consultation.Consultation) {
	t.in(7*time.Hour, t.try("approve", func(ctx context.Context) error {
		offered, err := t.consultation.Approve(ctx, t.officer, decision(c))
		if err == nil {
			t.interpret(offered, 4, map[account.UserID]bool{})
			t.answer(h, buyer, c)
		}
		return err
	}))
}

// interpret has those answer who were asked to interpret, and looks again later whether the next tier was asked meanwhile. Some
// never answer. Who is left without one may waive it.
func (t *town) interpret(c consultation.Consultation, looks int, asked map[account.UserID]bool) {
	for _, who := range c.Asked {
		voice, known := t.voices[who]
		if !known || asked[who] {
			continue
		}
		asked[who] = true
		if t.of(30) { // lets the offer lapse
			continue
		}
		yes := t.of(70)
		t.in(3*time.Hour, t.try("interpreter", func(ctx context.Context) error {
			_, err := t.consultation.AnswerAssignment(ctx, voice, decision(c), yes)
			return err
		}))
	}
	if looks == 0 || c.NeedTo == "" {
		return
	}
	t.in(5*time.Hour, t.try("look for interpreter", func(ctx context.Context) error {
		now, err := t.consultation.ByNumber(ctx, t.officer, c.Number)
		switch {
		case err != nil:
			return err
		case len(now.Asked) > 0:
			t.interpret(now, looks-1, asked)
		case now.InterpreterState == consultation.InterpreterMissing && t.of(60):
			_, err = t.consultation.WaiveInterpreter(ctx, t.officer, decision(c))
		}
		return err
	}))
}

// answer is the supplier's: yes, no, another time, or none at all.
func (t *town) answer(h host, buyer account.Viewer, c consultation.Consultation) {
	accept := t.try("accept", func(ctx context.Context) error {
		_, err := t.consultation.Accept(ctx, h.member, decision(c), h.member.User)
		return err
	})
	switch {
	case t.of(15): // ignored
		return
	case t.of(12):
		t.in(16*time.Hour, t.try("decline", func(ctx context.Context) error {
			_, err := t.consultation.Decline(ctx, h.member, decision(c))
			return err
		}))
		return
	case t.of(12):
		t.in(6*time.Hour, t.counter(h.member, buyer, c))
		t.in(40*time.Hour, accept)
	default:
		t.in(16*time.Hour, accept)
	}
	t.later(h, buyer, c)
}

// counter proposes another time, to which the other side says yes, no or nothing.
func (t *town) counter(from, to account.Viewer, c consultation.Consultation) func(context.Context) error {
	return t.try("propose", func(ctx context.Context) error {
		_, err := t.consultation.Reschedule(ctx, from, decision(c), c.StartsAt.Add(time.Duration(t.chance.IntN(9)-4)*30*time.Minute))
		if err != nil || t.of(25) {
			return err
		}
		yes := t.of(70)
		t.in(10*time.Hour, t.try("answer proposal", func(ctx context.Context) error {
			_, err := t.consultation.AnswerProposal(ctx, to, decision(c), yes)
			return err
		}))
		return nil
	})
}

// later is what comes of an agreed meeting: moved, cancelled, or met at its time.
func (t *town) later(h host, buyer account.Viewer, c consultation.Consultation) {
	ahead := c.StartsAt.Sub(t.clock())
	switch {
	case t.of(8):
		who := []account.Viewer{buyer, h.member, t.officer}[t.chance.IntN(3)]
		t.plan(t.clock().Add(time.Duration(t.chance.Float64()*float64(ahead))), t.try("cancel", func(ctx context.Context) error {
			_, err := t.consultation.Cancel(ctx, who, decision(c))
			return err
		}))
	case t.of(8):
		t.plan(t.clock().Add(ahead*2/3), t.try("move", func(ctx context.Context) error {
			_, err := t.consultation.Reschedule(ctx, t.officer, decision(c), c.StartsAt.Add(24*time.Hour))
			return err
		}))
	case t.of(6):
		t.plan(t.clock().Add(ahead/2), t.counter(buyer, h.member, c))
	}
	t.plan(c.StartsAt.Add(-time.Minute), func(ctx context.Context) error { return t.meet(ctx, h, buyer, c) })
}

// meet looks again when the time has come, since the meeting may have moved, and has people come or not.
func (t *town) meet(ctx context.Context, h host, buyer account.Viewer, c consultation.Consultation) error {
	now, err := t.consultation.ByNumber(ctx, t.officer, c.Number)
	if err != nil || now.State != consultation.Confirmed {
		return err
	}
	if start := now.StartsAt.Add(-time.Minute); start.After(t.clock()) {
		t.plan(start, func(ctx context.Context) error { return t.meet(ctx, h, buyer, now) })
		return nil
	}
	supplier, guest := !t.of(6), !t.of(9)
	length := time.Duration(6+t.chance.IntN(24)) * time.Minute
	if t.of(4) {
		length = 3 * time.Minute // too short to have taken place
	}
	if !supplier && !guest {
		return nil
	}
	var report facts
	add := func(after time.Duration, kind, side, role string) *control.Fact {
		report = append(report, control.Fact{Room: now.ID.String(), Epoch: 1, N: int64(len(report) + 1), At: now.StartsAt.Add(after), Kind: kind, Participant: side,
			Side: side, Role: role})
		return &report[len(report)-1]
	}
	add(0, control.Opened, "", "")
	if supplier {
		add(0, control.Joined, "supplier", "host")
	}
	if guest {
		add(time.Minute, control.Joined, "buyer", "guest")
	}
	both := supplier && guest
	if both {
		add(time.Minute, control.Live, "", "")
	}
	if t.of(95) { // else the node dies and says nothing any more
		ended := add(length+time.Minute, control.Ended, "", "")
		if ended.Reason = "ended"; both {
			ended.OverlapMS = length.Milliseconds()
		}
	}
	t.report(report)
	return nil
}

// facts are what a room reports, in order.
type facts []control.Fact

// report has a room report one after the other.
func (t *town) report(all facts) {
	if len(all) == 0 {
		return
	}
	t.plan(all[0].At, func(ctx context.Context) error {
		t.expected("fact", t.consultation.Record(ctx, all[0]))
		t.report(all[1:])
		return nil
	})
}
