package server

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/trust/trusttest"
	"github.com/etradeoffice/portal/server/walkin"
	"github.com/etradeoffice/portal/signaling/control"
)

// quietRooms is a live side on which nobody is.
type quietRooms struct{ control.Rooms }

func (quietRooms) Board(context.Context) ([]control.RoomView, error) { return nil, nil }

// scene is the house with everybody in it.
type scene struct {
	*house
	planted
	stocked
	number, draft               string
	ring                        string // of the buyer at the company's desk
	webhook                     string // of the buyer's company
	inquiry, rfq, file, rfqFile string // of the buyer, to the maker; the maker alone may answer the offer
	buyer, host, third          account.User
	browsers                    map[string]*http.Client
}

func newScene(t *testing.T, change ...func(*Config)) *scene {
	t.Helper()
	var cfg Config
	s := &scene{house: newHouse(t, append(append([]func(*Config){func(c *Config) { c.Rooms = quietRooms{} }}, change...), func(c *Config) { cfg = *c })...), browsers: map[string]*http.Client{}}
	s.cfg = cfg
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	company := func(slug string, kind account.Kind) account.CompanyID {
		made, err := s.accounts.CreateCompany(ctx, account.Company{Slug: slug, Kind: kind, Country: "KR", City: "Suwon", Zone: "Asia/Seoul", NameEn: slug})
		must(err)
		return made.ID
	}
	desk := func(slug string) account.DeskID {
		made, err := s.accounts.CreateDesk(ctx, account.Desk{Slug: slug, Kind: "sister_city", Country: "RO", City: "Cluj-Napoca", Zone: "Europe/Bucharest", NameEn: slug, NameKo: slug})
		must(err)
		return made.ID
	}
	maker := s.maker(cfg.Schedule, cfg.Catalog)
	importer, brought := company("importer", account.BuyerCompany), desk("desk")
	must(s.accounts.Bring(ctx, brought, importer))
	trusttest.Verify(t, s.db, importer)
	people := map[string]account.User{}
	for who, grant := range map[string]account.Grant{
		"buyer": {Role: account.Buyer, Company: importer}, "other buyer": {Role: account.Buyer, Company: company("elsewhere", account.BuyerCompany)},
		"supplier": {Role: account.Supplier, Company: maker.ID}, "other supplier": {Role: account.Supplier, Company: company("rival", account.SupplierCompany)},
		"interpreter": {Role: account.Interpreter}, "other interpreter": {Role: account.Interpreter},
		"partner": {Role: account.Partner, Desk: brought}, "other partner": {Role: account.Partner, Desk: desk("other-desk")},
		"officer": {Role: account.Officer}, "operator": {Role: account.Operator},
	} {
		people[who] = s.user(strings.ReplaceAll(who, " ", "-")+"@people.example", "a long enough secret", grant)
	}
	s.buyer, s.host, s.third = people["buyer"], people["supplier"], people["interpreter"]
	day := time.Now().UTC().AddDate(0, 0, 3)
	c, err := s.consultations.Enter(ctx, consultation.Entry{Kind: consultation.Programme, Company: maker.ID, Host: s.host.ID, Buyer: s.buyer.ID,
		Interpreter: s.third.ID, Start: time.Date(day.Year(), day.Month(), day.Day(), 2, 0, 0, 0, time.UTC), Length: 30 * time.Minute,
		Topic: consultation.Topic{Language: "en", Goal: "price", Message: meetingWords, Products: []string{"DD-RC1E"}}})
	must(err)
	s.number = c.Number
	host, err := s.accounts.Viewer(ctx, s.host.ID)
	must(err)
	must(s.calls.SetDesk(ctx, host, true, 0))
	_, err = s.makers.Start(ctx, host, maker.ID, map[string]string{"sku": "DRAFT-1", "name_en": draftWords})
	must(err)
	caller, err := s.accounts.Viewer(ctx, s.buyer.ID)
	must(err)
	ring, err := s.calls.Ask(ctx, caller, walkin.Ask{Company: maker.ID, Key: "scene"})
	must(err)
	s.ring = ring.ID.String()
	importers, err := s.accounts.Viewer(ctx, s.buyer.ID)
	must(err)
	hook, err := cfg.Integration.Add(ctx, importers, "", "https://erp.importer.example/hooks", nil)
	must(err)
	s.webhook = hook.ID.String()
	s.write(cfg, maker, importers)
	s.stock(host, importers)
	s.endorse(people["officer"], importer)
	for _, who := range everybody {
		s.browser = s.newBrowser()
		s.browsers[who] = s.browser
		if person, ok := people[who]; ok {
			if in := s.post("/en/sign-in", url.Values{"email": {person.Email}, "password": {"a long enough secret"}}); in.status != http.StatusSeeOther {
				t.Fatalf("%s signs in: %d", who, in.status)
			}
		}
	}
	s.browser = s.browsers["holder"]
	held := s.post("/en/book/doedol", url.Values{"at": {c.StartsAt.Add(2 * time.Hour).Format(time.RFC3339)}, "length": {"30"}})
	s.draft = held.header.Get("Location")[strings.LastIndexByte(held.header.Get("Location"), '/')+1:]
	return s
}
