package meeting

import (
	"context"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
)

// Cards draws consultations with their companies, each of which it reads once, with its city in the page's language.
type Cards struct {
	service  *consultation.Service
	accounts *account.Service
	texts    *locale.Texts
	lang     string
	known    map[account.CompanyID]account.Company
}

// NewCards makes them for one page.
func NewCards(ctx context.Context, service *consultation.Service, accounts *account.Service, texts *locale.Texts) Cards {
	return Cards{service, accounts, texts, page.FrameFrom(ctx).Lang, map[account.CompanyID]account.Company{}}
}

func (h *Handlers) cards(ctx context.Context) Cards {
	return NewCards(ctx, h.service, h.accounts, h.pages.Texts())
}

// Load reads the companies of many consultations in one round trip.
func (s Cards) Load(ctx context.Context, all []consultation.Consultation) error {
	var ids []account.CompanyID
	for _, one := range all {
		ids = append(ids, one.SupplierCompany, one.BuyerCompany)
	}
	found, err := s.accounts.Companies(ctx, ids)
	s.Know(found)
	return err
}

// Know keeps companies that were read already.
func (s Cards) Know(found map[account.CompanyID]account.Company) {
	for id, company := range found {
		company.City = account.CityName(s.texts, s.lang, company.City)
		s.known[id] = company
	}
}

// Company is one of them, read when it is not known yet.
func (s Cards) Company(ctx context.Context, id account.CompanyID) (account.Company, error) {
	if found, ok := s.known[id]; ok || id == (account.CompanyID{}) {
		return found, nil
	}
	found, err := s.accounts.Company(ctx, id)
	found.City = account.CityName(s.texts, s.lang, found.City)
	s.known[id] = found
	return found, err
}

// Of is a consultation with its companies, as the viewer sees it.
func (s Cards) Of(ctx context.Context, v account.Viewer, c consultation.Consultation) (Card, error) {
	supplier, err := s.Company(ctx, c.SupplierCompany)
	if err != nil {
		return Card{}, err
	}
	buyer, err := s.Company(ctx, c.BuyerCompany)
	if err != nil {
		return Card{}, err
	}
	card := Card{Consultation: c, Side: c.Side(v), Supplier: supplier, Buyer: buyer, Zone: supplier.Zone, City: supplier.City}
	switch card.Side {
	case consultation.Supplier, consultation.Office:
		card.Zone, card.City = buyer.Zone, buyer.City
	case consultation.Interpreter:
		card.apart(page.ZoneOf(ctx).String())
	default:
	}
	card.MyTurn = card.Owner == card.Side && card.Side != consultation.Nobody || card.Owner == consultation.BothSides && card.Side.IsParty() ||
		card.Side == consultation.Interpreter && c.Asks(v.User)
	from, until := s.service.Settings().JoinWindow(c, card.Side)
	now := s.service.Now()
	card.Joinable = card.Side != consultation.Nobody && (c.State == consultation.Confirmed || c.State == consultation.Live) && !now.Before(from) && now.Before(until)
	card.Trial = card.Joinable && c.State == consultation.Confirmed && now.Before(s.service.Settings().Opens(c, card.Side))
	return card, nil
}

// Labelled is a product with its name.
type Labelled struct {
	SKU  string
	Name map[string]string
}

// products are those of one consultation.
func (h *Handlers) products(ctx context.Context, c consultation.Consultation) ([]Labelled, error) {
	names, err := h.catalog.Names(ctx, c.Products)
	return LabelledOf(c, names), err
}

// LabelledOf are the products of a consultation with their names; one that is gone from the catalog keeps its number.
func LabelledOf(c consultation.Consultation, names map[string]catalog.Texts) []Labelled {
	var all []Labelled
	for _, sku := range c.Products {
		all = append(all, Labelled{SKU: sku, Name: names[sku]})
	}
	return all
}
