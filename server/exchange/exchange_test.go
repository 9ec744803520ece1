package exchange

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
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

// orders are the sequences of the published schemas (UBL 2.1 Catalogue and common aggregates; BMEcat 2005) as far as files
// use them.
var orders = map[string]string{
	"Catalogue":     "UBLVersionID ID Name IssueDate IssueTime LineCountNumeric ProviderParty ReceiverParty CatalogueLine",
	"CatalogueLine": "ID Note OrderableIndicator OrderableUnit MinimumOrderQuantity WarrantyInformation SellerSupplierParty LineValidityPeriod RequiredItemLocationQuantity Item KeywordItemProperty",
	"Item": "Description PackQuantity Name HazardousRiskIndicator BrandName ModelName SellersItemIdentification ManufacturersItemIdentification StandardItemIdentification OriginCountry " +
		"CommodityClassification HazardousItem AdditionalItemProperty ManufacturerParty Certificate Dimension",
	"RequiredItemLocationQuantity": "LeadTimeMeasure MinimumQuantity MaximumQuantity Price", "Price": "PriceAmount BaseQuantity", "Certificate": "ID CertificateTypeCode CertificateType IssuerParty",
	"Party": "WebsiteURI PartyName", "Dimension": "AttributeID Measure", "AdditionalItemProperty": "Name Value", "KeywordItemProperty": "Name Value",
	"BMECAT": "HEADER T_NEW_CATALOG", "HEADER": "GENERATOR_INFO CATALOG SUPPLIER_IDREF PARTIES", "CATALOG": "LANGUAGE CATALOG_ID CATALOG_VERSION CATALOG_NAME GENERATION_DATE CURRENCY",
	"PARTY": "PARTY_ID PARTY_ROLE ADDRESS", "PRODUCT": "SUPPLIER_PID PRODUCT_DETAILS PRODUCT_FEATURES PRODUCT_ORDER_DETAILS PRODUCT_PRICE_DETAILS MIME_INFO PRODUCT_LOGISTIC_DETAILS",
	"PRODUCT_DETAILS":       "DESCRIPTION_SHORT DESCRIPTION_LONG INTERNATIONAL_PID MANUFACTURER_PID MANUFACTURER_NAME DELIVERY_TIME KEYWORD",
	"PRODUCT_FEATURES":      "REFERENCE_FEATURE_SYSTEM_NAME REFERENCE_FEATURE_GROUP_ID FEATURE",
	"PRODUCT_ORDER_DETAILS": "ORDER_UNIT CONTENT_UNIT NO_CU_PER_OU PRICE_QUANTITY QUANTITY_MIN QUANTITY_INTERVAL", "PRODUCT_PRICE_DETAILS": "DATETIME PRODUCT_PRICE",
	"PRODUCT_PRICE": "PRICE_AMOUNT PRICE_CURRENCY LOWER_BOUND", "MIME": "MIME_TYPE MIME_SOURCE MIME_DESCR MIME_PURPOSE MIME_ORDER",
	"PRODUCT_LOGISTIC_DETAILS": "CUSTOMS_TARIFF_NUMBER COUNTRY_OF_ORIGIN PRODUCT_DIMENSIONS", "PRODUCT_DIMENSIONS": "WEIGHT LENGTH WIDTH DEPTH",
}

// misplaced reads a file and lists the elements that stand where their parent's sequence does not let them.
func misplaced(t interface{ Fatal(...any) }, content []byte) (faults []string, values map[string][]string) {
	type open struct {
		name string
		last int
		text string
	}
	values = map[string][]string{}
	var path []open
	decoder := xml.NewDecoder(bytes.NewReader(content))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return faults, values
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if len(path) > 0 {
				parent := &path[len(path)-1]
				if order, ok := orders[parent.name]; ok {
					at := slices.Index(strings.Fields(order), token.Name.Local)
					if at < parent.last {
						faults = append(faults, parent.name+"/"+token.Name.Local)
					}
					parent.last = max(at, parent.last)
				}
			}
			path = append(path, open{name: token.Name.Local})
		case xml.CharData:
			if len(path) > 0 {
				path[len(path)-1].text += string(token)
			}
		case xml.EndElement:
			done := path[len(path)-1]
			path = path[:len(path)-1]
			if text := strings.TrimSpace(done.text); text != "" {
				values[done.name] = append(values[done.name], text)
			}
		}
	}
}

func TestFilesKeepTheOrderOfTheirSchemasAndSayAllOfAProduct(t *testing.T) {
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
		faults, values := misplaced(t, c.content)
		if len(faults) > 0 {
			t.Errorf("%s: %v stand where the schema does not let them", name, faults)
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
	_, values := misplaced(t, BMEcat(file(t, priced, onRequest)))
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
			if faults, _ := misplaced(t, content); len(faults) > 0 {
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
