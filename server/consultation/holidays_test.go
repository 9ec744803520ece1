package consultation

import (
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
)

func TestDayThatBecomesAHolidayIsShownToTheOffice(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.must(b.schedule.CopyHolidays(ctx))
	liberation := time.Date(2027, 8, 16, 5, 0, 0, 0, time.UTC) // 15 August is a Sunday; 14:00 on the Monday in its place
	b.setNow(liberation.AddDate(0, 0, -20))
	affected := b.request(b.buyer(), liberation, topic)
	other := b.request(b.buyer(), liberation.AddDate(0, 0, 1), topic)
	marked := func() (numbers []string) {
		t.Helper()
		items, err := b.service.Queue(ctx, b.officer)
		b.must(err)
		for _, i := range items {
			if i.Source == TaskHoliday {
				numbers = append(numbers, i.Number)
				if !strings.Contains(i.Note, "2027-08-16") {
					t.Errorf("the task says %q", i.Note)
				}
			}
		}
		return numbers
	}
	b.must(b.schedule.CopyHolidays(ctx))
	if got := marked(); got != nil {
		t.Fatalf("with nothing new %v stand in the queue", got)
	}
	_, err := b.db.Exec(ctx, `delete from holiday_known where country = 'KR' and on_date = '2027-08-16'`) // as an earlier version knew it
	b.must(err)
	b.must(b.schedule.CopyHolidays(ctx))
	if got := marked(); len(got) != 1 || got[0] != affected.Number {
		t.Fatalf("%v stand in the queue, want %s and not %s", got, affected.Number, other.Number)
	}
	_, err = b.service.Reschedule(ctx, b.officer, Decision{Number: affected.Number}, liberation.AddDate(0, 0, 2))
	b.must(err)
	if got := marked(); got != nil {
		t.Errorf("moved to another day %v still stand there", got)
	}
	b.sound()
}

func TestHolidayOfTheBuyersSideIsShownToo(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	c := b.confirmed(b.buyer(), thursday, topic)
	day := schedule.DateOf(thursday, time.UTC)
	b.must(b.db.Tx(ctx, func(tx postgres.Tx) error {
		return b.service.HolidaysAdded(ctx, tx, []schedule.HolidayAdded{{Country: "DE", Holiday: schedule.Holiday{On: day, Name: "unity"}}})
	}))
	items, err := b.service.Queue(ctx, b.officer)
	b.must(err)
	if len(items) != 1 || items[0].Source != TaskHoliday || items[0].Number != c.Number {
		t.Errorf("the queue: %+v", items)
	}
}
