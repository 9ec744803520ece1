package account

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/problem"
)

func TestTieIsStatedOnceHoldsForTheOfficerAndIsEndedByAColleague(t *testing.T) {
	s := newService(t, time.Now)
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	officer := func(email string) Viewer {
		user, err := s.CreateUser(ctx, User{Email: email, Name: email, Lang: "ko", Zone: "Asia/Seoul"}, "")
		must(err)
		must(s.Grant(ctx, user.ID, Grant{Role: Officer}))
		v, err := s.Viewer(ctx, user.ID)
		must(err)
		return v
	}
	tied, other := officer("tied@office.example"), officer("other@office.example")
	firm, err := s.CreateCompany(ctx, Company{Slug: "durea", Kind: SupplierCompany, Country: "KR", Zone: "Asia/Seoul", NameEn: "Durea"})
	must(err)
	decides := func() error {
		v, err := s.Viewer(ctx, tied.User)
		must(err)
		return May(v, ApproveConsultation, Object{Supplier: firm.ID})
	}
	must(decides())
	for range 2 {
		must(s.SayTie(ctx, tied, Tie{User: tied.User, Company: firm.ID, Kind: TieFamily}))
	}
	if err := decides(); !problem.Is(err, problem.Forbidden) {
		t.Errorf("who has a tie decides: %v", err)
	}
	ties, err := s.Ties(ctx, other)
	if err != nil || len(ties) != 1 || ties[0].User != tied.User || ties[0].SaidBy != tied.User || ties[0].Kind != TieFamily {
		t.Errorf("the ties: %+v (%v)", ties, err)
	}
	if named, err := s.TiedTo(ctx, firm.ID); err != nil || len(named) != 1 || named[0].ID != tied.User {
		t.Errorf("who is tied to the company: %+v (%v)", named, err)
	}
	if err := s.EndTie(ctx, tied, tied.User, firm.ID); !problem.Is(err, problem.NotFound) {
		t.Errorf("somebody ends the own tie: %v", err)
	}
	must(s.EndTie(ctx, other, tied.User, firm.ID))
	must(decides())
	if err := s.EndTie(ctx, other, tied.User, firm.ID); !problem.Is(err, problem.NotFound) {
		t.Errorf("a tie that is over is ended: %v", err)
	}
	must(s.SayTie(ctx, other, Tie{User: tied.User, Company: firm.ID, Kind: TieShare})) // it may come again
	for _, wrong := range []Tie{{User: tied.User, Company: firm.ID, Kind: "friendship"}, {Company: firm.ID, Kind: TieWork}} {
		if err := s.SayTie(ctx, other, wrong); !problem.Is(err, problem.Invalid) {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
}

func TestReminderThatSomebodyDoesWithoutIsKeptAndTakenBack(t *testing.T) {
	s := newService(t, time.Now)
	ctx := t.Context()
	user, err := s.CreateUser(ctx, User{Email: "ana@restaura.example", Name: "Ana", Lang: "en", Zone: "Europe/Bucharest"}, "")
	if err != nil {
		t.Fatal(err)
	}
	v := Viewer{User: user.ID}
	for _, off := range [][]string{{"week", "soon", "day", "never"}, {"soon"}, nil} {
		if err := s.SetRemindersOff(ctx, v, off); err != nil {
			t.Fatal(err)
		}
		kept, err := s.RemindersOff(ctx, v)
		if wanted := min(len(off), 2); err != nil || len(kept) != wanted {
			t.Errorf("after %v: %v (%v)", off, kept, err)
		}
		without, err := s.DoWithout(ctx, "soon", []UserID{user.ID})
		if err != nil || (len(without) == 1) != (off != nil) {
			t.Errorf("after %v without the last one: %v (%v)", off, without, err)
		}
	}
	if err := s.SetRemindersOff(ctx, Viewer{}, nil); !problem.Is(err, problem.SignIn) {
		t.Errorf("a visitor: %v", err)
	}
}
