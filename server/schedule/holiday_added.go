package schedule

import (
	"context"

	"github.com/etradeoffice/portal/server/postgres"
)

// HolidayAdded is a public holiday that the program did not know before: a day off by decree, or a date that the moon has
// settled.
type HolidayAdded struct {
	Country string
	Holiday
}

// Added is told, inside the transaction that notes them, of holidays that were not known before.
type Added func(ctx context.Context, tx postgres.Tx, all []HolidayAdded) error

// OnHoliday says who looks after what was agreed for a day that has become a holiday. It is set before the service is used.
func (s *Service) OnHoliday(a Added) { s.added = a }

// addHolidays notes what a country's calendar has gained since it was looked at last, and closes these days too for who follows
// it. A country that is looked at for the first time has gained nothing.
func (s *Service) addHolidays(ctx context.Context, tx postgres.Tx, country string, all []Holiday) ([]HolidayAdded, error) {
	fresh, err := s.store.learnHolidays(ctx, tx, country, all)
	if err != nil || len(fresh) == 0 {
		return nil, err
	}
	added := make([]HolidayAdded, len(fresh))
	for i, h := range fresh {
		added[i] = HolidayAdded{country, h}
	}
	return added, s.store.closeDays(ctx, tx, country, fresh)
}
