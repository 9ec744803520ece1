package main

import (
	"context"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/cmd/etrade/demo"
	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/deal"
	"github.com/etradeoffice/portal/server/digest"
	"github.com/etradeoffice/portal/server/fit"
	"github.com/etradeoffice/portal/server/inquiry"
	"github.com/etradeoffice/portal/server/intake"
	"github.com/etradeoffice/portal/server/integration"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/media"
	"github.com/etradeoffice/portal/server/push"
	"github.com/etradeoffice/portal/server/refill"
	"github.com/etradeoffice/portal/server/report"
	"github.com/etradeoffice/portal/server/saved"
	"github.com/etradeoffice/portal/server/schedule"
	said "github.com/etradeoffice/portal/server/settings"
	"github.com/etradeoffice/portal/server/statement"
	"github.com/etradeoffice/portal/server/studio"
	"github.com/etradeoffice/portal/server/trust"
	"github.com/etradeoffice/portal/server/walkin"
	"github.com/etradeoffice/portal/server/wanted"
	"github.com/etradeoffice/portal/server/witness"
	"github.com/etradeoffice/portal/signaling/control"
	"github.com/etradeoffice/portal/signaling/presence"
)

// topics are the services behind the pages, each knowing those before it.
type topics struct {
	account      *account.Service
	integration  *integration.Service
	media        *media.Service
	trust        *trust.Service
	catalog      *catalog.Service
	studio       *studio.Service
	intake       *intake.Service
	inquiry      *inquiry.Service
	saved        *saved.Service
	wanted       *wanted.Service
	settings     *said.Service
	schedule     *schedule.Service
	consultation *consultation.Service
	walkin       *walkin.Service
	refill       *refill.Service
	deal         *deal.Service
	report       *report.Service
}

// open makes the services.
func (t *topics) open(ctx context.Context, o *office, there *presence.Presence) error {
	g := &o.ground
	keys, err := g.ticketKeys()
	if err != nil {
		return err
	}
	listening, _, err := g.secrets.key("names of streams")
	if err != nil {
		return err
	}
	zone, err := schedule.LoadZone(o.settings.OfficeZone)
	if err != nil {
		return fmt.Errorf("--office-zone must be like Asia/Seoul: %w", err)
	}
	if err := o.settings.withinReason(); err != nil {
		return err
	}
	t.settings = o.openSettings()
	if err := t.settings.Reload(ctx); err != nil {
		return err
	}
	t.account = account.New(g.db, g.queue, o.log, o.clock.Now)
	inside, err := o.settings.webhookNets()
	if err != nil {
		return err
	}
	t.integration = integration.New(g.db, t.account, g.queue, inside, o.log, o.clock.Now)
	if t.trust, err = o.openTrust(t.account, zone); err != nil {
		return err
	}
	t.schedule = schedule.New(g.db, o.clock.Now)
	o.log.Info("rules of time zones", "tzdb", schedule.TZDB())
	t.media = media.New(media.Config{DB: g.db, Files: g.files, Queue: g.queue, Log: o.log, Now: o.clock.Now, Wake: o.wake})
	table, err := o.priceRates()
	if err != nil {
		return err
	}
	t.catalog = catalog.New(catalog.Config{DB: g.db, Accounts: t.account, Log: o.log, Now: o.clock.Now, NextFree: t.schedule.NextFree, Presence: there, Dollars: table.USD})
	t.studio = studio.New(studio.Config{DB: g.db, Accounts: t.account, Trust: t.trust, Catalog: t.catalog, Queue: g.queue, Files: g.files, Now: o.clock.Now})
	t.intake = intake.New(intake.Config{DB: g.db, Studio: t.studio, Media: t.media, Files: g.files, Queue: g.queue, Texts: o.portal.texts, Log: o.log, Now: o.clock.Now, Wake: o.wake})
	seats := consultation.Seats{Keys: keys, Socket: socketPath, Owner: o.ownerSocket}
	t.consultation = consultation.New(g.db, t.account, t.schedule, g.queue, o.consultationSettings(zone), seats, o.log, o.clock.database())
	t.saved = t.openSaved(o, o.clock.Now)
	t.wanted = t.openWanted(o, o.consultationSettings(zone).Hours, o.clock.Now)
	t.schedule.OnFall(t.consultation.HoursFell)
	t.schedule.OnChange(t.consultation.HoursChanged)
	t.schedule.OnHoliday(t.consultation.HolidaysAdded)
	t.account.OnLeave(t.consultation.MemberLeft)
	wakes := push.New(push.Config{DB: g.db, Contact: o.settings.MailFrom, Log: o.log})
	t.consultation.Push(wakes)
	t.walkin = walkin.New(walkin.Config{DB: g.db, Accounts: t.account, Catalog: t.catalog, Schedule: t.schedule, Consultation: t.consultation,
		Queue: g.queue, Presence: there, Files: g.files, Settings: walkin.DefaultSettings(), Log: o.log, Now: o.clock.database(), Wake: o.wake, Key: listening,
		Push: wakes})
	kept := refill.DefaultSettings()
	kept.Origin = o.public.String()
	t.refill = refill.New(g.db, t.account, t.schedule, t.consultation, g.queue, kept, o.log, o.clock.Now)
	t.refill.RankBy(fit.NewFitter(g.db, t.account, t.consultation, t.catalog).Scores)
	t.deal = deal.New(g.db, t.consultation, o.clock.Now)
	rates, err := o.rates()
	if err != nil {
		return err
	}
	t.report = report.New(t.account, t.consultation, t.deal, rates, zone)
	t.inquiry, err = t.openInquiry(o, table, zone, o.clock.Now)
	return err
}

// openSaved makes what people keep, by a clock.
func (t *topics) openSaved(o *office, now func() time.Time) *saved.Service {
	g := &o.ground
	return saved.New(saved.Config{DB: g.db, Accounts: t.account, Catalog: t.catalog, Queue: g.queue, Origin: o.public.String(), Log: o.log, Now: now})
}

// openWanted makes what the office is asked to find, by a clock.
func (t *topics) openWanted(o *office, hours consultation.Hours, now func() time.Time) *wanted.Service {
	g := &o.ground
	return wanted.New(wanted.Config{DB: g.db, Accounts: t.account, Catalog: t.catalog, Queue: g.queue, Hours: hours, Origin: o.public.String(), Log: o.log, Now: now})
}

// demoEarly opens the demo's rooms to their parties long before the agreed time, so that a visitor who has just booked can
// meet at once; demoMet is how long two must have met there to count.
const (
	demoEarly = 90 * 24 * time.Hour
	demoMet   = 10 * time.Second
)

func (o *office) consultationSettings(zone *time.Location) consultation.Settings {
	s := consultation.DefaultSettings()
	s.Office = o.settings.OfficeCode
	s.Unanswered, s.Hourly = o.settings.RequestsOpen, o.settings.RequestsHour
	s.Origin, s.OrganizerName, s.OrganizerAddr = o.public.String(), o.settings.OfficeName, o.settings.MailFrom
	s.OrganizerPhone = o.settings.OfficePhone
	s.Hours, s.Contact = o.portal.hours(zone), o.portal.contact
	named := o.named()
	s.OfficeNames = map[string]string{"en": named.En, "ko": named.Ko}
	if o.mode.demo {
		s.Office = demo.OfficeCode
		s.Trial, s.TookPlace = demoEarly, demoMet
	}
	return s
}

// rates are the report's table: the demo's own, or that of the settings.
func (o *office) rates() (report.Rates, error) {
	if o.mode.demo {
		return report.DemoRates(), nil
	}
	table := map[string]string{"USD": "1"}
	for code, rate := range o.settings.Rates {
		table[code] = rate
	}
	rates, err := report.NewRates(o.settings.RatesSource, table)
	if err != nil {
		return rates, fmt.Errorf("--rates must be like EUR=1.10: %w", err)
	}
	return rates, nil
}

// work says what jobs the topics do; rooms are told by some of them.
func (t *topics) work(o *office, texts *locale.Texts, rooms control.Rooms) {
	t.account.HandleJobs(o.ground.outbox, texts, o.public.String())
	t.integration.HandleJobs(texts, o.public.String())
	t.media.HandleJobs()
	t.consultation.HandleJobs(texts, rooms)
	o.ground.queue.Every(10*time.Minute, "trust", t.trust.Sweep)
	o.ground.queue.Every(24*time.Hour, "holidays", t.schedule.CopyHolidays)
	t.studio.HandleJobs(texts, o.public.String())
	t.intake.HandleJobs()
	t.walkin.HandleJobs(texts, o.public.String())
	t.refill.HandleJobs(texts)
	digest.New(digest.Config{DB: o.ground.db, Accounts: t.account, Consultation: t.consultation, Inquiry: t.inquiry, Queue: o.ground.queue, Origin: o.public.String(),
		Now: o.clock.Now}).HandleJobs(texts)
	witness.New(witness.Config{DB: o.ground.db, Queue: o.ground.queue, Zone: t.consultation.Settings().Hours.Zone, Mail: func() string { return t.settings.Kept().Mail }, Origin: o.public.String()}).HandleJobs(texts)
	t.inquiry.HandleJobs(texts, o.public.String())
	t.inquiry.CollectFiles(t.consultation.NamedFiles)
	t.saved.HandleJobs(texts)
	t.wanted.HandleJobs(texts)
}

// named is what the office is called; the settings know one name for all languages.
func (o *office) named() statement.Named {
	if o.mode.demo {
		return demo.OfficeNamed
	}
	return statement.Named{ID: o.settings.OfficeCode, En: o.settings.OfficeName, Ko: o.settings.OfficeName}
}

// openTrust makes the service of trust; its key is closed with the office's secret.
func (o *office) openTrust(accounts *account.Service, zone *time.Location) (*trust.Service, error) {
	seal, before, err := o.ground.secrets.key("endorsement keys")
	if err != nil {
		return nil, err
	}
	return trust.New(trust.Config{DB: o.ground.db, Accounts: accounts, Jobs: o.ground.queue, Files: o.ground.files, Log: o.log, Now: o.clock.Now, Zone: zone, Working: o.portal.workdays(zone), Office: o.named(),
		Origin: o.public.String(), Seal: seal, Before: before}), nil
}
