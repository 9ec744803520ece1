package server

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/qrcode"
)

func TestVisitorKeepsAProductAndTakesItAlongAtSignIn(t *testing.T) {
	h := shop(t)
	h.user("ana@people.example", "a long enough secret")
	found := h.get("/en/products?q=laser")
	if !strings.Contains(found.body, `name="sku" value="LV-1"`) || !strings.Contains(found.body, `name="back" value="/products?q=laser"`) {
		t.Fatalf("the card cannot be saved: %s", found.body)
	}
	kept := h.post("/en/saved/add", url.Values{"sku": {"LV-1"}, "back": {"/products?q=laser"}})
	if kept.status != http.StatusSeeOther || kept.header.Get("Location") != "/en/products?q=laser#p-LV-1" {
		t.Fatalf("saved: %d, %s", kept.status, kept.header.Get("Location"))
	}
	if again := h.get("/en/products?q=laser"); strings.Contains(again.body, `name="sku" value="LV-1"`) {
		t.Error("the card does not say that it is saved")
	}
	if list := h.get("/en/saved"); !strings.Contains(list.body, "Pigment &lt;laser&gt;") {
		t.Errorf("the visitor's list lacks it: %s", list.body)
	}
	if in := h.post("/en/sign-in", url.Values{"email": {"ana@people.example"}, "password": {"a long enough secret"}}); in.status != http.StatusSeeOther {
		t.Fatalf("sign in: %d", in.status)
	}
	for _, path := range []string{"/en/saved", "/ko/saved"} {
		if list := h.get(path); !strings.Contains(list.body, `name="sku" value="LV-1"`) || !strings.Contains(list.body, "My list") {
			t.Errorf("%s lacks what the visitor had: %s", path, list.body)
		}
	}
	if away := h.post("/en/saved/add", url.Values{"sku": {"LV-1"}, "back": {"//elsewhere.example"}}); away.header.Get("Location") != "/en/saved" {
		t.Errorf("goes back to %s", away.header.Get("Location"))
	}
}

func TestSearchWithoutResultOffersWaysOn(t *testing.T) {
	h := shop(t)
	for path, wants := range map[string][]string{
		"/en/products?q=zzzz":                           {"/en/wanted/new?q=zzzz"},
		"/en/products?q=laser&category=food":            {"Without", `href="/en/products?q=laser"`, "1 product"},
		"/en/products?q=laser&fit=US":                   {"Without", "United States"},
		"/en/products?q=laser":                          {"/en/alerts/new?q=", `<meta name="robots" content="noindex">`},
		"/en/products?category=medical":                 {`<link rel="canonical" href="`},
		"/en/compare?p=LV-1&p=GONE":                     {"GONE", "USD", "from 1", `<meta name="robots" content="noindex">`},
		"/en/compare":                                   {"Nothing to compare"},
		"/en/products/LV-1":                             {`rel="canonical"`, `action="/en/compare"`},
		"/en":                                           {"Who vouches", "Next to meet"},
		"/en/products?category=medical&certificate=CE":  {`<meta name="robots" content="noindex">`},
		"/en/products?region=europe":                    {"Without"},
		"/en/products?market=ZZ&fit=zz&region=nowhere":  {"LV-1"},
		"/en/products?q=laser&since=2020&home=DE&sort=": {"LV-1"},
	} {
		if path == "/en" {
			wants = wants[1:]
		}
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
}

func TestHiddenPriceIsNotInAComparison(t *testing.T) {
	h := shop(t)
	if body := h.get("/en/compare?p=LV-1").body; strings.Contains(body, "13,900") || !strings.Contains(body, "14,800") {
		t.Errorf("a visitor compares %s", body)
	}
}

func TestBuyerSeesWhatItsMarketAsksFor(t *testing.T) {
	h := shop(t)
	company, err := h.accounts.CreateCompany(t.Context(), account.Company{Slug: "clinic", Kind: account.BuyerCompany, Country: "DE", City: "Cologne", Zone: "Europe/Berlin", NameEn: "Clinic"})
	if err != nil {
		t.Fatal(err)
	}
	h.user("ana@people.example", "a long enough secret", account.Grant{Role: account.Buyer, Company: company.ID})
	h.post("/en/sign-in", url.Values{"email": {"ana@people.example"}, "password": {"a long enough secret"}})
	for path, want := range map[string]string{
		"/en/products/LV-1": "What Germany usually asks for", "/en/products": `<option value="DE" selected>`, "/en/wanted/new?q=caps": `value="caps"`,
	} {
		if got := h.get(path); !strings.Contains(got.body, want) {
			t.Errorf("%s lacks %s", path, want)
		}
	}
	asked := h.post("/en/wanted", url.Values{"title": {"Cooling caps"}, "details": {"short"}, "market": {"DE"}})
	if asked.status != http.StatusUnprocessableEntity || !strings.Contains(asked.body, `value="Cooling caps"`) {
		t.Errorf("refused: %d", asked.status)
	}
	made := h.post("/en/wanted", url.Values{"title": {"Cooling caps"}, "details": {"For twelve clinics with a contract."}, "market": {"DE"}})
	if made.status != http.StatusSeeOther {
		t.Fatalf("asked: %d %s", made.status, made.body)
	}
	if got := h.get(made.header.Get("Location")); got.status != http.StatusOK || !strings.Contains(got.body, "Your request is with the Office") {
		t.Errorf("the request's page: %d", got.status)
	}
}

func TestMailProgramEndsAlertsWithoutCookie(t *testing.T) {
	h := shop(t)
	if got := h.post("/en/alerts/stop/guess", url.Values{"List-Unsubscribe": {"One-Click"}}); got.status != http.StatusNotFound {
		t.Errorf("a guessed link: %d", got.status)
	}
}

func TestProductGoesIntoTheBasketFromEveryList(t *testing.T) {
	h := shop(t)
	button := `formaction="/en/basket" name="product" value="LV-1"`
	h.post("/en/saved/add", url.Values{"sku": {"LV-1"}})
	for _, path := range []string{"/en/products?q=laser", "/en/saved", "/en/compare?p=LV-1"} {
		if got := h.get(path); !strings.Contains(got.body, button) {
			t.Errorf("%s has no button into the basket", path)
		}
	}
	added := h.post("/en/basket", url.Values{"product": {"LV-1"}, "back": {"/products?q=laser"}})
	if added.status != http.StatusSeeOther || added.header.Get("Location") != "/en/products?q=laser#p-LV-1" {
		t.Fatalf("added: %d, %s", added.status, added.header.Get("Location"))
	}
	for _, path := range []string{"/en/products?q=laser", "/en/saved", "/en/compare?p=LV-1", "/en/products/LV-1"} {
		if got := h.get(path); strings.Contains(got.body, button) || !strings.Contains(got.body, `href="/en/basket`) {
			t.Errorf("%s does not say that it lies in the basket", path)
		}
	}
	if home := h.get("/en"); !strings.Contains(home.body, `Basket <span class="count">1</span>`) {
		t.Error("the menu does not count the basket")
	}
	if away := h.post("/en/basket", url.Values{"product": {"LV-1"}, "back": {"//elsewhere.example"}}); away.header.Get("Location") != "/en/basket#line-LV-1" {
		t.Errorf("goes back to %s", away.header.Get("Location"))
	}
}

func TestBasketWithAMistakeIsToldSoBeforeSigningIn(t *testing.T) {
	h := shop(t)
	h.post("/en/basket", url.Values{"product": {"LV-1"}})
	form := url.Values{"do": {"send"}, "lang": {"en"}, "message": {""}, "quantity-LV-1": {"2"}, "currency-LV-1": {"USD"}}
	if got := h.post("/en/basket", form); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `href="#message"`) {
		t.Errorf("without a message: %d", got.status)
	}
	form.Set("message", "We supply clinics and ask for a first price.")
	if got := h.post("/en/basket", form); got.status != http.StatusSeeOther || !strings.HasPrefix(got.header.Get("Location"), "/en/sign-in?next=") {
		t.Errorf("with all that is needed: %d, %s", got.status, got.header.Get("Location"))
	}
}

func TestCompanyIsFoundByItsName(t *testing.T) {
	h := shop(t)
	all := h.get("/en/companies")
	if strings.Count(all.body, "company-card") < 1 {
		t.Fatal("no company is listed")
	}
	slug := all.body[strings.Index(all.body, `href="/en/companies/`)+len(`href="/en/companies/`):]
	slug = slug[:strings.IndexByte(slug, '"')]
	if found := h.get("/en/companies?name=" + strings.ToUpper(slug[:4])); strings.Count(found.body, `href="/en/companies/`+slug+`"`) != 1 {
		t.Errorf("%s is not found by the beginning of its name", slug)
	}
	if none := h.get("/en/companies?name=zzqq"); strings.Contains(none.body, "company-card") || !strings.Contains(none.body, `href="/en/products?q=zzqq"`) {
		t.Error("a name that nobody has finds somebody, or offers no way on")
	}
}

func TestCodeOfAProductIsItsOwnVisitorsAndOfWhatIsPublished(t *testing.T) {
	h := shop(t, func(c *Config) { c.Origin = "https://trade.example" })
	got := h.get("/de/products/LV-1/qr.svg")
	code, err := qrcode.Of("https://trade.example/de/products/LV-1") // wherever it is asked for
	if err != nil {
		t.Fatal(err)
	}
	if got.status != http.StatusOK || got.header.Get("Content-Type") != "image/svg+xml" || got.body != code.SVG() {
		t.Errorf("the code: %d %s\n%s", got.status, got.header.Get("Content-Type"), got.body)
	}
	if kept := got.header.Get("Cache-Control"); strings.Contains(kept, "public") { // a session's cookie may come with it
		t.Errorf("anybody may keep it: %s", kept)
	}
	if got := h.get("/de/products/NO-SUCH/qr.svg"); got.status != http.StatusNotFound {
		t.Errorf("a code of nothing: %d", got.status)
	}
	paper := regexp.MustCompile(`<p class="paper-code only-print"><img [^>]*qr\.svg[^>]*><span>([^<]*)</span>`)
	if got := paper.FindStringSubmatch(h.get("/de/products/LV-1").body); got == nil || got[1] != "https://trade.example/de/products/LV-1" {
		t.Errorf("on paper the code stands with %q", got)
	}
}

func TestAddressesThatOthersKeepAreTheRequestsWhereNobodySaidWhereThePortalIs(t *testing.T) {
	h := shop(t)
	if got := h.get("/de/products/LV-1"); !strings.Contains(got.body, `href="`+h.server.URL+`/de/products/LV-1"`) {
		t.Error("the page does not name its own address")
	}
}
