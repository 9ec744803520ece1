package exchange

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/etradeoffice/portal/server/catalog"
)

var now = time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC)

func example(t interface{ Fatal(...any) }) catalog.Product {
	p, wrong := catalog.NewProduct("LV-1").With(map[string]string{
		"name_en": "Laser <Q>", "name_ko": "레이저", "short_en": "Two & more", "short_de": "Zwei", "hs6": "901890", "gtin": "9521234001010", "moq": "1", "unit": "SET", "port": "KRINC",
		"place_en": "Incheon", "lead_first": "45", "lead_repeat": "30", "capacity": "4", "warranty": "24", "tiers": "1 | 14800 | 0\n3 | 13900.50 | 0", "valid_until": "2027-06-30",
		"brand": "Lumivale", "maker_no": "Q16", "series": "Q", "unspsc": "42143800", "national_scheme": "HSK10", "national_code": "9018908090", "un_no": "UN3481", "outer_quantity": "1",
		"carton_length": "1200", "carton_width": "800", "carton_height": "900", "net_kg": "80", "gross_kg": "92.5", "keywords_en": "laser, pigment", "specs": "Weight | 무게 | 92 kg | 92 kg",
	})
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	p.Maker = catalog.Maker{Slug: "lumivale", Name: catalog.Texts{"en": "Lumivale"}}
	p.Certs = []catalog.Certificate{{Scheme: "CE-MDR", Number: "D-1", Body: "NB 0000", State: catalog.Held}, {Scheme: "KC", Number: "X", State: catalog.Unverified}}
	p.Pictures = []catalog.Picture{{Name: "lv-1.a", Width: 1200, Height: 900}}
	return p
}

func file(_ interface{ Fatal(...any) }, products ...catalog.Product) Catalog {
	return Catalog{ID: "LV-1", Lang: "en", Site: "https://portal.example", Office: "Office", At: now, Products: products}
}

func TestFilesFitTheirSchemasAndSayAllOfAProduct(t *testing.T) {
	for name, c := range map[string]struct {
		content []byte
		wants   map[string]string
	}{
		"UBL": {UBL(file(t, example(t))), map[string]string{
			"Name": "Laser <Q>", "Description": "Two & more", "PriceAmount": "14800.00", "MinimumOrderQuantity": "1", "ItemClassificationCode": "901890", "IdentificationCode": "KR",
			"UNDGCode": "3481", "CertificateType": "CE-MDR", "LeadTimeMeasure": "45", "EndDate": "2027-06-30", "BrandName": "Lumivale", "MaximumQuantity": "2"}},
		"BMEcat": {BMEcat(file(t, example(t))), map[string]string{
			"SUPPLIER_PID": "LV-1", "DESCRIPTION_SHORT": "레이저", "INTERNATIONAL_PID": "9521234001010", "PRICE_AMOUNT": "14800.00", "CUSTOMS_NUMBER": "9018908090", "COUNTRY_OF_ORIGIN": "KR",
			"LENGTH": "1.2", "QUANTITY_MIN": "1", "MIME_SOURCE": "https://portal.example/pictures/lv-1.a-1200.webp"}},
	} {
		faults, values := against(t, c.content)
		if len(faults) > 0 {
			t.Errorf("%s: %v are not as the schema wants them", name, faults)
		}
		for element, want := range c.wants {
			if !slices.Contains(values[element], want) {
				t.Errorf("%s: %s is %q, want %q", name, element, values[element], want)
			}
		}
		if strings.Contains(string(c.content), "KC") {
			t.Errorf("%s tells of a certificate that nobody has checked", name)
		}
	}
}

func TestFileOfPricesHasOnlyProductsWithOneAndTheUnitsOfItsList(t *testing.T) {
	priced, onRequest := example(t), example(t)
	priced.Terms.Unit, onRequest.SKU, onRequest.Tiers = "H87", "LV-2", nil
	_, values := against(t, BMEcat(file(t, priced, onRequest)))
	if got := values["SUPPLIER_PID"]; !slices.Equal(got, []string{"LV-1"}) || values["ORDER_UNIT"][0] != "C62" {
		t.Errorf("products %v, unit %v", got, values["ORDER_UNIT"])
	}
}

func TestNoTextBreaksAFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := example(t)
		p.Name = catalog.Texts{"en": "a" + rapid.String().Draw(t, "name")}
		p.Tiers = nil
		for _, write := range formats {
			content := write(file(t, p))
			if faults, _ := against(t, content); len(faults) > 0 {
				t.Fatal(faults)
			}
			for _, never := range []string{"PriceAmount", "PRICE_AMOUNT"} {
				if strings.Contains(string(content), never) {
					t.Fatal("a price that nobody may see")
				}
			}
		}
	})
}

func TestFaultsOfFilesAreFound(t *testing.T) {
	const day = "<cbc:IssueDate>2026-11-24</cbc:IssueDate>"
	good := string(UBL(file(t, example(t))))
	for name, bad := range map[string]string{
		"an unknown element":         strings.ReplaceAll(good, "cbc:BrandName", "cbc:Brand"),
		"one in another place":       strings.Replace(strings.Replace(good, day, "", 1), "<cbc:ID>", day+"<cbc:ID>", 1),
		"none of a needed one":       strings.Replace(good, day, "", 1),
		"one too many":               strings.Replace(good, day, day+day, 1),
		"a day that is none":         strings.ReplaceAll(good, "2027-06-30", "30.06.2027"),
		"an amount without currency": strings.ReplaceAll(good, ` currencyID="USD"`, ""),
	} {
		if bad == good {
			t.Fatalf("%s: nothing changed", name)
		}
		if faults, _ := against(t, []byte(bad)); len(faults) == 0 {
			t.Errorf("%s passes", name)
		}
	}
}
