package catalog

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/qrcode"
)

// Handlers are the public pages of the catalog.
type Handlers struct {
	svc        *Service
	pages      *page.Pages
	offered    Offered
	ready      Ready
	saved      Known
	basket     Known
	programmes Programmes
	markets    map[string][]string // by language: Markets in the order of their names
}

// NewHandlers makes them.
func NewHandlers(svc *Service, pages *page.Pages) *Handlers {
	h := &Handlers{svc: svc, pages: pages, offered: noTalk, ready: alwaysReady, saved: nothingKnown, basket: nothingKnown, programmes: noProgrammes, markets: map[string][]string{}}
	for _, lang := range locale.Langs {
		h.markets[lang] = slices.DeleteFunc(account.CountriesByName(pages.Texts(), lang), func(country string) bool { return !slices.Contains(Markets, country) })
	}
	return h
}

// Home is the first page: GET /{lang}.
func (h *Handlers) Home(w http.ResponseWriter, r *http.Request) error {
	watch := h.svc.watch(r.Context())
	halls, err := h.svc.Halls(r.Context())
	if err != nil {
		return err
	}
	open, next, err := h.svc.OpenNow(r.Context(), homeCompanies)
	if err != nil {
		return err
	}
	vouchers, err := h.svc.Vouchers(r.Context())
	if err != nil {
		return err
	}
	if err := errors.Join(h.showCards(r, open), h.showCards(r, next)); err != nil {
		return err
	}
	lang := page.FrameFrom(r.Context()).Lang
	coming, err := h.coming(r.Context(), lang, page.Site(r))
	if err != nil {
		return err
	}
	fairs, err := h.svc.Fairs(r.Context(), homeFairs)
	if err != nil {
		return err
	}
	shown := slices.Clone(vouchers)
	for i := range shown {
		shown[i].City = account.CityName(h.pages.Texts(), lang, shown[i].City)
	}
	watch.lists(r.Context(), deskKept, append(makersOfCards(open), makersOfCards(next)...))
	return h.pages.Write(w, r, http.StatusOK, "home", "home.title", HomeView{
		Open: open, Next: next, Coming: coming, Fairs: fairs, Categories: halls, Total: total(halls), Dials: dials(h.svc.now()), Vouchers: shown,
	})
}

// Products is the search: GET /{lang}/products.
func (h *Handlers) Products(w http.ResponseWriter, r *http.Request) error {
	q := parseQuery(nil, r.URL.Query())
	q.Zone = zone(r)
	watch := h.svc.watch(r.Context())
	var err error
	if q.Home, err = h.svc.Market(r.Context(), account.ViewerFrom(r.Context())); err != nil {
		return err
	}
	found, err := h.svc.Search(r.Context(), q)
	if err != nil {
		return err
	}
	if err := h.ShowHits(r, found.Hits); err != nil {
		return err
	}
	v := viewOf(found)
	v.Markets = h.markets[page.FrameFrom(r.Context()).Lang]
	watch.lists(r.Context(), lasting, makersOf(found.Hits))
	return h.pages.Write(w, r, http.StatusOK, "catalog/products", "catalog.products_title", v)
}

// Product is one product: GET /{lang}/products/{sku}.
func (h *Handlers) Product(w http.ResponseWriter, r *http.Request) error {
	watch := h.svc.watch(r.Context())
	product, err := h.svc.Product(r.Context(), r.PathValue("sku"))
	if err != nil {
		return err
	}
	hours := product.Hours.Suiting(zone(r), freeShown)
	hours.Talk = h.talk(r, product.Maker.ID, hours)
	m, err := h.marks(r.Context())
	if err != nil {
		return err
	}
	product.Saved, product.Ask = m.saved[product.SKU], m.ask(product.SKU)
	if err := errors.Join(h.showHits(r, product.Related, &product.Maker), h.ShowHits(r, product.Alike)); err != nil {
		return err
	}
	market, err := h.svc.Market(r.Context(), account.ViewerFrom(r.Context()))
	if err != nil {
		return err
	}
	lang := page.FrameFrom(r.Context()).Lang
	path := "/products/" + product.SKU
	product.Maker.City = account.CityName(h.pages.Texts(), lang, product.Maker.City)
	watch.shows(r.Context(), &product.Maker, hours.Presence, makersOf(product.Alike)...)
	return h.pages.Write(w, r, http.StatusOK, "catalog/product", "catalog.product_title", ProductView{
		Product: product, Hours: hours, LD: productLD(product, lang, h.svc.now(), page.Site(r)),
		Market: market, Asked: proofs(product, market), Path: path, Address: page.Site(r) + "/" + lang + path,
	}, "Name", page.Pick(lang, product.Name).Text)
}

// ProductCode is the address of a product's page as a drawing to be photographed: GET /{lang}/products/{sku}/qr.svg.
func (h *Handlers) ProductCode(w http.ResponseWriter, r *http.Request) error {
	product, err := h.svc.Product(r.Context(), r.PathValue("sku"))
	if err != nil {
		return err
	}
	code, err := qrcode.Of(page.Site(r) + "/" + page.FrameFrom(r.Context()).Lang + "/products/" + product.SKU)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "private, max-age=86400")
	_, err = io.WriteString(w, code.SVG())
	return err
}

// Companies lists the makers, or those of a name and of some facets: GET /{lang}/companies.
func (h *Handlers) Companies(w http.ResponseWriter, r *http.Request) error {
	q := parseQuery(MakerList, r.URL.Query())
	q.Zone = zone(r)
	watch := h.svc.watch(r.Context())
	var err error
	if q.Home, err = h.svc.Market(r.Context(), account.ViewerFrom(r.Context())); err != nil {
		return err
	}
	found, err := h.svc.Makers(r.Context(), q)
	if err != nil {
		return err
	}
	if err := h.showCards(r, found.Cards); err != nil {
		return err
	}
	watch.lists(r.Context(), lasting, makersOfCards(found.Cards))
	return h.pages.Write(w, r, http.StatusOK, "catalog/companies", "catalog.companies_title", companiesViewOf(found))
}

// Company is one maker: GET /{lang}/companies/{slug}.
func (h *Handlers) Company(w http.ResponseWriter, r *http.Request) error {
	watch := h.svc.watch(r.Context())
	number, _ := strconv.Atoi(r.URL.Query().Get("page")) // what is no number is the first page
	company, err := h.svc.CompanyAt(r.Context(), r.PathValue("slug"), number)
	if err != nil {
		return err
	}
	if err := h.showHits(r, company.Products, &company.Maker); err != nil {
		return err
	}
	lang := page.FrameFrom(r.Context()).Lang
	company.City = account.CityName(h.pages.Texts(), lang, company.City)
	company.Hours = company.Hours.Suiting(zone(r), freeShown)
	company.Hours.Talk = h.talk(r, company.ID, company.Hours)
	watch.shows(r.Context(), &company.Maker, company.Hours.Presence)
	return h.pages.Write(w, r, http.StatusOK, "catalog/company", "catalog.company_title", CompanyView{
		Company: company, LD: companyLD(company, lang, page.Site(r)), Path: "/companies/" + company.Slug,
		Pager: page.PagerAt(company.Page, company.Pages, func(at int) string { return "?page=" + strconv.Itoa(at) + "#products-title" }),
	}, "Name", page.Pick(lang, company.Name).Text)
}

// freeShown is how many free times a product's and a company's page show.
const freeShown = 5

// zone is the viewer's.
func zone(r *http.Request) *time.Location {
	if zone := page.FrameFrom(r.Context()).Zone; zone != nil {
		return zone
	}
	return time.UTC
}
