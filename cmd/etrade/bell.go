package main

import (
	"context"
	"net/http"
	"sync"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/signaling/bell"
)

// openBell has pages of free times hear when one is taken.
func (o *office) openBell(mux *http.ServeMux) {
	o.bell = bell.New(o.ground.redis, o.log)
	mux.Handle("GET /live/changes/{thing}", o.bell)
}

// ring starts hearing and telling; what it returns ends both, and with them the streams that keep requests open.
func (o *office) ring() func(context.Context) error {
	ctx, cancel := context.WithCancel(context.Background())
	var both sync.WaitGroup
	both.Go(func() { o.bell.Run(ctx) })
	both.Go(func() {
		o.portal.schedule.Announce(ctx, func(ctx context.Context, company account.CompanyID) error {
			o.portal.catalog.HoursChanged(company)
			return o.bell.Ring(ctx, company.String())
		})
	})
	return func(context.Context) error {
		cancel()
		both.Wait()
		return nil
	}
}

// wake tells open pages to look again. A lost Redis loses a hint: they look by themselves.
func (o *office) wake(ctx context.Context, things ...string) {
	if o.bell == nil {
		return // nothing is served yet
	}
	for _, thing := range things {
		if err := o.bell.Ring(ctx, thing); err != nil {
			o.log.DebugContext(ctx, "a page is not woken", "err", err)
			return
		}
	}
}
