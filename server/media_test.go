package server

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
)

// makersShop is a shop whose maker is signed in, with a draft beside the published product.
func makersShop(t *testing.T) *house {
	t.Helper()
	var goods *catalog.Service
	h := shop(t, func(cfg *Config) { goods = cfg.Catalog })
	company, err := h.accounts.CompanyBySlug(t.Context(), "lumivale")
	if err != nil {
		t.Fatal(err)
	}
	_, err = goods.PutProduct(t.Context(), company.ID, catalog.Product{
		SKU: "LV-2", Category: "medical", HS6: "901890", Name: catalog.Texts{"en": "Draft", "ko": "초안"}, Short: catalog.Texts{"en": "Short"},
		Terms: catalog.Terms{MOQ: 1, Unit: "SET", Currency: "USD", Incoterm: "FOB", Place: catalog.Texts{"en": "Incheon"}, LeadFirst: 45, LeadRepeat: 30, Capacity: 4, Port: "KRINC"},
	})
	if err != nil {
		t.Fatal(err)
	}
	h.user("maker@people.example", "a long enough secret", account.Grant{Role: account.Supplier, Company: company.ID})
	if in := h.post("/en/sign-in", url.Values{"email": {"maker@people.example"}, "password": {"a long enough secret"}}); in.status != http.StatusSeeOther {
		t.Fatalf("signs in: %d", in.status)
	}
	return h
}

// part is one file of a form as a browser, or somebody who plays one, sends it.
type part struct{ field, name, kind, content string }

func (h *house) upload(path string, fields url.Values, parts ...part) answer {
	h.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, values := range fields {
		if err := form.WriteField(name, values[0]); err != nil {
			h.t.Fatal(err)
		}
	}
	for _, p := range parts {
		header := textproto.MIMEHeader{}
		header.Set("Content-Disposition", fmt.Sprintf(`form-data; name=%q; filename=%q`, p.field, p.name))
		header.Set("Content-Type", p.kind)
		file, err := form.CreatePart(header)
		if err == nil {
			_, err = file.Write([]byte(p.content))
		}
		if err != nil {
			h.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		h.t.Fatal(err)
	}
	return h.do(http.MethodPost, path, &body, "Content-Type", form.FormDataContentType(), "Sec-Fetch-Site", "same-origin")
}

func photograph(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 400, 300)), nil); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

const (
	album    = "/en/studio/products/LV-2/media"
	plainPDF = "%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\nstartxref\n9\n%%EOF\n"
)

// says waits until the page says what is wanted.
func (h *house) says(path, want string) string {
	h.t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if body := h.get(path).body; strings.Contains(body, want) {
			return body
		}
		select {
		case <-tick.C:
		case <-h.t.Context().Done():
			h.t.Fatalf("%s never says %q", path, want)
		}
	}
}

func TestMakerHandsInPhotographsAndBuyersSeeThem(t *testing.T) {
	h := makersShop(t)
	if got := h.get(album); got.status != http.StatusOK || !strings.Contains(got.body, "No photographs yet") {
		t.Fatalf("empty album: %d", got.status)
	}
	got := h.upload(album+"/photos", nil, part{"photos", "front.jpg", "image/jpeg", photograph(t)})
	if got.status != http.StatusSeeOther {
		t.Fatalf("handed in: %d %s", got.status, got.body)
	}
	if again := h.upload(album+"/photos", nil, part{"photos", "front.jpg", "image/jpeg", photograph(t)}); !strings.HasSuffix(again.header.Get("Location"), "?added=0&same=1") {
		t.Errorf("the same again leads to %s", again.header.Get("Location"))
	}
	h.work()
	body := h.says(album, "Not shown: describe it first")
	act := regexp.MustCompile(`action="(/en/studio/products/LV-2/media/photos/[^"/]+)/describe"`).FindStringSubmatch(body)[1]
	picture := regexp.MustCompile(`src="(/pictures/[0-9a-f]{32}-640\.webp)"`).FindStringSubmatch(body)[1]
	if got := h.post(act+"/describe", url.Values{"alt_en": {"x"}, "alt_ko": {"레이저 정면"}, "left": {"zero"}}); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `value="레이저 정면"`) || strings.Count(got.body, `aria-invalid="true"`) != 1 {
		t.Errorf("refused form: %d", got.status)
	}
	if got := h.post(act+"/describe", url.Values{"alt_en": {"The front"}, "alt_ko": {"레이저 정면"}}); got.status != http.StatusSeeOther {
		t.Errorf("described: %d", got.status)
	}
	for path, want := range map[string]int{act + "/weapons": http.StatusNotFound, act + "/retry": http.StatusConflict, album + "/photos/none/remove": http.StatusNotFound} {
		if got := h.post(path, url.Values{}); got.status != want {
			t.Errorf("%s: %d, want %d", path, got.status, want)
		}
	}

	mine := h.get(picture)
	if mine.status != http.StatusOK || mine.header.Get("Cache-Control") != "private, no-store" || mine.header.Get("Content-Type") != "image/webp" {
		t.Errorf("a draft's picture for its maker: %d %v", mine.status, mine.header)
	}
	maker := h.browser
	h.browser = h.newBrowser()
	if got := h.get(picture); got.status != http.StatusNotFound {
		t.Errorf("a draft's picture for a visitor: %d", got.status)
	}
	if _, err := h.db.Exec(t.Context(), `update products set published_at = now() where sku = 'LV-2'`); err != nil {
		t.Fatal(err)
	}
	if got := h.get(picture); got.status != http.StatusOK || !strings.Contains(got.header.Get("Cache-Control"), "immutable") || got.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("a published picture: %d %v", got.status, got.header)
	}
	if got := h.get("/en/products/LV-2"); !strings.Contains(got.body, picture) || !strings.Contains(got.body, `width="400" height="300" alt="The front"`) {
		t.Error("the product's page lacks it")
	}
	h.browser = maker
	if got := h.post(act+"/remove", url.Values{}); got.status != http.StatusSeeOther {
		t.Errorf("removed: %d", got.status)
	}
	h.browser = h.newBrowser()
	if got := h.get(picture); got.status != http.StatusOK {
		t.Errorf("a picture that was taken away, until the office agrees: %d", got.status)
	}
	if _, err := h.db.Exec(t.Context(), `update products set pictures = '[]' where sku = 'LV-2'`); err != nil {
		t.Fatal(err)
	}
	if got := h.get(picture); got.status != http.StatusNotFound {
		t.Errorf("afterwards: %d", got.status)
	}
}

func TestNothingActiveIsTakenWhateverItIsCalled(t *testing.T) {
	h := makersShop(t)
	svg := `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`
	for _, p := range []part{
		{"photos", "logo.svg", "image/svg+xml", svg}, {"photos", "logo.png", "image/png", svg}, {"photos", "page.jpg", "image/jpeg", "<!doctype html><script>alert(1)</script>"},
		{"photos", "x.webp", "image/webp", "GIF89a/*\x00*/=1;alert(1)"}, {"photos", "x.jpg", "image/jpeg", plainPDF}, {"photos", "x.jpg", "image/jpeg", "PK\x03\x04"},
		{"photos", "x.jpg.exe", "application/x-msdownload", "MZ"}, {"photos", "IMG.HEIC", "image/jpeg", "\x00\x00\x00\x18ftypheic\x00\x00"}, {"photos", "x.jpg", "text/html", ""},
		{"brochure", "x.pdf", "application/pdf", "<script>alert(1)</script>"}, {"brochure", "x.pdf", "application/pdf", svg}, {"brochure", "x.pdf", "application/pdf", photograph(t)},
		{"brochure", "x.pdf", "application/pdf", strings.Replace(plainPDF, "/Catalog", "/Catalog /OpenAction <</S /JavaScript /JS (app.alert(1))>>", 1)},
		{"brochure", "x.pdf", "application/pdf", strings.Replace(plainPDF, "/Catalog", "/Catalog /Names <</EmbeddedFiles 3 0 R>>", 1)},
		{"brochure", "x.pdf", "application/pdf", "<html>" + plainPDF},
	} {
		path := album + "/photos"
		if p.field == "brochure" {
			path = album + "/brochures"
		}
		if got := h.upload(path, url.Values{"lang": {"en"}}, p); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `class="errors"`) {
			t.Errorf("%s %s %.20q: %d", p.name, p.kind, p.content, got.status)
		}
	}
	for _, table := range []string{"brochures", "photos"} {
		var n int
		if err := h.db.QueryRow(t.Context(), `select count(*) from `+table+` where original <> ''`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d %s are kept, %v", n, table, err)
		}
	}
	if got := h.upload(album+"/photos", nil, part{"photos", "x\"><script>alert(1)</script>.jpg", "image/jpeg", "MZ"}); strings.Contains(got.body, "<script>alert") {
		t.Error("a name of a file runs")
	}
	good := photograph(t)
	mixed := h.upload(album+"/photos", nil, part{"photos", "a.jpg", "image/jpeg", good}, part{"photos", "b.svg", "image/svg+xml", svg})
	if mixed.status != http.StatusUnprocessableEntity || !strings.Contains(mixed.body, "One photograph is taken") || !strings.Contains(mixed.body, "b.svg") {
		t.Errorf("one of two: %d", mixed.status)
	}
}

func TestUploadThatBreaksOffChangesNothing(t *testing.T) {
	h := makersShop(t)
	var whole bytes.Buffer
	form := multipart.NewWriter(&whole)
	for _, name := range []string{"a.jpg", "b.jpg"} {
		file, err := form.CreateFormFile("photos", name)
		if err == nil {
			_, err = file.Write([]byte(photograph(t)))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	half := bytes.NewReader(whole.Bytes()[:whole.Len()-100])
	got := h.do(http.MethodPost, album+"/photos", half, "Content-Type", form.FormDataContentType(), "Sec-Fetch-Site", "same-origin")
	if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Nothing was taken") {
		t.Errorf("half: %d", got.status)
	}
	if got := h.upload(album+"/photos", nil); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Choose a file first") {
		t.Errorf("nothing: %d", got.status)
	}
	if !strings.Contains(h.get(album).body, "No photographs yet") {
		t.Error("something was taken")
	}
}

func TestBrochureIsHandedOverAsAFile(t *testing.T) {
	h := makersShop(t)
	if got := h.upload("/en/studio/products/LV-1/media/brochures", url.Values{"lang": {"de"}}, part{"brochure", `Daten"blatt.pdf`, "text/html", plainPDF}); got.status != http.StatusSeeOther {
		t.Fatalf("handed in: %d", got.status)
	}
	maker := h.browser
	h.browser = h.newBrowser()
	if strings.Contains(h.get("/en/products/LV-1").body, "/brochures/") {
		t.Fatal("a brochure is shown without the office")
	}
	h.browser = maker
	if asked := h.post("/en/studio/products/LV-1/ask", nil); asked.status != http.StatusSeeOther {
		t.Fatalf("handed to the office: %d", asked.status)
	}
	h.browser = h.newBrowser()
	h.user("officer@office.example", "a long enough secret", account.Grant{Role: account.Officer})
	h.post("/en/sign-in", url.Values{"email": {"officer@office.example"}, "password": {"a long enough secret"}})
	review := h.get("/en/desk/products/LV-1").body
	if opened := regexp.MustCompile(`href="(/en/products/LV-1/brochures/[0-9a-f-]+)"`).FindStringSubmatch(review); opened == nil || h.get(opened[1]).status != http.StatusOK {
		t.Error("the office cannot read what it decides about")
	}
	if approved := h.post("/en/desk/products", url.Values{"sku": {"LV-1"}, "decision": {"approve"}}); approved.status != http.StatusSeeOther {
		t.Fatalf("approved: %d", approved.status)
	}
	h.browser = h.newBrowser()
	body := h.get("/en/products/LV-1").body
	found := regexp.MustCompile(`href="(/en/products/LV-1/brochures/[0-9a-f-]+)"`).FindStringSubmatch(body)
	if found == nil || !strings.Contains(body, "German, PDF, 0.1 MB") {
		t.Fatal("the product's page lacks the brochure")
	}
	got := h.get(found[1])
	for name, want := range map[string]string{
		"Content-Type": "application/pdf", "Content-Disposition": `attachment; filename="LV-1-de.pdf"`, "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
	} {
		if got.header.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, got.header.Get(name), want)
		}
	}
	if got.status != http.StatusOK || got.body != plainPDF {
		t.Errorf("%d, %d bytes", got.status, len(got.body))
	}
	if got := h.get(strings.Replace(found[1], "LV-1", "LV-2", 1)); got.status != http.StatusNotFound {
		t.Errorf("under another product: %d", got.status)
	}
}
