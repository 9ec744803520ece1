package catalog

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Handlers are the public pages of the catalog.
type Handlers struct {
	svc      *Service
	pages    *page.Pages
	pictures func(ctx context.Context, name string) (io.ReadCloser, error)
	offered  Offered
}

// NewHandlers makes them; pictures opens a stored picture by its file name and answers fs.ErrNotExist for none.
func NewHandlers(svc *Service, pages *page.Pages, pictures func(ctx context.Context, name string) (io.ReadCloser, error)) *Handlers {
	return &Handlers{svc: svc, pages: pages, pictures: pictures, offered: noTalk}
}

// Home is the first page: GET /{lang}.
func (h *Handlers) Home(w http.ResponseWriter, r *http.Request) error {
	halls, err := h.svc.Halls(r.Context())
	if err != nil {
		return err
	}
	companies, err := h.svc.Soonest(r.Context(), homeCompanies)
	if err != nil {
		return err
	}
	h.showCards(r, companies)
	return h.pages.Write(w, r, http.StatusOK, "home", "home.title", HomeView{
		Companies: companies, Categories: halls, Total: total(halls), Dials: dials(h.svc.now()),
	})
}

// Products is the search: GET /{lang}/products.
func (h *Handlers) Products(w http.ResponseWriter, r *http.Request) error {
	found, err := h.svc.Search(r.Context(), parseQuery(r.URL.Query()))
	if err != nil {
		return err
	}
	h.showHits(r, found.Hits)
	return h.pages.Write(w, r, http.StatusOK, "catalog/products", "catalog.products_title", viewOf(found))
}

// Product is one product: GET /{lang}/products/{sku}.
func (h *Handlers) Product(w http.ResponseWriter, r *http.Request) error {
	product, err := h.svc.Product(r.Context(), r.PathValue("sku"))
	if err != nil {
		return err
	}
	hours := product.Hours.Suiting(zone(r), freeShown)
	hours.Talk = h.talk(r, product.Maker.ID, hours)
	h.showHits(r, product.Related)
	lang := page.FrameFrom(r.Context()).Lang
	product.Maker.City = account.CityName(h.pages.Texts(), lang, product.Maker.City)
	return h.pages.Write(w, r, http.StatusOK, "catalog/product", "catalog.product_title", ProductView{
		Product: product, Hours: hours, LD: productLD(product, lang, h.svc.now(), site(r)),
	}, "Name", page.Pick(lang, product.Name).Text)
}

// Companies lists the makers: GET /{lang}/companies.
func (h *Handlers) Companies(w http.ResponseWriter, r *http.Request) error {
	number, _ := strconv.Atoi(r.URL.Query().Get("page")) // what is no number is the first page
	found, err := h.svc.Companies(r.Context(), number)
	if err != nil {
		return err
	}
	h.showCards(r, found.Cards)
	return h.pages.Write(w, r, http.StatusOK, "catalog/companies", "catalog.companies_title", CompaniesView{
		Companies: found.Cards, Total: found.Total, Pager: pagerAt(found.Page, found.Pages, func(page int) string { return "?page=" + strconv.Itoa(page) }),
	})
}

// Company is one maker: GET /{lang}/companies/{slug}.
func (h *Handlers) Company(w http.ResponseWriter, r *http.Request) error {
	company, err := h.svc.Company(r.Context(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	h.showHits(r, company.Products)
	lang := page.FrameFrom(r.Context()).Lang
	company.City = account.CityName(h.pages.Texts(), lang, company.City)
	company.Hours = company.Hours.Suiting(zone(r), freeShown)
	company.Hours.Talk = h.talk(r, company.ID, company.Hours)
	return h.pages.Write(w, r, http.StatusOK, "catalog/company", "catalog.company_title", CompanyView{
		Company: company, LD: companyLD(company, lang, site(r)),
	}, "Name", page.Pick(lang, company.Name).Text)
}

// freeShown is how many free times a product's and a company's page show.
const freeShown = 5

// showHits gives each card the one free time that suits the viewer, and the maker's city in the page's language.
func (h *Handlers) showHits(r *http.Request, hits []Hit) {
	lang := page.FrameFrom(r.Context()).Lang
	for i := range hits {
		hits[i].Hours = hits[i].Hours.Suiting(zone(r), 1)
		hits[i].Maker.City = account.CityName(h.pages.Texts(), lang, hits[i].Maker.City)
	}
}

// showCards does the same for companies.
func (h *Handlers) showCards(r *http.Request, cards []CompanyCard) {
	lang := page.FrameFrom(r.Context()).Lang
	for i := range cards {
		cards[i].Hours = cards[i].Hours.Suiting(zone(r), 1)
		cards[i].City = account.CityName(h.pages.Texts(), lang, cards[i].City)
	}
}

// zone is the viewer's.
func zone(r *http.Request) *time.Location {
	if zone := page.FrameFrom(r.Context()).Zone; zone != nil {
		return zone
	}
	return time.UTC
}

// pictureName is all that a picture's file name may be: it names no folder.
var pictureName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,120}\.webp$`)

// pictureFolder is where the store of files keeps them.
const pictureFolder = "pictures/"

// Picture serves a picture in one width: GET /pictures/{file}. The name carries a hash of the content, so an answer is
// good for ever.
func (h *Handlers) Picture(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("file")
	if !pictureName.MatchString(name) {
		return problem.New(problem.NotFound, "not_found")
	}
	content, err := h.pictures(r.Context(), pictureFolder+name)
	if errors.Is(err, fs.ErrNotExist) || problem.Is(err, problem.NotFound) {
		return problem.New(problem.NotFound, "not_found")
	}
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	w.Header().Set("Content-Type", "image/webp")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	_, _ = io.Copy(w, content) // the client may be gone; there is nobody left to tell
	return nil
}

// site is the origin of the request, for absolute addresses in structured data.
func site(r *http.Request) string {
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func parseQuery(values map[string][]string) Query {
	first := func(name string) string {
		if given := values[name]; len(given) > 0 {
			return given[0]
		}
		return ""
	}
	number, err := strconv.Atoi(first("page"))
	if err != nil {
		number = 1
	}
	q := Query{Text: clean(first("q")), Chosen: map[Facet]string{}, Page: number}
	for _, f := range Facets {
		if value := f.known(first(string(f))); value != "" {
			q.Chosen[f] = value
		}
	}
	if sort := Sort(first("sort")); slices.Contains(Sorts, sort) {
		q.Sort = sort
	}
	return q
}
