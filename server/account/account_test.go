package account

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/web"
)

func newService(t *testing.T, now func() time.Time) *Service {
	t.Helper()
	db := pgtest.Reused(t)
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	return New(db, jobs.New(db, log), log, now)
}

func TestViewerCarriesAllGrantsAndGrantingTwiceIsOnce(t *testing.T) {
	s := newService(t, time.Now)
	ctx := t.Context()
	user, err := s.CreateUser(ctx, User{Email: " Ana@Restaura.example", Name: "Ana Exemplu", Lang: "en", Languages: []string{"ro", "en"}, Zone: "Europe/Bucharest"}, "")
	if err != nil {
		t.Fatal(err)
	}
	company, err := s.CreateCompany(ctx, Company{Slug: "restaura", Kind: BuyerCompany, Country: "RO", Zone: "Europe/Bucharest", NameEn: "Restaura"})
	if err != nil {
		t.Fatal(err)
	}
	office, err := s.CreateDesk(ctx, Desk{Slug: "cluj", Kind: "sister_city", Country: "RO", City: "Cluj-Napoca", Zone: "Europe/Bucharest", NameEn: "Cluj desk"})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for _, g := range []Grant{{Role: Buyer, Company: company.ID}, {Role: Partner, Desk: office.ID}, {Role: Interpreter}} {
			if err := s.Grant(ctx, user.ID, g); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Bring(ctx, office.ID, company.ID); err != nil {
			t.Fatal(err)
		}
	}
	viewer, err := s.Viewer(ctx, user.ID)
	if err != nil || len(viewer.Grants) != 3 || !viewer.On(Buyer, company.ID) || viewer.Email != "ana@restaura.example" {
		t.Errorf("%+v (%v)", viewer, err)
	}
	if desks, err := s.DesksOf(ctx, company.ID); err != nil || len(desks) != 1 || desks[0] != office.ID {
		t.Errorf("desks of the company: %v (%v)", desks, err)
	}
	if members, err := s.Members(ctx, company.ID); err != nil || len(members) != 1 || members[0].Languages[0] != "ro" {
		t.Errorf("members: %+v (%v)", members, err)
	}
	if _, err := s.db.Exec(ctx, `update users set disabled_at = now() where id = $1`, user.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Viewer(ctx, user.ID); !problem.Is(err, problem.NotFound) {
		t.Errorf("a disabled person: %v", err)
	}
	if interpreters, err := s.Interpreters(ctx); err != nil || len(interpreters) != 0 {
		t.Errorf("a disabled interpreter is offered: %v (%v)", interpreters, err)
	}
}

func TestDatabaseRefusesARoleInTheWrongPlace(t *testing.T) {
	s := newService(t, time.Now)
	user, err := s.CreateUser(t.Context(), User{Email: "a@b.example", Name: "A", Lang: "en", Zone: "UTC"}, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range []Grant{{Role: Buyer}, {Role: Partner}, {Role: "emperor"}} {
		if err := s.Grant(t.Context(), user.ID, g); err == nil {
			t.Errorf("a grant %+v was taken", g)
		}
	}
}

func TestAddressIsTakenOnce(t *testing.T) {
	s := newService(t, time.Now)
	u := User{Email: "a@b.example", Name: "A", Lang: "en", Zone: "UTC"}
	if _, err := s.CreateUser(t.Context(), u, ""); err != nil {
		t.Fatal(err)
	}
	u.Email = "A@B.example"
	if _, err := s.CreateUser(t.Context(), u, ""); !problem.Is(err, problem.Conflict) {
		t.Errorf("the same address in capitals: %v", err)
	}
}

func TestFormsNameEveryWrongField(t *testing.T) {
	s := newService(t, time.Now)
	_, err := s.Register(t.Context(), "a@b.example", Registration{Lang: "en", Country: "XX", Zone: "Etc/GMT+3"})
	refusal, ok := errors.AsType[*problem.Error](err)
	if !ok {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, f := range refusal.Fields {
		names[f.Name] = true
	}
	for _, want := range []string{"name", "company", "country", "place"} {
		if !names[want] {
			t.Errorf("%s is not named in %+v", want, refusal.Fields)
		}
	}
	for _, email := range []string{"", "a", "a@b", "a b@c.example", "A <a@b.example>", "a@b.example\r\nBcc: x", strings.Repeat("a", 250) + "@b.example"} {
		if emailOK(email) {
			t.Errorf("address %q is taken", email)
		}
	}
	for _, zone := range []string{"", "Local", "EST", "Etc/GMT+3", "../../etc/passwd", "Europe/Nowhere"} {
		if zoneOK(zone) {
			t.Errorf("zone %q is taken", zone)
		}
	}
}

func TestSignInRequestDiesAfterTenMinutes(t *testing.T) {
	clock := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	s := newService(t, func() time.Time { return clock })
	id, err := s.RequestCode(t.Context(), "a@b.example", "en", "")
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := newSecrets()
	if err != nil {
		t.Fatal(err)
	}
	if err := updateSignInSecrets(t.Context(), s.db, id, hashCode(id, drawn.Code), hashLink(drawn.Link)); err != nil {
		t.Fatal(err)
	}
	clock = clock.Add(codeLife)
	if _, err := s.UseCode(t.Context(), id, drawn.Code); !problem.Is(err, problem.Gone) {
		t.Errorf("the code after ten minutes: %v", err)
	}
	if _, err := s.UseLink(t.Context(), drawn.Link); !problem.Is(err, problem.Gone) {
		t.Errorf("the link after ten minutes: %v", err)
	}
}

func TestParallelUsesOfOneCodeSignInOnce(t *testing.T) {
	s := newService(t, time.Now)
	id, err := s.RequestCode(t.Context(), "a@b.example", "en", "/en/products")
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := newSecrets()
	if err != nil {
		t.Fatal(err)
	}
	if err := updateSignInSecrets(t.Context(), s.db, id, hashCode(id, drawn.Code), hashLink(drawn.Link)); err != nil {
		t.Fatal(err)
	}
	results := make(chan error)
	for i := range 8 {
		go func() { // ends when its one use is answered
			var err error
			if i%2 == 0 {
				_, err = s.UseCode(t.Context(), id, drawn.Code)
			} else {
				_, err = s.UseLink(t.Context(), drawn.Link)
			}
			results <- err
		}()
	}
	won := 0
	for range 8 {
		if err := <-results; err == nil {
			won++
		} else if !problem.Is(err, problem.Gone) {
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d of 8 parallel uses signed in", won)
	}
}

func TestEveryOfferedPlaceExistsAndHasAName(t *testing.T) {
	texts, err := locale.Load(web.Locale())
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range locale.Offered {
		for _, place := range Places {
			if !zoneOK(place.Zone) || !texts.Has(lang, "place.city_"+place.Key) {
				t.Errorf("%s: %+v", lang, place)
			}
		}
		for _, country := range Countries {
			if texts.Country(lang, country) == country {
				t.Errorf("%s: country %s has no name", lang, country)
			}
		}
	}
	if got := CityName(texts, "ko", "Cologne"); got != "쾰른" {
		t.Errorf("Cologne in Korean is %q", got)
	}
	if got := CityName(texts, "ko", "Springfield"); got != "Springfield" {
		t.Errorf("a city we do not know became %q", got)
	}
}

func TestSweepDeletesWhatHasExpiredAndNothingElse(t *testing.T) {
	clock := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	s := newService(t, func() time.Time { return clock })
	ctx := t.Context()
	if _, err := s.RequestCode(ctx, "a@b.example", "en", ""); err != nil {
		t.Fatal(err)
	}
	cookies := time.Now() // a cookie lives by the machine's clock
	for token, expiry := range map[string]time.Time{"old": cookies.Add(-time.Second), "live": cookies.Add(48 * time.Hour)} {
		if _, err := s.db.Exec(ctx, `insert into sessions (token, data, expiry) values ($1, '', $2)`, token, expiry); err != nil {
			t.Fatal(err)
		}
	}
	left := func() (tokens []string, requests int) {
		if err := s.db.QueryRow(ctx, `select array_agg(token), (select count(*) from sign_in_codes) from sessions`).Scan(&tokens, &requests); err != nil {
			t.Fatal(err)
		}
		return tokens, requests
	}
	if err := s.sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if tokens, requests := left(); len(tokens) != 1 || tokens[0] != "live" || requests != 1 {
		t.Errorf("sessions %v and %d requests are left", tokens, requests)
	}
	clock = clock.Add(25 * time.Hour)
	if err := s.sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if _, requests := left(); requests != 0 {
		t.Errorf("%d requests of yesterday are left", requests)
	}
}

func TestCodeAndLinkOfAnOlderMailAreDeadAfterANewerOne(t *testing.T) {
	s := newService(t, time.Now)
	ctx := t.Context()
	ask := func() (SignInID, secrets) {
		id, err := s.RequestCode(ctx, "a@b.example", "en", "")
		if err != nil {
			t.Fatal(err)
		}
		drawn, err := newSecrets()
		if err != nil {
			t.Fatal(err)
		}
		if err := updateSignInSecrets(ctx, s.db, id, hashCode(id, drawn.Code), hashLink(drawn.Link)); err != nil {
			t.Fatal(err)
		}
		return id, drawn
	}
	older, first := ask()
	newer, second := ask()
	if _, err := s.UseCode(ctx, older, first.Code); !problem.Is(err, problem.Gone) {
		t.Errorf("the older code: %v", err)
	}
	if _, err := s.UseLink(ctx, first.Link); !problem.Is(err, problem.Gone) {
		t.Errorf("the older link: %v", err)
	}
	if email, err := s.LinkEmail(ctx, second.Link); err != nil || email != "a@b.example" {
		t.Errorf("the newer link is of %q (%v)", email, err)
	}
	if _, err := s.UseCode(ctx, newer, second.Code); err != nil {
		t.Errorf("the newer code: %v", err)
	}
	if _, err := s.LinkEmail(ctx, second.Link); !problem.Is(err, problem.Gone) {
		t.Errorf("the used link still names somebody: %v", err)
	}
}
