package server

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/locale"
)

// shelves is a catalog with one maker and so many products.
func shelves(t *testing.T, count int) *catalog.Service {
	t.Helper()
	var goods *catalog.Service
	h := newHouse(t, func(cfg *Config) { goods = cfg.Catalog })
	company, err := h.accounts.CreateCompany(t.Context(), account.Company{
		Slug: "lumivale", Kind: account.SupplierCompany, Country: "KR", City: "Suwon", Zone: "Asia/Seoul", NameEn: "Lumivale Medical", Languages: []string{"ko"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := goods.PutCompany(t.Context(), company.ID, catalog.Profile{Line: catalog.Texts{"en": "Skin lasers"}, Currency: "USD"}); err != nil {
		t.Fatal(err)
	}
	products := make([]catalog.Product, count)
	for i := range products {
		products[i] = catalog.Product{
			SKU: fmt.Sprintf("P-%d", i), Category: "medical", HS6: "901890", Name: catalog.Texts{"en": "Laser"}, Short: catalog.Texts{"en": "Two wavelengths"},
			Terms:      catalog.Terms{MOQ: 1, Unit: "SET", Currency: "USD", Incoterm: "FOB", Place: catalog.Texts{"en": "Incheon"}, LeadFirst: 45, LeadRepeat: 30, Capacity: 4, Port: "KRINC"},
			Publishing: true,
		}
	}
	if _, err := goods.PutProducts(t.Context(), company.ID, products); err != nil {
		t.Fatal(err)
	}
	return goods
}

// urlset and index are what search engines read (sitemaps.org, and Google's alternates).
type urlset struct {
	URLs []struct {
		Loc   string `xml:"loc"`
		Links []struct {
			Lang string `xml:"hreflang,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
	} `xml:"url"`
}

type sitemapIndex struct {
	Maps []struct {
		Loc string `xml:"loc"`
	} `xml:"sitemap"`
}

func TestSitemapNamesEveryPageInEveryLanguageWithItsOthers(t *testing.T) {
	m := sitemap{pages: shelves(t, 1), origin: "https://trade.example", langs: []string{"en", "zh-Hans"}, most: sitemapMost, part: sitemapPart}
	var got urlset
	readSitemap(t, m, "", &got)
	var locations []string
	for _, url := range got.URLs {
		locations = append(locations, url.Loc)
		if len(url.Links) != 3 || url.Links[2].Lang != "x-default" {
			t.Errorf("%s has the alternates %v", url.Loc, url.Links)
		}
	}
	for _, want := range []string{"https://trade.example/en", "https://trade.example/zh-Hans/products", "https://trade.example/en/companies/lumivale", "https://trade.example/zh-Hans/products/P-0"} {
		if !slices.Contains(locations, want) {
			t.Errorf("%s is not in the sitemap", want)
		}
	}
	if want := 2 * (2 + len(always)); len(locations) != want {
		t.Errorf("%d addresses, wanted %d", len(locations), want)
	}
	if first := got.URLs[0].Links; first[1].Href != "https://trade.example/zh-Hans" || first[2].Href != "https://trade.example/" {
		t.Errorf("the home page has the alternates %v", first)
	}
}

func TestLargeSitemapIsAnIndexOfFilesThatHoldAll(t *testing.T) {
	m := sitemap{pages: shelves(t, 24), origin: "https://trade.example", langs: []string{"en", "ko"}, most: 50, part: 10}
	var index sitemapIndex
	readSitemap(t, m, "", &index)
	seen := map[string]bool{}
	for _, file := range index.Maps {
		name, _ := strings.CutPrefix(file.Loc, "https://trade.example/sitemap/")
		var part urlset
		readSitemap(t, m, name, &part)
		for _, url := range part.URLs {
			seen[url.Loc] = true
		}
	}
	if want := 2 * (25 + len(always)); len(index.Maps) != 3 || len(seen) != want {
		t.Errorf("%d files with %d addresses, wanted 3 with %d", len(index.Maps), len(seen), want)
	}
}

// readSitemap reads one file of a sitemap; an empty name is /sitemap.xml.
func readSitemap(t *testing.T, m sitemap, name string, into any) {
	t.Helper()
	recorder, request := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/sitemap.xml", nil)
	request.SetPathValue("file", name)
	answer := m.whole
	if name != "" {
		answer = m.numbered
	}
	if err := answer(recorder, request); err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(recorder.Body.Bytes(), into); err != nil {
		t.Fatalf("%v in %s", err, recorder.Body)
	}
}

func TestSearchEnginesFindTheSitemap(t *testing.T) {
	h := newHouse(t, func(c *Config) { c.Origin = "https://trade.example" })
	if got := h.get("/robots.txt"); !strings.Contains(got.body, "\nSitemap: https://trade.example/sitemap.xml\n") {
		t.Error(got.body)
	}
	got := h.get("/sitemap.xml")
	if got.status != 200 || strings.Count(got.body, "<url>") != len(always)*len(locale.Offered) {
		t.Errorf("%d %s", got.status, got.body)
	}
	for path, status := range map[string]int{"/sitemap/1.xml": 200, "/sitemap/2.xml": 404, "/sitemap/0.xml": 404, "/sitemap/x.xml": 404, "/sitemap/1": 404} {
		if got := h.get(path); got.status != status {
			t.Errorf("%s: %d, wanted %d", path, got.status, status)
		}
	}
}

func TestPageNamesItselfInEveryOfferedLanguage(t *testing.T) {
	h := newHouse(t, func(c *Config) { c.Origin, c.Web.Pages = "https://trade.example", testPages(t) })
	body := h.get("/ko/products?q=laser").body
	for _, lang := range locale.Offered {
		if want := `<link rel="alternate" hreflang="` + lang + `" href="https://trade.example/` + lang + `/products?q=laser">`; !strings.Contains(body, want) {
			t.Errorf("no %s", want)
		}
	}
	for _, want := range []string{`<html lang="ko" dir="ltr">`, `<link rel="canonical" href="https://trade.example/ko/products?q=laser">`,
		`hreflang="x-default" href="https://trade.example/products?q=laser"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s", want)
		}
	}
	if body := h.get("/ar-XB/products").body; !strings.Contains(body, `<html lang="ar-XB" dir="rtl">`) || !strings.Contains(body, "noindex") || strings.Contains(body, "hreflang=\"x-default") {
		t.Error("a pseudo-language is not mirrored, or search engines are led to it")
	}
	plain := newHouse(t)
	if got := plain.get("/ar-XB/products"); got.status != 404 {
		t.Errorf("without the flag a pseudo-language answers %d", got.status)
	}
}

func TestLanguageOfTheMenuIsKept(t *testing.T) {
	h := newHouse(t)
	h.get("/ko/products", "Referer", "https://elsewhere.example/en/products")
	if got := h.get("/sign-in", "Accept-Language", "en"); got.header.Get("Location") != "/en/sign-in" {
		t.Errorf("a link from elsewhere changed the language: led to %q", got.header.Get("Location"))
	}
	h.get("/ko/products", "Referer", h.server.URL+"/en/products")
	if got := h.get("/sign-in", "Accept-Language", "en"); got.header.Get("Location") != "/ko/sign-in" {
		t.Errorf("the choice in the menu is forgotten: led to %q", got.header.Get("Location"))
	}
}

func TestSlashAtTheEndOfAnAddressLeadsToThePage(t *testing.T) {
	h := newHouse(t)
	for typed, want := range map[string]string{"/ko/": "/ko", "/en/products/?q=laser": "/en/products?q=laser", "/products/": "/en/products",
		"/en/nowhere/": ""} {
		if got := h.get(typed, "Accept-Language", "en"); got.header.Get("Location") != want || want == "" && got.status != http.StatusNotFound {
			t.Errorf("%s: %d to %q, want %q", typed, got.status, got.header.Get("Location"), want)
		}
	}
}

func TestBrowsersLanguageFindsTheNearestOfOurs(t *testing.T) {
	all := locale.Langs
	nine := languageMatcher(all)
	for header, want := range map[string]string{
		"de-AT,de;q=0.9": "de", "zh-CN": "zh-Hans", "zh-TW,zh;q=0.9": "zh-Hans", "zh-HK": "zh-Hans", "es-MX,en;q=0.5": "es", "ja-JP": "ja",
		"vi": "vi", "ru-RU,ru": "ru", "ro-MD": "ro", "ko-KR": "ko", "th": "en", "en-AU": "en", "*": "en", "not a header;;": "en",
	} {
		if got := bestOf(nine, all, header); got != want {
			t.Errorf("%q leads to %q, wanted %q", header, got, want)
		}
	}
}
