package demo

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/blob"
	"github.com/etradeoffice/portal/server/briefing"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/deal"
	"github.com/etradeoffice/portal/server/inquiry"
	"github.com/etradeoffice/portal/server/intake"
	"github.com/etradeoffice/portal/server/integration"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/media"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/refill"
	"github.com/etradeoffice/portal/server/report"
	"github.com/etradeoffice/portal/server/saved"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/server/studio"
	"github.com/etradeoffice/portal/server/trust"
	"github.com/etradeoffice/portal/server/walkin"
	"github.com/etradeoffice/portal/server/wanted"
	"github.com/etradeoffice/portal/web"
)

// loadedTexts are read once for all tests.
var loadedTexts = sync.OnceValues(func() (*locale.Texts, error) { return locale.Load(web.Locale()) })

// office is a demo's office on a fresh database, at an instant of its own.
func office(t *testing.T, db *postgres.DB, files string, now time.Time) Office {
	t.Helper()
	log, clock := slog.New(slog.DiscardHandler), &Clock{}
	at := func() time.Time { return now }
	queue := jobs.New(db, log)
	people := account.New(db, queue, log, at)
	people.HashCheaply()
	times := schedule.New(db, at)
	settings := consultation.DefaultSettings()
	held := consultation.New(db, people, times, queue, settings, consultation.Seats{}, log, clock.Now)
	goods := catalog.New(catalog.Config{DB: db, Accounts: people, Log: log, Now: at, NextFree: times.NextFree})
	calls := func(c *consultation.Service, now func() time.Time) *walkin.Service {
		return walkin.New(walkin.Config{DB: db, Accounts: people, Catalog: goods, Schedule: times, Consultation: c, Queue: queue, Settings: walkin.DefaultSettings(), Log: log, Now: now})
	}
	keeps := func(now func() time.Time) *saved.Service {
		return saved.New(saved.Config{DB: db, Accounts: people, Catalog: goods, Queue: queue, Log: log, Now: now})
	}
	coming := consultation.New(db, people, times, queue, settings, consultation.Seats{}, log, at)
	vouching := trust.New(trust.Config{DB: db, Accounts: people, Files: blob.NewFolder(files), Log: log, Now: at, Office: OfficeNamed,
		Origin: "http://portal.example", Seal: make([]byte, 32)})
	stored := media.New(media.Config{DB: db, Files: blob.NewFolder(files), Queue: queue, Log: log, Now: at})
	edited := studio.New(studio.Config{DB: db, Accounts: people, Trust: vouching, Catalog: goods, Queue: queue, Files: blob.NewFolder(files), Now: at})
	texts, err := loadedTexts()
	if err != nil {
		t.Fatal(err)
	}
	return Office{
		WalkIn: calls(coming, at), Rung: calls(held, clock.Now),
		Account: people, Schedule: times, Files: blob.NewFolder(files), Now: at, Clock: clock, Held: held,
		Trust:        vouching,
		Media:        stored,
		Catalog:      goods,
		Studio:       edited,
		Intake:       intake.New(intake.Config{DB: db, Studio: edited, Media: stored, Files: blob.NewFolder(files), Queue: queue, Texts: texts, Log: log, Now: at}),
		Consultation: coming,
		Interpreter:  interpreter.New(db, times),
		Briefing:     briefing.New(db, coming, goods, people, at),
		Refill:       refill.New(db, people, times, coming, queue, refill.DefaultSettings(), log, at),
		Integration:  integration.New(db, people, queue, nil, log, at),
		Deal:         deal.New(db, held, clock.Now),
		Inquiry: inquiry.New(inquiry.Config{DB: db, Accounts: people, Catalog: goods, Queue: queue, Files: blob.NewFolder(files), Log: log, Now: clock.Now,
			Working: func(time.Time) bool { return true }, Zone: time.UTC, Keys: [][]byte{make([]byte, 32)}, Settings: inquiry.DefaultSettings()}),
		Saved:      keeps(at),
		SavedOnce:  keeps(clock.Now),
		WantedOnce: wanted.New(wanted.Config{DB: db, Accounts: people, Catalog: goods, Queue: queue, Hours: settings.Hours, Log: log, Now: clock.Now}),
	}
}

func states(t *testing.T, o Office) map[string]consultation.State {
	t.Helper()
	all, _, err := o.Consultation.In(t.Context(), time.Time{}, o.Now().AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]consultation.State{}
	for _, c := range all {
		found[c.Number[len(c.Number)-4:]] = c.State
	}
	return found
}

var wantedStates = map[string]consultation.State{
	"0001": consultation.OutcomeDue, "0002": consultation.OutcomeDue, "0003": consultation.OutcomeDue, "0004": consultation.OutcomeDue,
	"0005": consultation.OutcomeDue, "0006": consultation.Missed, "0007": consultation.OutcomeDue, "0008": consultation.OutcomeDue,
	"0009": consultation.Requested, "0010": consultation.Confirmed, "0011": consultation.Confirmed, "0012": consultation.Requested,
	"0013": consultation.Confirmed, "0014": consultation.Confirmed, "0015": consultation.OutcomeDue, "0016": consultation.OutcomeDue, // walk-ins
	"0017": consultation.Offered,
}

func TestDemoCanBeWrittenOnAnyDayAndHour(t *testing.T) {
	for name, now := range map[string]time.Time{
		"a Wednesday morning":     time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC),
		"Friday night in Seoul":   time.Date(2026, 11, 27, 14, 50, 0, 0, time.UTC),
		"a Sunday":                time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC),
		"the last day of a year":  time.Date(2026, 12, 31, 14, 58, 0, 0, time.UTC),
		"New Year in Seoul alone": time.Date(2026, 12, 31, 15, 2, 0, 0, time.UTC),
		"Europe's change of hour": time.Date(2027, 3, 28, 0, 59, 0, 0, time.UTC),
	} {
		t.Run(name, func(t *testing.T) {
			o := office(t, pgtest.New(t), t.TempDir(), now)
			if err := o.Seed(t.Context(), func(string) {}); err != nil {
				t.Fatal(err)
			}
			found := states(t, o)
			for number, state := range wantedStates {
				if found[number] != state {
					t.Errorf("consultation %s is %q, not %q", number, found[number], state)
				}
			}
		})
	}
}

func TestEverySignInOfTheDemoHasAConsultationOrAQueueToSee(t *testing.T) {
	o := office(t, pgtest.New(t), t.TempDir(), time.Now())
	if err := o.Seed(t.Context(), func(string) {}); err != nil {
		t.Fatal(err)
	}
	for _, person := range account.DemoPeople {
		viewer, err := o.Account.SignInPassword(t.Context(), person.Email, Password)
		if err != nil {
			t.Errorf("%s cannot sign in: %v", person.Email, err)
			continue
		}
		v, err := o.Account.Viewer(t.Context(), viewer)
		if err != nil || !v.Is(person.Role) {
			t.Errorf("%s is no %s: %v", person.Email, person.Role, err)
		}
		switch person.Role {
		case account.Buyer, account.Supplier, account.Interpreter:
			if mine, err := o.Consultation.Mine(t.Context(), v); err != nil || len(mine) == 0 {
				t.Errorf("%s has no consultation, %v", person.Email, err)
			}
		case account.Officer:
			if queue, err := o.Consultation.Queue(t.Context(), v); err != nil || len(queue) < 2 {
				t.Errorf("%d requests wait for the officer, %v", len(queue), err)
			}
		}
	}
}

func TestBrokenOffDemoIsFinishedByTheNextStart(t *testing.T) {
	db, now := pgtest.New(t), time.Now()
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := office(t, db, filepath.Join(blocked, "files"), now).Seed(t.Context(), func(string) {}); err == nil {
		t.Fatal("the pictures were written into a file")
	}
	ctx, cancel := context.WithCancel(t.Context())
	broken := office(t, db, t.TempDir(), now)
	if err := broken.Seed(ctx, func(string) { cancel() }); err == nil {
		t.Fatal("a start that was broken off says nothing")
	}
	o := office(t, db, t.TempDir(), now)
	if err := o.Seed(t.Context(), func(string) {}); err != nil {
		t.Fatal(err)
	}
	if found := states(t, o); len(found) != len(wantedStates) {
		t.Errorf("%d consultations: %v", len(found), found)
	}
}

func TestLaterStartWritesOnlyWhatIsOver(t *testing.T) {
	db, now := pgtest.New(t), time.Now()
	o := office(t, db, t.TempDir(), now)
	if err := o.Seed(t.Context(), func(string) {}); err != nil {
		t.Fatal(err)
	}
	silent := func(line string) { t.Errorf("a later start says %q", line) }
	if err := o.Seed(t.Context(), silent); err != nil {
		t.Fatal(err)
	}
	if found := states(t, o); len(found) != len(wantedStates) {
		t.Errorf("%d consultations after a second start", len(found))
	}
	later := office(t, db, t.TempDir(), now.Add(30*time.Hour))
	if err := later.Seed(t.Context(), silent); err != nil {
		t.Fatal(err)
	}
	if found := states(t, later); len(found) != len(wantedStates)+1 || found["0018"] != consultation.Confirmed {
		t.Errorf("after a start on another day: %v", found)
	}
}

func TestReportOfJuneIsTheOneThatTheDemoPromises(t *testing.T) {
	o := office(t, pgtest.New(t), t.TempDir(), time.Now())
	if err := o.Seed(t.Context(), func(string) {}); err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation(seoul)
	if err != nil {
		t.Fatal(err)
	}
	reports := report.New(o.Account, o.Consultation, o.Deal, report.DemoRates(), zone)
	period := report.Period{From: time.Date(2026, 6, 1, 0, 0, 0, 0, zone), To: time.Date(2026, 6, 30, 0, 0, 0, 0, zone)}
	type figures struct{ Held, Missed, Suppliers, Buyers, Estimates, Proven, Memoranda int }
	for email, want := range map[string]figures{
		"officer@demo.example":    {6, 1, 4, 3, 4_075_000, 1_000_000, 30_000},
		"partner@demo.example":    {4, 0, 2, 2, 1_580_000, 1_000_000, 30_000},
		"lena@desk-koeln.example": {2, 1, 2, 1, 2_495_000, 0, 0},
	} {
		user, err := o.Account.UserByEmail(t.Context(), email)
		if err != nil {
			t.Fatal(err)
		}
		viewer, err := o.Account.Viewer(t.Context(), user.ID)
		if err != nil {
			t.Fatal(err)
		}
		r, err := reports.Of(t.Context(), viewer, period)
		if err != nil {
			t.Fatal(err)
		}
		got := figures{r.Held, r.Missed.All(), r.Suppliers, r.Buyers, dollars(r.Estimates), dollars(r.Proven), dollars(r.Memoranda)}
		if got != want {
			t.Errorf("%s sees %+v, not %+v", email, got, want)
		}
	}
}

// dollars adds the grades of one kind up.
func dollars(sums []report.Sum) int {
	total := int64(0)
	for _, s := range sums {
		total += s.USD.Minor
	}
	return int(total / 100)
}
