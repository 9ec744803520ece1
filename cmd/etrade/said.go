package main

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/meeting"
	"github.com/etradeoffice/portal/server/schedule"
	said "github.com/etradeoffice/portal/server/settings"
)

// openSettings makes what the office says of itself, which begins with what the program was started with.
func (o *office) openSettings() *said.Service {
	return said.New(said.Config{DB: o.ground.db, Log: o.log, Langs: meeting.TemplateLangs, Reasons: consultation.ReasonsOf["decline"],
		Defaults: said.Kept{Week: said.UsualWeek(), Phone: o.settings.OfficePhone, Mail: o.settings.MailFrom}})
}

// watchSettings has this node learn of what others have changed.
func (o *office) watchSettings(ctx context.Context) {
	ticker := time.NewTicker(said.Every)
	defer ticker.Stop()
	o.portal.settings.Watch(ctx, ticker.C)
}

// works says which days count in a deadline of working days: as the office says at the moment.
func (t *topics) works(zone *time.Location) func(on schedule.Date) bool {
	country := schedule.CountryOfZone(zone)
	return func(on schedule.Date) bool {
		_, holiday := schedule.HolidayOn(country, on)
		return t.settings.Kept().OpenOn(on.String(), on.Weekday(), holiday)
	}
}

// workdays is works for the day of an instant.
func (t *topics) workdays(zone *time.Location) func(day time.Time) bool {
	works := t.works(zone)
	return func(day time.Time) bool { return works(schedule.DateOf(day, zone)) }
}

// contact is how people reach the office at the moment.
func (t *topics) contact() consultation.Contact {
	kept := t.settings.Kept()
	return consultation.Contact{Phone: kept.Phone, Mail: kept.Mail}
}
