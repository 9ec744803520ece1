package server

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
)

// shop is a house with one maker and one product, and one picture.
func shop(t *testing.T, change ...func(*Config)) *house {
	t.Helper()
	var goods *catalog.Service
	h := newHouse(t, append(change, func(cfg *Config) { goods = cfg.Catalog })...)
	if err := h.files.Put(t.Context(), "pictures/lv-1.abc-320.webp", strings.NewReader("RIFF")); err != nil {
		t.Fatal(err)
	}
	company, err := h.accounts.CreateCompany(t.Context(), account.Company{
		Slug: "lumivale", Kind: account.SupplierCompany, Country: "KR", City: "Suwon", Zone: "Asia/Seoul", NameEn: "Lumivale Medical", NameKo: "루미베일메디칼", Languages: []string{"ko", "en"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := goods.PutCompany(t.Context(), company.ID, catalog.Profile{Line: catalog.Texts{"en": "Skin lasers", "ko": "피부 레이저"}, Currency: "USD"}); err != nil {
		t.Fatal(err)
	}
	_, err = goods.PutProduct(t.Context(), company.ID, catalog.Product{
		SKU: "LV-1", Category: "medical", HS6: "901890", Name: catalog.Texts{"en": "Pigment <laser>", "ko": "색소 레이저"}, Short: catalog.Texts{"en": "Two wavelengths"},
		Terms: catalog.Terms{
			MOQ: 1, Unit: "SET", Currency: "USD", Incoterm: "FOB", Place: catalog.Texts{"en": "Incheon"}, LeadFirst: 45, LeadRepeat: 30, Capacity: 4, Port: "KRINC",
		},
		Tiers:      []catalog.Tier{{From: 1, Minor: 1480000}, {From: 3, Minor: 1390050, Level: 1}},
		Certs:      []catalog.Certificate{{Scheme: "CE-MDR", State: catalog.Held}, {Scheme: "FDA", State: catalog.Pending}},
		Pictures:   []catalog.Picture{{Name: "lv-1.abc", Width: 1200, Height: 900, Alt: catalog.Texts{"en": "Front view"}}},
		Publishing: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestVisitorFindsAndReadsAProduct(t *testing.T) {
	h := shop(t)
	for path, wants := range map[string][]string{
		"/en":                 {"Lumivale Medical", "/en/products?category=medical"},
		"/en/products?q=pigm": {"1 product", "Pigment &lt;laser&gt;", `content="noindex"`, `value="pigm"`, "USD 14,800"},
		"/ko/products?q=" + url.QueryEscape("색소"):   {"색소 레이저", "제품 1개"},
		"/en/products?q=nothing":                    {"No product fits"},
		"/en/products?category=beauty":              {"No product fits", "Beauty and skin"},
		"/en/products?certificate=CE":               {"Pigment &lt;laser&gt;"},
		"/en/products?certificate=FDA":              {"No product fits"},
		"/en/products/LV-1":                         {"9018.90", "FOB", "Incheon", "Pending, not held", `"price":"14800.00"`, `srcset="/pictures/lv-1.abc-320.webp 320w`, "/en/book/lumivale?product=LV-1"},
		"/en/companies":                             {"Lumivale Medical"},
		"/ko/companies/lumivale":                    {"루미베일메디칼", "Lumivale Medical", "피부 레이저"},
		"/en/products?q=%3Cscript%3Ealert(1)%3C%2F": {"&lt;script&gt;"},
	} {
		got := h.get(path)
		if got.status != http.StatusOK {
			t.Errorf("%s: %d", path, got.status)
		}
		for _, want := range wants {
			if !strings.Contains(got.body, want) {
				t.Errorf("%s lacks %s", path, want)
			}
		}
	}
	for _, path := range []string{"/en/products/NONE", "/en/companies/none", "/ko/products/LV-1/more"} {
		if got := h.get(path); got.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.status)
		}
	}
}

func TestHiddenPriceIsNowhereOnThePage(t *testing.T) {
	h := shop(t)
	for _, path := range []string{"/en/products/LV-1", "/en/products", "/api/v1/products/LV-1", "/api/v1/products"} {
		body := h.get(path).body
		for _, never := range []string{"13,900", "13900.5", "1390050"} {
			if strings.Contains(body, never) {
				t.Errorf("%s tells a visitor %s", path, never)
			}
		}
	}
}

func TestPicturesAreServedForEverAndNothingElse(t *testing.T) {
	h := shop(t)
	got := h.get("/pictures/lv-1.abc-320.webp")
	if got.status != http.StatusOK || got.body != "RIFF" || got.header.Get("Content-Type") != "image/webp" || !strings.Contains(got.header.Get("Cache-Control"), "immutable") {
		t.Errorf("picture: %d, %v", got.status, got.header)
	}
	if got.header.Get("Set-Cookie") != "" {
		t.Error("a picture sets a cookie")
	}
	for _, path := range []string{"/pictures/other-320.webp", "/pictures/..%2Fsecret", "/pictures/.webp", "/pictures/LV.webp"} {
		if got := h.get(path); got.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.status)
		}
	}
}

func TestProgramReadsTheCatalog(t *testing.T) {
	h := shop(t)
	var list struct {
		Total    int
		Products []struct{ SKU string }
		Facets   map[catalog.Facet][]struct {
			Value string
			N     int
		}
	}
	if err := json.Unmarshal([]byte(h.get("/api/v1/products?q=laser&category=medical").body), &list); err != nil {
		t.Fatal(err)
	}
	if list.Total != 1 || list.Products[0].SKU != "LV-1" || list.Facets[catalog.CategoryFacet][0].N != 1 {
		t.Errorf("list %+v", list)
	}
	var product struct {
		Prices       []struct{ From, AmountMinor int }
		HiddenPrices int
		Certificates []struct{ Family, Standing string }
	}
	if err := json.Unmarshal([]byte(h.get("/api/v1/products/LV-1").body), &product); err != nil {
		t.Fatal(err)
	}
	if len(product.Prices) != 1 || product.Prices[0].AmountMinor != 1480000 || product.HiddenPrices != 1 || product.Certificates[0].Standing != "valid" {
		t.Errorf("product %+v", product)
	}
	var company struct {
		Slug        string
		Products    int
		ProductList []struct{ SKU string }
	}
	if err := json.Unmarshal([]byte(h.get("/api/v1/companies/lumivale").body), &company); err != nil {
		t.Fatal(err)
	}
	if company.Slug != "lumivale" || company.Products != 1 || len(company.ProductList) != 1 {
		t.Errorf("company %+v", company)
	}
	for path, want := range map[string]int{
		"/api/v1/products/NONE": http.StatusNotFound, "/api/v1/products?category=weapons": http.StatusUnprocessableEntity,
		"/api/v1/companies": http.StatusOK, "/api/v1/companies/none": http.StatusNotFound,
	} {
		if got := h.get(path); got.status != want {
			t.Errorf("%s: %d, want %d: %s", path, got.status, want, got.body)
		}
	}
}
