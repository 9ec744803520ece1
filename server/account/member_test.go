package account

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/problem"
)

func TestOfficerEntersAMakerWhosePeopleBringInEachOther(t *testing.T) {
	s := newService(t, time.Now)
	ctx := t.Context()
	officer := Viewer{User: newPerson(t, s, "officer@office.example").ID, Grants: []Grant{{Role: Officer}}}
	maker := func(name, email string) Maker {
		return Maker{NameEn: name, NameKo: "두레", Country: "KR", City: "Suwon", Zone: "Asia/Seoul", First: Newcomer{Name: "Hana", Email: email, Lang: "ko"}}
	}
	firm, err := s.RegisterMaker(ctx, officer, maker("Durea Scalp & Science Co.", "Hana@Durea.example"))
	if err != nil {
		t.Fatal(err)
	}
	if firm.Slug != "durea-scalp-science-co" || firm.Kind != SupplierCompany {
		t.Errorf("the maker: %+v", firm)
	}
	second, err := s.RegisterMaker(ctx, officer, maker("Durea Scalp Science Co", "hana@durea.example"))
	if err != nil || second.Slug != "durea-scalp-science-co-2" {
		t.Errorf("another maker of the same name, by the same person: %+v (%v)", second, err)
	}
	hana, err := s.UserByEmail(ctx, "hana@durea.example")
	if err != nil {
		t.Fatal(err)
	}
	own, err := s.Viewer(ctx, hana.ID)
	if err != nil || !own.On(Supplier, firm.ID) || !own.On(Supplier, second.ID) {
		t.Fatalf("the first person: %+v (%v)", own, err)
	}

	for range 2 { // a form that is sent twice
		if _, err := s.AddMember(ctx, own, firm, Newcomer{Name: "Bora", Email: "bora@durea.example", Lang: "ko"}); err != nil {
			t.Fatal(err)
		}
	}
	bora, err := s.UserByEmail(ctx, "bora@durea.example")
	if err != nil {
		t.Fatal(err)
	}
	if people, err := s.Members(ctx, firm.ID); err != nil || len(people) != 2 {
		t.Errorf("people: %+v (%v)", people, err)
	}
	if n := waiting(t, s, "account_welcome_mail"); n != 3 { // Hana for each maker, Bora once
		t.Errorf("%d letters", n)
	}

	stranger := newPerson(t, s, "buyer@abroad.example")
	_, err = s.AddMember(ctx, own, firm, Newcomer{Name: "Somebody", Email: "buyer@abroad.example", Lang: "en"})
	if fieldOf(err) != "email person_elsewhere" {
		t.Errorf("a maker brings in who has an account: %v", err)
	}
	if _, err := s.AddMember(ctx, officer, firm, Newcomer{Name: "Somebody", Email: "buyer@abroad.example", Lang: "en"}); err != nil {
		t.Errorf("an officer brings in who has an account: %v", err)
	}
	for name, refused := range map[string]error{
		"another maker's people": s.RemoveMember(ctx, own, Company{ID: CompanyID{newID()}, Kind: SupplierCompany}, bora.ID),
		"nobody":                 s.RemoveMember(ctx, own, firm, UserID{newID()}),
	} {
		if !problem.Is(refused, problem.NotFound) {
			t.Errorf("%s: %v", name, refused)
		}
	}
	for _, who := range []UserID{stranger.ID, bora.ID} {
		if err := s.RemoveMember(ctx, own, firm, who); err != nil {
			t.Fatal(err)
		}
	}
	if v, err := s.Viewer(ctx, bora.ID); err != nil || v.On(Supplier, firm.ID) {
		t.Errorf("who was removed: %+v (%v)", v, err)
	}
	if err := s.RemoveMember(ctx, own, firm, hana.ID); !problem.Is(err, problem.Conflict) {
		t.Errorf("the last person: %v", err)
	}
	for field, wrong := range map[string]Maker{
		"company company_latin": maker("두레", "a@durea.example"), "company company_missing": maker(" ", "a@durea.example"),
		"email email_invalid": maker("Durea", "a"),
	} {
		if _, err := s.RegisterMaker(ctx, officer, wrong); !strings.Contains(fieldOf(err), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestTwoWhoRemoveEachOtherLeaveOne(t *testing.T) {
	s := newService(t, time.Now)
	ctx := t.Context()
	officer := Viewer{User: newPerson(t, s, "officer@office.example").ID, Grants: []Grant{{Role: Officer}}}
	for range 10 {
		firm, err := s.RegisterMaker(ctx, officer, Maker{NameEn: "Durea", Country: "KR", City: "Suwon", Zone: "Asia/Seoul", First: Newcomer{"Hana", "hana@durea.example", "ko"}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.AddMember(ctx, officer, firm, Newcomer{"Bora", "bora@durea.example", "ko"}); err != nil {
			t.Fatal(err)
		}
		people, err := s.Members(ctx, firm.ID)
		if err != nil || len(people) != 2 {
			t.Fatalf("%+v (%v)", people, err)
		}
		var both sync.WaitGroup
		for _, p := range people {
			both.Go(func() { _ = s.RemoveMember(ctx, officer, firm, p.ID) })
		}
		both.Wait()
		if left, err := s.Members(ctx, firm.ID); err != nil || len(left) != 1 {
			t.Fatalf("%d are left (%v)", len(left), err)
		}
	}
}

func newPerson(t *testing.T, s *Service, email string) User {
	t.Helper()
	u, err := s.CreateUser(t.Context(), User{Email: email, Name: email, Lang: "ko", Zone: "Asia/Seoul"}, "")
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func fieldOf(err error) string {
	var all []string
	if refusal, ok := errors.AsType[*problem.Error](err); ok {
		for _, f := range refusal.Fields {
			all = append(all, f.Name+" "+f.Code)
		}
	}
	return strings.Join(all, ", ")
}

func waiting(t *testing.T, s *Service, kind string) int {
	t.Helper()
	rows, err := s.db.Query(t.Context(), `select count(*) from river_job where kind = $1`, kind)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	if rows.Next() {
		err = rows.Scan(&n)
	}
	if err != nil {
		t.Fatal(err)
	}
	return n
}
