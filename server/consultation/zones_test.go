package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/schedule"
)

func TestCase39NewRulesFlagConsultationsAndMoveNothing(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	leaver := b.buyer()
	moved, same, over := b.request(b.buyer(), thursday, topic), b.request(b.buyer(), thursday.Add(time.Hour), topic), b.request(leaver, thursday.Add(2*time.Hour), topic)
	// As if all had been agreed under rules by which Seoul's clocks were an hour behind for the first.
	for id, shift := range map[ID]string{moved.ID: "1 hour", same.ID: "0", over.ID: "1 hour"} {
		_, err := b.db.Exec(ctx, `update consultation set tzdb = '2020a', supplier_wall = supplier_wall - $2::interval where id = $1`, id, shift)
		b.must(err)
	}
	_, err := b.service.Cancel(ctx, leaver, Decision{Number: over.Number, Version: over.Version, Reason: "other"})
	b.must(err)
	for range 2 { // it is run daily
		b.must(b.service.CheckZones(ctx))
	}
	found, err := b.service.ZoneChanges(ctx, b.officer)
	b.must(err)
	if len(found) != 1 || found[0].Number != moved.Number || !found[0].Open || found[0].WasTZDB != "2020a" || found[0].TZDB != schedule.TZDB() ||
		found[0].WasWall.Format("15:04") != "14:00" || found[0].Wall.Format("15:04") != "15:00" {
		t.Fatalf("found %+v", found)
	}
	tasks, err := b.service.Tasks(ctx, b.officer)
	b.must(err)
	if len(tasks) != 1 || tasks[0].Kind != TaskZone || tasks[0].Number != moved.Number {
		t.Errorf("tasks %+v", tasks)
	}
	for _, c := range []Consultation{moved, same} {
		after, err := find(ctx, b.db, c.ID)
		b.must(err)
		if !after.StartsAt.Equal(c.StartsAt) || after.Version != c.Version || after.State != c.State {
			t.Errorf("%s moved: %+v", c.Number, after)
		}
	}
	var version string
	b.must(b.db.QueryRow(ctx, `select tzdb from consultation where id = $1`, same.ID).Scan(&version))
	if version != schedule.TZDB() {
		t.Errorf("the unchanged one is still of %s", version)
	}
}
