package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/refill"
	"github.com/etradeoffice/portal/server/schedule"
)

// wait is a buyer who asked to be told of a time that suits better than the free ones: an evening in Europe is night in Suwon.
type wait struct {
	buyer, supplier string
	zone            string // IANA
	from, to        int    // hours
	product         string
	standBy         bool
}

var waits = []wait{
	{"erika@rheinbogen.example", "B", "Europe/Berlin", 16, 20, "", true},
	{"buyer@demo.example", "B", "Europe/Bucharest", 16, 20, "DS-SC5W", true},
	{"buyer@demo.example", "E", "Europe/Bucharest", 17, 21, "", false},
}

// writeWaits writes the waitlist once; where a time is free after all, nobody has to wait.
func (o Office) writeWaits(ctx context.Context, k known) error {
	for _, w := range waits {
		if err := o.wait(ctx, k, w); err != nil {
			return fmt.Errorf("wait of %s: %w", w.buyer, err)
		}
	}
	return nil
}

func (o Office) wait(ctx context.Context, k known, w wait) error {
	buyer, err := o.Account.Viewer(ctx, k.people[w.buyer])
	if err != nil {
		return err
	}
	mine, err := o.Refill.Mine(ctx, buyer)
	if err != nil {
		return err
	}
	for _, there := range mine {
		if there.Company == k.companies[w.supplier] {
			return nil
		}
	}
	zone, err := schedule.LoadZone(w.zone)
	if err != nil {
		return err
	}
	today := schedule.DateOf(o.Now(), zone)
	e := refill.Entry{
		Company: k.companies[w.supplier], Language: "en", StandBy: w.standBy,
		Wish: refill.Wish{Zone: w.zone, FromDay: today, ToDay: today.AddDays(14), FromMin: w.from * 60, ToMin: w.to * 60, Length: 30 * time.Minute},
	}
	if w.product != "" {
		e.Products = []string{w.product}
	}
	if _, err := o.Refill.Join(ctx, buyer, e); !problem.Is(err, problem.Conflict) {
		return err
	}
	return nil
}
