package catalog

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// terms are the properties that schema.org knows of the types that pages use, as far as pages use them.
var terms = map[string]string{
	"Product": "name description sku url category countryOfOrigin manufacturer gtin8 gtin12 gtin13 gtin14 brand mpn weight image additionalProperty offers hasCertification",
	"Offer":   "priceCurrency price eligibleQuantity seller priceSpecification deliveryLeadTime priceValidUntil", "Brand": "name", "Country": "identifier",
	"UnitPriceSpecification": "price priceCurrency eligibleQuantity referenceQuantity", "QuantitativeValue": "minValue maxValue value unitCode", "PropertyValue": "name value",
	"Certification": "name certificationIdentification certificationStatus issuedBy validFrom expires", "CategoryCode": "codeValue inCodeSet", "CategoryCodeSet": "name",
	"Organization": "name url knowsLanguage description address foundingDate numberOfEmployees vatID duns hasCertification", "PostalAddress": "streetAddress addressLocality addressCountry",
}

// unknown lists the properties that no type of schema.org has there.
func unknown(value any) (faults []string) {
	switch value := value.(type) {
	case nil:
		return []string{"nothing"}
	case []any:
		for _, one := range value {
			faults = append(faults, unknown(one)...)
		}
	case map[string]any:
		kind, _ := value["@type"].(string)
		for name, inner := range value {
			if !strings.HasPrefix(name, "@") && !slices.Contains(strings.Fields(terms[kind]), name) {
				faults = append(faults, kind+"."+name)
			}
			faults = append(faults, unknown(inner)...)
		}
	}
	return faults
}

func TestStructuredDataUseTheWordsOfSchemaOrgAndSayNoHiddenPrice(t *testing.T) {
	p := exampleProduct("LV-1")
	p.GTIN, p.Details = "9521234001010", map[string]string{"brand": "Lumivale", "maker_no": "Q1", "net_kg": "92.5", "valid_until": "2027-06-30"}
	p.Specs, p.Pictures = []Spec{{Name: Texts{"en": "Weight"}, Value: Texts{"en": "92 kg"}}}, []Picture{{Name: "a", Width: 1200, Height: 900}}
	expired, soon := today.AddDate(0, 0, -2), today.AddDate(0, 0, 90)
	p.Certs = []Certificate{{Scheme: "CE-MDR", Number: "D-1", Body: "NB 0000", State: Held, IssuedOn: &expired, ExpiresOn: &soon}, {Scheme: "KC", State: Held, ExpiresOn: &expired}, {Scheme: "FDA", State: Unverified}}
	p.HSEdition, p.Origin, p.Name = HSEdition, "KR", Texts{"ko": "레이저"}
	p.Tiers, _ = visible(p.Tiers, PriceForAll)
	raw, err := json.Marshal(productLD(p, "en", today, "https://portal.example"))
	if err != nil {
		t.Fatal(err)
	}
	var said any
	if err := json.Unmarshal(raw, &said); err != nil {
		t.Fatal(err)
	}
	if faults := unknown(said); len(faults) > 0 {
		t.Errorf("schema.org knows no %v", faults)
	}
	for _, want := range []string{`"gtin13":"9521234001010"`, `"@language":"ko"`, `"@value":"레이저"`, `"name":"HS2022"`, `"codeValue":"901890"`, `"price":"10.00"`, `"minValue":1`, `"unitCode":"DAY"`,
		`"certificationIdentification":"D-1"`, `"identifier":"KR"`, `"priceValidUntil":"2027-06-30"`, `"value":92.5`} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("lacks %s", want)
		}
	}
	for _, never := range []string{"9.00", `"KC"`, "FDA"} {
		if strings.Contains(string(raw), never) {
			t.Errorf("tells %s", never)
		}
	}
}
