package settings

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/audit"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/problem"
)

// node is a service as one node of an office has it, with an officer of that office.
func node(t *testing.T, db *postgres.DB) (*Service, account.Viewer) {
	t.Helper()
	officer := account.UserID{UUID: uuid.Must(uuid.NewV7())}
	if _, err := db.Exec(t.Context(), `insert into users (id, email, name) values ($1, $2, 'Garam')`, officer, officer.String()+"@office.example"); err != nil {
		t.Fatal(err)
	}
	s := New(Config{DB: db, Defaults: Kept{Week: UsualWeek(), Phone: "+82 31 000 0000", Mail: "office@office.example"}, Langs: []string{"en", "ko"},
		Reasons: []string{"other", "unclear_goal"}, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	return s, account.Viewer{User: officer, Grants: []account.Grant{{Role: account.Officer}}}
}

// TestContactThatNobodyChangedKeepsFollowingWhatTheProgramIsStartedWith starts the office again with other flags, after a change of
// something else, and after one of a part of the contact.
func TestContactThatNobodyChangedKeepsFollowingWhatTheProgramIsStartedWith(t *testing.T) {
	db, ctx := pgtest.Reused(t), t.Context()
	_, officer := node(t, db)
	started := func(phone, mail string) *Service {
		t.Helper()
		s, _ := node(t, db)
		cfg := s.cfg
		cfg.Defaults.Phone, cfg.Defaults.Mail = phone, mail
		s = New(cfg)
		if err := s.Reload(ctx); err != nil {
			t.Fatal(err)
		}
		return s
	}
	change := func(s *Service, seen int, e Edit) {
		t.Helper()
		if err := s.Change(ctx, officer, seen, e); err != nil {
			t.Fatal(err)
		}
	}
	says := func(when string, s *Service, phone, mail string) {
		t.Helper()
		if k := s.Kept(); k.Phone != phone || k.Mail != mail {
			t.Errorf("%s the office is reached by %q and %q, wanted %q and %q", when, k.Phone, k.Mail, phone, mail)
		}
	}
	first := started("+82 31 111 1111", "one@city.example")
	change(first, 0, OwnDay{"2026-12-31", false, ""})
	says("after a change of a day", first, "+82 31 111 1111", "one@city.example")
	second := started("+82 31 222 2222", "two@city.example")
	says("with other flags", second, "+82 31 222 2222", "two@city.example")
	change(second, 1, Contact{"+82 31 999 9999", "two@city.example"})
	third := started("+82 31 333 3333", "three@city.example")
	says("with a telephone of its own", third, "+82 31 999 9999", "three@city.example")
	change(third, 2, Contact{"", "own@city.example"})
	says("with both of its own", started("+82 31 444 4444", "four@city.example"), "", "own@city.example")
	if err := second.Change(ctx, officer, 1, Contact{"+82 31 888 8888", "x@city.example"}); err == nil {
		t.Error("a form over another contact is taken")
	}
}

func TestNewDatabaseGoesByWhatTheProgramWasStartedWithUntilSomebodyChangesIt(t *testing.T) {
	db, ctx := pgtest.Reused(t), t.Context()
	s, officer := node(t, db)
	other, _ := node(t, db)
	if k := s.Kept(); k.Version != 0 || k.Phone != "+82 31 000 0000" || k.Sentence("ko", "other") != "" {
		t.Fatalf("a new database has %+v", k)
	}
	must := func(e Edit) {
		t.Helper()
		if err := s.Change(ctx, officer, s.Kept().Version, e); err != nil {
			t.Fatal(err)
		}
	}
	week := UsualWeek()
	week[4], week[5] = Hours{}, Hours{10 * 60, 13 * 60}
	must(Week(week))
	must(Contact{" +82 31 123 4567 ", "trade@city.example"})
	must(OwnDay{"2026-12-31", false, "Year’s  end"})
	must(OwnDay{"2026-12-26", true, ""})
	must(Words{"ko", "other", "첫 줄\r\n\r\n둘째 줄 "})
	k := s.Kept()
	if k.Version != 5 || k.Phone != "+82 31 123 4567" || k.Mail != "trade@city.example" || k.Week != week || k.Sentence("ko", "other") != "첫 줄\n\n둘째 줄" {
		t.Errorf("what is kept: %+v", k)
	}
	if len(k.Days) != 2 || k.Days[0].On != "2026-12-26" || k.Days[1].Note != "Year’s end" {
		t.Errorf("the days: %+v", k.Days)
	}
	if err := other.Reload(ctx); err != nil || other.Kept().Version != 5 || other.Kept().Sentence("ko", "other") == "" {
		t.Errorf("another node: %+v (%v)", other.Kept(), err)
	}
	must(Words{"ko", "other", ""})
	must(NoDay{"2026-12-26"})
	must(NoDay{"2026-12-26"}) // changes nothing, and is no act
	if k := s.Kept(); k.Version != 7 || k.Sentence("ko", "other") != "" || len(k.Days) != 1 {
		t.Errorf("taken back: %+v", k)
	}
	if whole, err := audit.NewProof(db).Whole(ctx); err != nil || !whole {
		t.Errorf("the office's log is not whole: %v", err)
	}
	var said string
	if err := db.QueryRow(ctx, `select string_agg(did || ': ' || said, E'\n' order by version) from office_event`).Scan(&said); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"week: mon 09:00-18:00", "fri 09:00-18:00, sat -, sun - → mon", "fri -, sat 10:00-13:00", "contact: +82 31 000 0000 office@office.example → +82 31 123 4567 trade@city.example",
		"day: 2026-12-31 - → 2026-12-31 closed Year’s end", "day: 2026-12-26 open → 2026-12-26 -", "sentence: ko other: “첫 줄\n\n둘째 줄” → ko other: -"} {
		if !strings.Contains(said, want) {
			t.Errorf("the log does not say %q:\n%s", want, said)
		}
	}
	if n := strings.Count(said, " → "); n != 7 {
		t.Errorf("%d acts", n)
	}
}

func TestLaterOfTwoOfficersIsToldAndWhoEditsAnotherPartIsNot(t *testing.T) {
	db, ctx := pgtest.Reused(t), t.Context()
	s, officer := node(t, db)
	other, colleague := node(t, db)
	if err := s.Change(ctx, officer, 0, Words{"en", "other", "First."}); err != nil {
		t.Fatal(err)
	}
	err := other.Change(ctx, colleague, 0, Words{"en", "other", "Second."})
	if refusal, is := errors.AsType[*problem.Error](err); !is || refusal.Kind != problem.Conflict || !strings.Contains(fmt.Sprint(refusal.Args...), "“First.”") {
		t.Errorf("the later one is told %v", err)
	}
	if err := other.Change(ctx, colleague, 0, Words{"ko", "other", "다른 말"}); err != nil {
		t.Errorf("another language is in the way: %v", err)
	}
	if err := other.Change(ctx, colleague, 2, Words{"en", "other", "Second."}); err != nil {
		t.Errorf("who has seen the first: %v", err)
	}
	if err := s.Change(ctx, officer, 1, Words{"en", "other", ""}); !problem.Is(err, problem.Conflict) {
		t.Errorf("back to the built-in one over the second: %v", err)
	}
	if err := s.Change(ctx, officer, 99, Contact{"", "a@b.example"}); !problem.Is(err, problem.Conflict) {
		t.Errorf("a version that never was: %v", err)
	}
}

func TestOfManyWhoEditTheSameAtOnceOneWins(t *testing.T) {
	db, ctx := pgtest.Reused(t), t.Context()
	s, officer := node(t, db)
	var all sync.WaitGroup
	refusals := make(chan error, 8)
	for i := range cap(refusals) {
		all.Go(func() {
			refusals <- s.Change(ctx, officer, 0, Contact{"", fmt.Sprintf("office%d@city.example", i)})
		})
	}
	all.Wait()
	close(refusals)
	won := 0
	for err := range refusals {
		if err == nil {
			won++
		} else if !problem.Is(err, problem.Conflict) {
			t.Error(err)
		}
	}
	if won != 1 || s.Kept().Version != 1 {
		t.Errorf("%d won, version %d", won, s.Kept().Version)
	}
}

func TestAnotherNodeLearnsOfAChangeByItself(t *testing.T) {
	db := pgtest.Reused(t)
	s, officer := node(t, db)
	other, _ := node(t, db)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ticks, ended := make(chan time.Time), make(chan struct{})
	go func() { other.Watch(ctx, ticks); close(ended) }() // ends with cancel
	if err := s.Change(ctx, officer, 0, Contact{"", "a@b.example"}); err != nil {
		t.Fatal(err)
	}
	ticks <- time.Now()
	ticks <- time.Now() // taken when it has looked after the first
	if k := other.Kept(); k.Mail != "a@b.example" || k.Version != 1 {
		t.Errorf("the other node has %+v", k)
	}
	cancel()
	<-ended
}

func TestOnlyTheOfficeReadsAndChangesItsSettings(t *testing.T) {
	db, ctx := pgtest.Reused(t), t.Context()
	s, officer := node(t, db)
	for _, role := range []account.Role{account.Buyer, account.Supplier, account.Interpreter, account.Partner, account.Operator} {
		v := account.Viewer{User: officer.User, Grants: []account.Grant{{Role: role}}}
		if _, err := s.Settings(ctx, v); !problem.Is(err, problem.Forbidden) {
			t.Errorf("%s reads: %v", role, err)
		}
		if err := s.Change(ctx, v, 0, NoDay{"2026-12-31"}); !problem.Is(err, problem.Forbidden) {
			t.Errorf("%s changes: %v", role, err)
		}
	}
	if _, err := s.Settings(ctx, account.Viewer{}); !problem.Is(err, problem.SignIn) {
		t.Errorf("a visitor: %v", err)
	}
	if _, err := s.Settings(ctx, officer); err != nil {
		t.Error(err)
	}
}

func TestWhatIsTypedWrongIsSaidByField(t *testing.T) {
	cfg := Config{Langs: []string{"en"}, Reasons: []string{"other"}}
	late := UsualWeek()
	late[2] = Hours{18 * 60, 9 * 60}
	for _, c := range []struct {
		edit Edit
		want string
	}{
		{Week(late), "opens-3 hours_order"},
		{Week{}, "opens-1 week_closed"},
		{Week{{9 * 60, 25 * 60}}, "opens-1 hours_order"},
		{Contact{"call us", "office@city.example"}, "phone phone_invalid"},
		{Contact{"", "office"}, "mail email_invalid"},
		{Contact{"", "Office <office@city.example>"}, "mail email_invalid"},
		{OwnDay{On: "soon"}, "on day_form"},
		{OwnDay{On: "2026-12-31", Note: strings.Repeat("긴", 81)}, "note text_long"},
		{Words{"en", "other", strings.Repeat("긴", 501)}, "text-en-other text_long"},
	} {
		refusal, is := errors.AsType[*problem.Error](c.edit.check(cfg))
		if !is || len(refusal.Fields) != 1 || refusal.Fields[0].Name+" "+refusal.Fields[0].Code != c.want {
			t.Errorf("%+v: %+v, want %s", c.edit, refusal, c.want)
		}
	}
	for _, e := range []Edit{Words{"xx", "other", ""}, Words{"en", "never", ""}} {
		if err := e.check(cfg); !problem.Is(err, problem.NotFound) {
			t.Errorf("%+v: %v", e, err)
		}
	}
	for _, e := range []Edit{Week(UsualWeek()), Contact{"", "a@b.example"}, Contact{"(031) 123-4567", "a@b.example"}, OwnDay{On: "2026-12-31", Note: strings.Repeat("긴", 80)}, Words{"en", "other", strings.Repeat("긴", 500)}} {
		if err := e.check(cfg); err != nil {
			t.Errorf("%+v: %v", e, err)
		}
	}
}

func TestOwnDaysGoBeforeHolidaysAndHolidaysBeforeTheWeek(t *testing.T) {
	nine, ten := Hours{9 * 60, 18 * 60}, Hours{10 * 60, 16 * 60}
	k := Kept{Week: UsualWeek(), Days: []Day{{On: "2026-12-25", Open: true}, {On: "2026-12-26", Open: true}, {On: "2026-12-31"}}}
	k.Week[4] = ten
	for _, c := range []struct {
		on      string
		weekday int
		holiday bool
		want    Hours
	}{
		{"2026-11-26", 4, false, nine}, {"2026-11-27", 5, false, ten}, {"2026-11-28", 6, false, Hours{}},
		{"2026-12-24", 4, true, Hours{}}, {"2026-12-25", 5, true, ten}, {"2026-12-26", 6, false, nine}, {"2026-12-31", 4, false, Hours{}},
	} {
		if got := k.On(c.on, c.weekday, c.holiday); got != c.want {
			t.Errorf("on %s it is open %v, want %v", c.on, got, c.want)
		}
	}
}
