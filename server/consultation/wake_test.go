package consultation

import (
	"slices"
	"testing"

	"github.com/etradeoffice/portal/server/mail/mailtest"
)

func TestLastRemindersWakeDevicesAndSomeReadersDoWithout(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.service.pushes = true
	w := writer{b.service, mailtest.Texts(t)}
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, interpreted())
	b.must(b.accounts.SetRemindersOff(ctx, buyer, []string{"hour"}))
	woken := func() (users []string) {
		t.Helper()
		rows, err := b.db.Query(ctx, `delete from river_job where kind = 'consultation_push' returning args->>'user'`)
		b.must(err)
		defer rows.Close()
		for rows.Next() {
			var user string
			b.must(rows.Scan(&user))
			users = append(users, user)
		}
		return users
	}
	written := func(which string) (n int) {
		t.Helper()
		before := 0
		count := `select count(*) from river_job where kind = 'mail'`
		b.must(b.db.QueryRow(ctx, count).Scan(&before))
		b.must(w.remind(ctx, reminder{c.ID.UUID, c.Version, which}))
		b.must(b.db.QueryRow(ctx, count).Scan(&n))
		return n - before
	}
	if n := written("day"); n != 3 || len(woken()) != 0 {
		t.Errorf("a day before: %d letters, or a device was woken", n)
	}
	if n, users := written("hour"), woken(); n != 2 || len(users) != 2 || slices.Contains(users, buyer.User.String()) {
		t.Errorf("an hour before, which the buyer does without: %d letters, woken %v", n, users)
	}
	if n, users := written("soon"), woken(); n != 3 || len(users) != 3 {
		t.Errorf("ten minutes before: %d letters, woken %v", n, users)
	}
}
