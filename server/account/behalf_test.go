package account

import (
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/problem"
)

func TestWhoAsksForABuyerFindsThoseItMayAskFor(t *testing.T) {
	s := newService(t, time.Now)
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	buyer := func(slug, name, email string) Company {
		t.Helper()
		c, err := s.CreateCompany(ctx, Company{Slug: slug, Kind: BuyerCompany, Country: "DE", City: "Cologne", Zone: "Europe/Berlin", NameEn: name})
		must(err)
		if email != "" {
			must(s.Grant(ctx, newPerson(t, s, email).ID, Grant{Role: Buyer, Company: c.ID}))
		}
		return c
	}
	rhein, isar := buyer("rhein", "Rheinbogen", "erika@rhein.example"), buyer("isar", "Isar Handel", "anton@isar.example")
	empty := buyer("empty", "Rheintal", "")
	desk, err := s.CreateDesk(ctx, Desk{Slug: "cologne", Kind: "sister_city", Country: "DE", City: "Cologne", Zone: "Europe/Berlin", NameEn: "Cologne"})
	must(err)
	must(s.Bring(ctx, desk.ID, rhein.ID))
	must(s.Bring(ctx, desk.ID, empty.ID))

	someone := newPerson(t, s, "someone@office.example").ID
	holds := func(grants ...Grant) Viewer { return Viewer{User: someone, Grants: grants} }
	for _, c := range []struct {
		name, search string
		viewer       Viewer
		found        []CompanyID
		kind         problem.Kind
	}{
		{"officer who searched for nothing", "", holds(Grant{Role: Officer}), nil, problem.Internal},
		{"officer, part of a name", " RHEIN", holds(Grant{Role: Officer}), []CompanyID{rhein.ID}, problem.Internal},
		{"officer, part of an address", "anton@", holds(Grant{Role: Officer}), []CompanyID{isar.ID}, problem.Internal},
		{"officer, percent is a character", "%%", holds(Grant{Role: Officer}), nil, problem.Internal},
		{"partner who brought it", "", holds(Grant{Role: Partner, Desk: desk.ID}), []CompanyID{rhein.ID}, problem.Internal},
		{"partner, a buyer of nobody", "isar", holds(Grant{Role: Partner, Desk: desk.ID}), nil, problem.Internal},
		{"partner of another desk", "", holds(Grant{Role: Partner, Desk: DeskID{newID()}}), nil, problem.Internal},
		{"visitor", "rhein", Viewer{}, nil, problem.SignIn},
		{"buyer", "rhein", holds(Grant{Role: Buyer, Company: rhein.ID}), nil, problem.NotFound},
		{"supplier", "rhein", holds(Grant{Role: Supplier, Company: rhein.ID}), nil, problem.NotFound},
		{"interpreter", "rhein", holds(Grant{Role: Interpreter}), nil, problem.Forbidden},
		{"operator", "rhein", holds(Grant{Role: Operator}), nil, problem.Forbidden},
	} {
		found, err := s.Behalf(ctx, c.viewer, c.search)
		var ids []CompanyID
		for _, f := range found {
			ids = append(ids, f.ID)
		}
		if problem.KindOf(err) != c.kind || (err != nil) != (c.kind != problem.Internal) || !slices.Equal(ids, c.found) {
			t.Errorf("%s finds %v (%v), wanted %v", c.name, ids, err, c.found)
		}
	}
	brought, err := s.Brought(ctx, holds(Grant{Role: Partner, Desk: desk.ID}))
	if err != nil || len(brought) != 2 {
		t.Errorf("the desk brought %+v (%v)", brought, err)
	}
	if brought, err := s.Brought(ctx, holds(Grant{Role: Officer})); err != nil || brought != nil {
		t.Errorf("an officer brought %+v (%v)", brought, err)
	}
}
