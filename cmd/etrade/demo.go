package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/cmd/etrade/demo"
	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/briefing"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/deal"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/server/walkin"
)

// demoCommand starts an office full of invented people.
type demoCommand struct {
	settings
	Fresh      bool   `help:"Forget the demo of earlier runs."`
	PublicDemo bool   `help:"Let other machines reach the demo, whose passwords everybody knows."`
	Pseudo     bool   `help:"Draw pages also in the pseudo-languages en-XA (longer) and ar-XB (mirrored): /en-XA, /ar-XB." env:"ETRADE_PSEUDO"`
	Clock      string `help:"Begin at this instant instead of today; POST /dev/clock moves it." env:"ETRADE_CLOCK" placeholder:"2027-03-10T00:00Z"`
	Companies  int    `help:"Make up so many companies more, for looking at a large catalog."`
	Products   int    `help:"Make up so many products of theirs."`
}

// Run serves the demo until Ctrl-C.
func (c demoCommand) Run(ctx context.Context, t terminal) error {
	if !loopback(c.Listen) && !c.PublicDemo {
		return errors.New("the demo's passwords are public, so it listens on this machine only: use --listen 127.0.0.1:8080, or allow it with --public-demo")
	}
	at, err := readClock(c.Clock)
	if err != nil {
		return err
	}
	began := time.Now()
	t.say("e-Trade Office demo")
	large := demo.Large{Companies: c.Companies, Products: c.Products}
	o := newOffice(c.settings, mode{demo: true, fresh: c.Fresh, migrate: true, clock: at, large: large, pseudo: c.Pseudo}, t)
	return o.run(ctx, func() { c.welcome(t, o.public.String(), time.Since(began)) })
}

func (c demoCommand) welcome(t terminal, address string, took time.Duration) {
	t.say(fmt.Sprintf("  Ready after %.1f s:  %s/", took.Seconds(), address))
	t.say("")
	t.say("  Sign in with one click at " + address + "/en/sign-in, or with the password " + demo.Password + " as")
	for _, person := range account.DemoPeople {
		t.say("    " + person.Email)
	}
	t.say("  Every mail that is sent can be read at " + address + "/dev/mail")
	t.say("  Demonstration: all companies, people and statements are invented. Ctrl-C stops it.")
}

// seed writes the demo's data where they are not there yet. Its past is judged by the real thresholds and at its own time.
func (o *office) seed(ctx context.Context) error {
	t, clock := &o.portal.topics, &demo.Clock{}
	zone, err := schedule.LoadZone(o.settings.OfficeZone)
	if err != nil {
		return err
	}
	settings := o.consultationSettings(zone)
	settings.TookPlace = consultation.DefaultSettings().TookPlace
	held := consultation.New(o.ground.db, t.account, t.schedule, o.ground.queue, settings, consultation.Seats{}, o.log, clock.Now)
	office := demo.Office{
		Account: t.account, Trust: t.trust, Catalog: t.catalog, Studio: t.studio, Intake: t.intake, Schedule: t.schedule, Consultation: t.consultation,
		Interpreter: interpreter.New(o.ground.db, t.schedule), Briefing: briefing.New(o.ground.db, t.consultation, t.catalog, t.account, o.clock.Now),
		WalkIn: t.walkin, Rung: walkin.New(walkin.Config{DB: o.ground.db, Accounts: t.account, Catalog: t.catalog, Schedule: t.schedule,
			Consultation: held, Queue: o.ground.queue, Settings: walkin.DefaultSettings(), Log: o.log, Now: clock.Now}),
		Held: held, Refill: t.refill, Integration: t.integration, Deal: deal.New(o.ground.db, held, clock.Now), Clock: clock, Media: t.media, Files: o.ground.files, Now: o.clock.Now,
	}
	office.Saved, office.SavedOnce = t.saved, t.openSaved(o, clock.Now)
	office.WantedOnce = t.openWanted(o, settings.Hours, clock.Now)
	table, err := o.priceRates()
	if err != nil {
		return err
	}
	if office.Inquiry, err = t.openInquiry(o, table, zone, clock.Now); err != nil {
		return err
	}
	say := func(line string) { o.terminal.say("  " + line) }
	if err := office.Seed(ctx, say); err != nil {
		return err
	}
	return office.WriteLarge(ctx, o.mode.large, say)
}
