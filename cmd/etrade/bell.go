package main

import (
	"context"
	"sync"

	"github.com/etradeoffice/portal/server/account"
)

// ring starts hearing and telling; what it returns ends both, and with them the streams that keep requests open.
func (o *office) ring() func(context.Context) error {
	return beside(o.bell.Run, func(ctx context.Context) {
		o.portal.schedule.Announce(ctx, func(ctx context.Context, company account.CompanyID) error {
			o.portal.catalog.HoursChanged(company)
			return o.bell.Ring(ctx, company.String())
		})
	})
}

// beside runs works beside all else; what it returns ends them.
func beside(works ...func(context.Context)) func(context.Context) error {
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	for _, work := range works {
		all.Go(func() { work(ctx) })
	}
	return func(context.Context) error {
		cancel()
		all.Wait()
		return nil
	}
}

// wake tells open pages to look again. A lost Redis loses a hint: they look by themselves.
func (o *office) wake(ctx context.Context, things ...string) {
	for _, thing := range things {
		if err := o.bell.Ring(ctx, thing); err != nil {
			o.log.DebugContext(ctx, "a page is not woken", "err", err)
			return
		}
	}
}
