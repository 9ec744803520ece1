package consultation

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

func TestOfficeHearsOfAnExpiredCertificateOnceAMeeting(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	product := uuid.Must(uuid.NewV7())
	_, err := b.db.Exec(ctx, `insert into products (id, sku, company_id, name, short, category, hs6, moq, unit, currency, incoterm, place, lead_first, lead_repeat, capacity, port, updated_at)
		values ($1, 'LV-Q1600', $2, '{"en": "Laser"}', '{"en": "Laser"}', 'medical', '901890', 1, 'H87', 'USD', 'FOB', '{"en": "Busan"}', 10, 10, 10, 'KRPUS', now())`, product, b.company)
	b.must(err)
	paper := func(scheme, state, until string) {
		t.Helper()
		_, err := b.db.Exec(ctx, `insert into certificates (id, product_id, scheme, family, state, expires_on) values ($1, $2, $3, $3, $4, $5::date)`, uuid.Must(uuid.NewV7()), product, scheme, state, until)
		b.must(err)
	}
	c := b.confirmed(b.buyer(), thursday, topic)
	b.request(b.buyer(), thursday.Add(2*time.Hour), topic) // nobody has agreed to it yet
	tasks := func(want ...string) {
		t.Helper()
		b.must(b.service.watch(ctx))
		all, err := b.service.Tasks(ctx, b.officer)
		b.must(err)
		var notes []string
		for _, one := range all {
			if one.Kind == TaskPaper && one.ConsultationID == c.ID {
				notes = append(notes, one.Note)
			} else if one.Kind == TaskPaper {
				t.Errorf("a task about %s", one.Number)
			}
		}
		if strings.Join(notes, "; ") != strings.Join(want, "; ") {
			t.Errorf("the office reads %q, want %q", notes, want)
		}
	}
	paper("KC", "held", "2027-06-10") // the day of the meeting is its last
	paper("CE", "pending", "2027-01-01")
	tasks()
	paper("FDA", "held", "2027-06-09")
	tasks("FDA (LV-Q1600), 2027-06-09")
	paper("UL", "held", "2027-05-01")
	tasks("FDA (LV-Q1600), 2027-06-09") // one at a time
	all, err := b.service.Tasks(ctx, b.officer)
	b.must(err)
	_, err = b.service.DoneTask(ctx, b.officer, all[0].ID)
	b.must(err)
	tasks("UL (LV-Q1600), 2027-05-01")
}
