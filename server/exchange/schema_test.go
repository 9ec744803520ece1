package exchange

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
)

// models are the content models of the published schemas (UBL 2.1 Catalogue with its common aggregates, OASIS Standard; BMEcat 2005.2) as far as files use them: the
// elements in their order, each once, or at most once (?), as often as wanted (*), or at least once (+).
var models = map[string]string{
	"Catalogue": "UBLVersionID? ID Name? IssueDate IssueTime? LineCountNumeric? ProviderParty ReceiverParty CatalogueLine+",
	"CatalogueLine": "ID Note* OrderableIndicator? OrderableUnit? MinimumOrderQuantity? WarrantyInformation* SellerSupplierParty? LineValidityPeriod? RequiredItemLocationQuantity* Item " +
		"KeywordItemProperty*",
	"Item": "Description* PackQuantity? Name? HazardousRiskIndicator? BrandName* ModelName* SellersItemIdentification? ManufacturersItemIdentification* StandardItemIdentification? " +
		"OriginCountry? CommodityClassification* HazardousItem* AdditionalItemProperty* ManufacturerParty* Certificate* Dimension*",
	"RequiredItemLocationQuantity": "LeadTimeMeasure? MinimumQuantity? MaximumQuantity? Price?", "Price": "PriceAmount BaseQuantity?", "Certificate": "ID CertificateTypeCode CertificateType IssuerParty",
	"ProviderParty": "WebsiteURI? PartyName*", "ReceiverParty": "WebsiteURI? PartyName*", "ManufacturerParty": "WebsiteURI? PartyName*", "IssuerParty": "WebsiteURI? PartyName*",
	"Party": "WebsiteURI? PartyName*", "PartyName": "Name", "SellerSupplierParty": "Party?", "Dimension": "AttributeID Measure?", "AdditionalItemProperty": "Name Value?",
	"KeywordItemProperty": "Name Value?", "LineValidityPeriod": "EndDate?", "CommodityClassification": "ItemClassificationCode?", "HazardousItem": "UNDGCode?", "OriginCountry": "IdentificationCode?",
	"SellersItemIdentification": "ID", "ManufacturersItemIdentification": "ID", "StandardItemIdentification": "ID",

	"BMECAT": "HEADER T_NEW_CATALOG", "T_NEW_CATALOG": "PRODUCT*", "HEADER": "GENERATOR_INFO? CATALOG SUPPLIER_IDREF PARTIES?", "PARTIES": "PARTY+", "PARTY": "PARTY_ID* PARTY_ROLE* ADDRESS?",
	"CATALOG": "LANGUAGE+ CATALOG_ID CATALOG_VERSION CATALOG_NAME* GENERATION_DATE? CURRENCY?", "ADDRESS": "NAME*",
	"PRODUCT":          "SUPPLIER_PID PRODUCT_DETAILS PRODUCT_FEATURES* PRODUCT_ORDER_DETAILS PRODUCT_PRICE_DETAILS+ MIME_INFO? PRODUCT_LOGISTIC_DETAILS?",
	"PRODUCT_DETAILS":  "DESCRIPTION_SHORT+ DESCRIPTION_LONG* INTERNATIONAL_PID* MANUFACTURER_PID? MANUFACTURER_NAME? DELIVERY_TIME? KEYWORD*",
	"PRODUCT_FEATURES": "REFERENCE_FEATURE_SYSTEM_NAME? REFERENCE_FEATURE_GROUP_ID* FEATURE*", "FEATURE": "FNAME+ FVALUE+",
	"PRODUCT_ORDER_DETAILS": "ORDER_UNIT CONTENT_UNIT? NO_CU_PER_OU? PRICE_QUANTITY? QUANTITY_MIN? QUANTITY_INTERVAL?", "PRODUCT_PRICE_DETAILS": "DATETIME? PRODUCT_PRICE+", "DATETIME": "DATE",
	"PRODUCT_PRICE": "PRICE_AMOUNT PRICE_CURRENCY? LOWER_BOUND?", "MIME_INFO": "MIME+", "MIME": "MIME_TYPE? MIME_SOURCE+ MIME_DESCR* MIME_PURPOSE? MIME_ORDER?",
	"PRODUCT_LOGISTIC_DETAILS": "CUSTOMS_TARIFF_NUMBER* COUNTRY_OF_ORIGIN* PRODUCT_DIMENSIONS?", "CUSTOMS_TARIFF_NUMBER": "CUSTOMS_NUMBER", "PRODUCT_DIMENSIONS": "WEIGHT? LENGTH? WIDTH? DEPTH?",
}

const (
	decimalForm = `-?[0-9]+(\.[0-9]+)?`
	dayForm     = `[0-9]{4}-[0-9]{2}-[0-9]{2}`
)

// forms are what the text of an element must look like (XML Schema 2, 3.2), and needs the attribute that it must have.
var (
	forms = map[string]string{
		"IssueDate": dayForm, "EndDate": dayForm, "DATE": dayForm, "IssueTime": `[0-9]{2}:[0-9]{2}:[0-9]{2}Z`, "GENERATION_DATE": dayForm + "T[0-9:]{8}Z", "OrderableIndicator": "true|false",
		"HazardousRiskIndicator": "true|false", "LineCountNumeric": decimalForm, "MinimumOrderQuantity": decimalForm, "PackQuantity": decimalForm, "LeadTimeMeasure": decimalForm,
		"MinimumQuantity": decimalForm, "MaximumQuantity": decimalForm, "PriceAmount": decimalForm, "BaseQuantity": decimalForm, "Measure": decimalForm, "PRICE_AMOUNT": decimalForm,
		"LOWER_BOUND": decimalForm, "WEIGHT": decimalForm, "LENGTH": decimalForm, "WIDTH": decimalForm, "DEPTH": decimalForm, "QUANTITY_MIN": decimalForm, "DELIVERY_TIME": decimalForm,
		"PRICE_CURRENCY": "[A-Z]{3}", "CURRENCY": "[A-Z]{3}", "COUNTRY_OF_ORIGIN": "[A-Z]{2}",
	}
	needs = map[string]string{"PriceAmount": "currencyID", "LeadTimeMeasure": "unitCode", "Measure": "unitCode", "PRODUCT_PRICE": "price_type"}
)

// opened is an element that is being read.
type opened struct {
	name, text string
	children   []string
}

// faults are what the schema has against an element that has ended.
func (o opened) faults() (found []string) {
	if form, ok := forms[o.name]; ok && !regexp.MustCompile(`^(`+form+`)$`).MatchString(strings.TrimSpace(o.text)) {
		found = append(found, o.name+" = "+o.text)
	}
	model, ok := models[o.name]
	if !ok {
		return append(found, prefixed(o.name+"/", o.children)...)
	}
	rest := o.children
	for wanted := range strings.FieldsSeq(model) {
		name := strings.TrimRight(wanted, "?*+")
		n := 0
		for n < len(rest) && rest[n] == name {
			n++
		}
		rest = rest[n:]
		mark := wanted[len(name):]
		if n == 0 && (mark == "" || mark == "+") || n > 1 && (mark == "" || mark == "?") {
			found = append(found, o.name+"/"+wanted)
		}
	}
	return append(found, prefixed(o.name+"/", rest)...)
}

func prefixed(prefix string, names []string) []string {
	all := slices.Clone(names)
	for i := range all {
		all[i] = prefix + all[i]
	}
	return all
}

// against reads a file and lists what its schema has against it, and the texts of its elements.
func against(t interface{ Fatal(...any) }, content []byte) (faults []string, values map[string][]string) {
	values = map[string][]string{}
	var path []opened
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
			name := token.Name.Local
			if len(path) > 0 {
				path[len(path)-1].children = append(path[len(path)-1].children, name)
			}
			if needed := needs[name]; needed != "" && !slices.ContainsFunc(token.Attr, func(a xml.Attr) bool { return a.Name.Local == needed && a.Value != "" }) {
				faults = append(faults, name+" without "+needed)
			}
			path = append(path, opened{name: name})
		case xml.CharData:
			if len(path) > 0 {
				path[len(path)-1].text += string(token)
			}
		case xml.EndElement:
			done := path[len(path)-1]
			path = path[:len(path)-1]
			faults = append(faults, done.faults()...)
			if text := strings.TrimSpace(done.text); text != "" {
				values[done.name] = append(values[done.name], text)
			}
		}
	}
}
