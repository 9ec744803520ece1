package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/walkin"
	"github.com/etradeoffice/portal/signaling/control"
)

// rung is a past "ask to talk now".
type rung struct {
	buyer, supplier, host string // the company is that of the host
	product               string
	daysAgo               int
	wait                  time.Duration // until somebody answers
	talk                  time.Duration // zero: nobody did
	note                  string
}

var rings = []rung{
	{"erika@rheinbogen.example", "A", "garam@lumivale.example", "LV-CO30", 2, 11 * time.Second, 9 * time.Minute, ""},
	{"ana@restaura.example", "F", "bada@doedol.example", "", 4, 24 * time.Second, 17 * time.Minute, ""},
	{"max@klangwerk.example", "E", "maru@sorigyeol.example", "", 6, 0, 0, "We look for a chip for hearing aids with two microphones. Please tell me whom to ask."},
	{"vidu@nhabinh.example", "A", "garam@lumivale.example", "", 8, 0, 0, ""},
}

// writeRings lets the visitor's own company be rung at any hour, and writes what was rung before.
func (o Office) writeRings(ctx context.Context, k known) error {
	host, err := o.Account.Viewer(ctx, k.people["supplier@demo.example"])
	if err != nil {
		return err
	}
	if err := o.WalkIn.SetDesk(ctx, host, true, 0); err != nil {
		return err
	}
	if err := o.testDevices(ctx, host); err != nil {
		return err
	}
	for i, r := range rings {
		if err := o.writeRing(ctx, k, i, r); err != nil {
			return fmt.Errorf("ring of %s: %w", r.buyer, err)
		}
	}
	return nil
}

func (o Office) writeRing(ctx context.Context, k known, i int, r rung) error {
	asked := workday(o.Now().AddDate(0, 0, -r.daysAgo-7), 5, 6, 10+i) // a day of work, 15:10 in Seoul
	o.Clock.set(asked)
	buyer, err := o.Account.Viewer(ctx, k.people[r.buyer])
	if err != nil {
		return err
	}
	ring, err := o.Rung.Ask(ctx, buyer, walkin.Ask{Company: k.companies[r.supplier], SKU: r.product, Key: fmt.Sprint("demo ring ", i)})
	if err != nil || !ring.Waiting() {
		return err // written by an earlier start
	}
	if r.talk == 0 {
		return o.unanswered(ctx, buyer, ring, asked, r)
	}
	host, err := o.Account.Viewer(ctx, k.people[r.host])
	if err != nil {
		return err
	}
	o.Clock.set(asked.Add(r.wait))
	if ring, err = o.Rung.Answer(ctx, host, ring.ID); err != nil {
		return err
	}
	began := asked.Add(r.wait + 20*time.Second)
	end := began.Add(r.talk)
	o.Clock.set(end)
	for n, f := range []control.Fact{
		{At: began, Kind: control.Opened}, {At: began, Kind: control.Joined, Participant: host.User.String(), Role: "host", Side: "supplier"},
		{At: began, Kind: control.Joined, Participant: buyer.User.String(), Role: "guest", Side: "buyer"}, {At: began, Kind: control.Live},
		{At: end, Kind: control.Ended, Reason: "ended", OverlapMS: r.talk.Milliseconds()},
	} {
		f.Room, f.Epoch, f.N = ring.Consultation.String(), began.UnixMilli(), int64(n+1)
		if err := o.Rung.Record(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// unanswered lets company and office miss the ring.
func (o Office) unanswered(ctx context.Context, buyer account.Viewer, ring walkin.Ring, asked time.Time, r rung) error {
	for _, after := range []time.Duration{90 * time.Second, 180 * time.Second} {
		o.Clock.set(asked.Add(after))
		if _, err := o.Rung.Touch(ctx, buyer, ring.ID); err != nil {
			return err
		}
	}
	if r.note == "" {
		return nil
	}
	_, err := o.Rung.Note(ctx, buyer, ring.ID, r.note)
	return err
}

// testDevices has the visitor's own exporter have tried camera and microphone today. The others of the demo have not.
func (o Office) testDevices(ctx context.Context, host account.Viewer) error {
	return o.WalkIn.KeepTest(ctx, host, walkin.DeviceTest{Camera: true, Sound: true})
}
