package main

import (
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/schedule"
)

// topics are the services behind the pages, each knowing those before it.
type topics struct {
	account  *account.Service
	catalog  *catalog.Service
	schedule *schedule.Service
}

// open makes the services and lets them say what jobs they work.
func (t *topics) open(o *office, texts *locale.Texts) error {
	g := &o.ground
	t.account = account.New(g.db, g.queue, o.log, time.Now)
	t.account.HandleMails(g.outbox, texts, o.public.String())
	t.schedule = schedule.New(g.db, time.Now)
	t.catalog = catalog.New(catalog.Config{DB: g.db, Log: o.log, Now: time.Now, NextFree: t.schedule.NextFree})
	return nil
}
