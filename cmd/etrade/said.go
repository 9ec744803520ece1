package main

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/schedule"
	said "github.com/etradeoffice/portal/server/settings"
)

// openSettings makes what the office says of itself, which begins with what the program was started with.
func (o *office) openSettings() *said.Service {
	return said.New(said.Config{DB: o.ground.db, Log: o.log, Langs: locale.Langs, Reasons: consultation.ReasonsOf["decline"],
		Defaults: said.Kept{Week: said.UsualWeek(), Phone: o.settings.OfficePhone, Mail: o.settings.MailFrom}})
}

// watchSettings has this node learn of what others have changed.
func (o *office) watchSettings(ctx context.Context) {
	ticker := time.NewTicker(said.Every)
	defer ticker.Stop()
	o.portal.settings.Watch(ctx, ticker.C)
}

// hours says when the office is there: as it says itself at the moment.
func (t *topics) hours(zone *time.Location) consultation.Hours {
	country := schedule.CountryOfZone(zone)
	return consultation.Hours{Zone: zone, On: func(day schedule.Date) (opens, closes int) {
		_, holiday := schedule.HolidayOn(country, day)
		on := t.settings.Kept().On(day.String(), day.Weekday(), holiday)
		return on.Opens, on.Closes
	}}
}

// workdays says whether the office works on the day of an instant.
func (t *topics) workdays(zone *time.Location) func(at time.Time) bool {
	hours := t.hours(zone)
	return func(at time.Time) bool { return hours.Works(schedule.DateOf(at, zone)) }
}

// contact is how people reach the office at the moment.
func (t *topics) contact() consultation.Contact {
	kept := t.settings.Kept()
	return consultation.Contact{Phone: kept.Phone, Mail: kept.Mail}
}
