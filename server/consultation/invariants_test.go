package consultation

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/consultation/consultationtest"
)

// Each tampering leaves the tables' own constraints whole, so that only the invariant can find it.
func TestInvariantsFindWhatIsBroken(t *testing.T) {
	tests := []struct{ name, tamper string }{
		{"I2", `delete from claim where role = 'buyer'`},
		{"I2", `update claim set resource_id = (select id from resource where kind = 'interpreter' limit 1) where role = 'buyer'`},
		{"I3", `update consultation set need_from = 'ko', need_to = 'en'`},
		{"I4", `update consultation set ends_at = ends_at + interval '1 minute'`},
		{"I5", `update claim set during = tstzrange(lower(during), upper(during) + interval '1 minute', '[)') where role = 'buyer'`},
		{"I6", `update consultation set state = 'offered', expires_at = now(), answer_by = now() + interval '1 s'`},
		{"I7", `update consultation_event set actor = (select user_id::text from grants where role = 'supplier') where to_state = 'offered'`},
		{"I7", `update consultation set version = version + 1`},
		{"I7", `update consultation set state = 'live'`},
		{"I7 the chain", `update consultation_event set reason = 'other' where version = 2`},
		{"I9", `update day_count set n = n + 1`},
		{"I10", `update consultation set supplier_wall = supplier_wall + interval '1 hour'`},
		{"I11", `update meeting_type set notice = interval '30 days'`},
		{"I12", `update consultation set ical_sequence = 1, invited = false`},
		{"I17", `update consultation_event set move = 'agree_time' where version = 2`},
		{"every reference", `update claim set resource_id = resource_id + 1000`},
		{"every open turn", `update consultation set state = 'accepted', owner = ''`},
	}
	b := newBench(t)
	b.must(b.schedule.SetTerms(t.Context(), b.company, terms(30*time.Minute)))
	b.confirmed(b.buyer(), thursday, topic)
	b.sound()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := b.db.Exec(t.Context(), `create schema if not exists kept`)
			b.must(err)
			for _, table := range []string{"consultation", "claim", "consultation_event", "day_count", "meeting_type"} {
				_, err := b.db.Exec(t.Context(), `drop table if exists kept.`+table+`; create table kept.`+table+` as table public.`+table)
				b.must(err)
			}
			tag, err := b.db.Exec(t.Context(), tt.tamper)
			b.must(err)
			if tag.RowsAffected() == 0 {
				t.Fatal("nothing was tampered with")
			}
			found := consultationtest.Invariants(t.Context(), b.db)
			if !slices.ContainsFunc(found, func(line string) bool { return strings.HasPrefix(line, tt.name) }) {
				t.Errorf("found only %q", found)
			}
			_, err = b.db.Exec(t.Context(), `
				delete from claim; delete from consultation_event; delete from day_count; delete from meeting_type;
				alter table consultation disable trigger stays; delete from consultation; alter table consultation enable trigger stays;
				insert into consultation select * from kept.consultation; insert into claim select * from kept.claim;
				insert into consultation_event select * from kept.consultation_event; insert into day_count select * from kept.day_count;
				insert into meeting_type select * from kept.meeting_type`)
			b.must(err)
		})
	}
	b.sound()
	overdue := consultationtest.Overdue(t.Context(), b.db, thursday.Add(time.Hour+2*time.Minute))
	if len(overdue) != 1 || !strings.HasPrefix(overdue[0], "I16") {
		t.Errorf("32 minutes after the end: %q", overdue)
	}
}
