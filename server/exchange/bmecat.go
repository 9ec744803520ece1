package exchange

import (
	"strconv"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/catalog"
)

// tongues are the languages as BMEcat names them (ISO 639-2/T).
var tongues = map[string]string{"ko": "kor", "en": "eng", "de": "deu", "ro": "ron", "es": "spa", "vi": "vie", "ru": "rus", "zh-Hans": "zho", "ja": "jpn"}

// BMEcat is the catalog as a new catalog of BMEcat 2005.2. A product without a price that the reader may see is left out: the
// format knows no price on request.
func BMEcat(c Catalog) []byte {
	currency := "USD"
	if len(c.Products) > 0 {
		currency = c.Products[0].Terms.Currency
	}
	var products []element
	for _, p := range c.Products {
		if len(p.Tiers) > 0 {
			products = append(products, bmeProduct(c, p))
		}
	}
	header := node("HEADER", leaf("GENERATOR_INFO", c.Office),
		node("CATALOG", leaf("LANGUAGE", "eng", "default", "true"), leaf("CATALOG_ID", c.ID), leaf("CATALOG_VERSION", "001.000"), leaf("CATALOG_NAME", c.Office, "lang", "eng"),
			leaf("GENERATION_DATE", c.At.Format(time.RFC3339)), leaf("CURRENCY", currency)),
		leaf("SUPPLIER_IDREF", "office", "type", "supplier_specific"),
		node("PARTIES", node("PARTY", leaf("PARTY_ID", "office", "type", "supplier_specific"), leaf("PARTY_ROLE", "supplier"), node("ADDRESS", leaf("NAME", c.Office)))))
	return document(node("BMECAT", header, element{name: "T_NEW_CATALOG", parts: products}).with("version", "2005.2", "xmlns", "http://www.bmecat.org/bmecat/2005.2"))
}

// bmeUnit is a unit as the format's list has it, which is older than H87 for a piece.
func bmeUnit(unit string) string {
	if unit == "H87" {
		return "C62"
	}
	return unit
}

func bmeTexts(name string, of catalog.Texts) []element {
	var parts []element
	for _, lang := range catalog.TextLangs {
		parts = append(parts, leaf(name, of[lang], "lang", tongues[lang]))
	}
	return parts
}

func bmeProduct(c Catalog, p catalog.Product) element {
	details := append(bmeTexts("DESCRIPTION_SHORT", p.Name), bmeTexts("DESCRIPTION_LONG", p.Short)...)
	details = append(details, leaf("INTERNATIONAL_PID", p.GTIN, "type", "gtin"), leaf("MANUFACTURER_PID", p.Details["maker_no"]), leaf("MANUFACTURER_NAME", picked(c.Lang, p.Maker.Name)),
		leaf("DELIVERY_TIME", number(p.Terms.LeadFirst)))
	for _, lang := range catalog.TextLangs {
		for _, word := range p.Keywords[lang] {
			details = append(details, leaf("KEYWORD", word, "lang", tongues[lang]))
		}
	}
	features := []element{leaf("REFERENCE_FEATURE_SYSTEM_NAME", "HS-"+strings.TrimPrefix(p.HSEdition, "HS")), leaf("REFERENCE_FEATURE_GROUP_ID", p.HS6)}
	for _, spec := range p.Specs {
		features = append(features, node("FEATURE", leaf("FNAME", picked(c.Lang, spec.Name)), leaf("FVALUE", picked(c.Lang, spec.Value))))
	}
	order := node("PRODUCT_ORDER_DETAILS", leaf("ORDER_UNIT", bmeUnit(p.Terms.Unit)), leaf("CONTENT_UNIT", bmeUnit(p.Terms.Unit)), leaf("NO_CU_PER_OU", "1"), leaf("PRICE_QUANTITY", "1"),
		leaf("QUANTITY_MIN", number(p.Terms.MOQ)), leaf("QUANTITY_INTERVAL", "1"))
	var prices []element
	if until := p.Details["valid_until"]; until != "" && len(p.Tiers) > 0 {
		prices = append(prices, node("DATETIME", leaf("DATE", until)).with("type", "valid_end_date"))
	}
	for _, tier := range p.Tiers {
		prices = append(prices, node("PRODUCT_PRICE", leaf("PRICE_AMOUNT", money(tier.Minor, p.Terms.Currency)), leaf("PRICE_CURRENCY", p.Terms.Currency),
			leaf("LOWER_BOUND", number(tier.From))).with("price_type", "net_list"))
	}
	var pictures []element
	for i, picture := range p.Pictures {
		purpose := "detail"
		if i == 0 {
			purpose = "normal"
		}
		pictures = append(pictures, node("MIME", leaf("MIME_TYPE", "image/webp"), leaf("MIME_SOURCE", c.Site+picture.Large()), leaf("MIME_DESCR", picked(c.Lang, picture.Alt)),
			leaf("MIME_PURPOSE", purpose), leaf("MIME_ORDER", strconv.Itoa(i+1))))
	}
	logistics := node("PRODUCT_LOGISTIC_DETAILS",
		node("CUSTOMS_TARIFF_NUMBER", leaf("CUSTOMS_NUMBER", or(p.Details["national_code"], p.HS6))), leaf("COUNTRY_OF_ORIGIN", p.Origin),
		node("PRODUCT_DIMENSIONS", leaf("WEIGHT", p.Details["net_kg"]), leaf("LENGTH", metres(p.Details["carton_length"])), leaf("WIDTH", metres(p.Details["carton_width"])), leaf("DEPTH", metres(p.Details["carton_height"]))))
	return node("PRODUCT", leaf("SUPPLIER_PID", p.SKU, "type", "supplier_specific"), node("PRODUCT_DETAILS", details...), node("PRODUCT_FEATURES", features...), order,
		node("PRODUCT_PRICE_DETAILS", prices...), node("MIME_INFO", pictures...), logistics).with("mode", "new")
}

// metres are what the format counts lengths in.
func metres(millimetres string) string {
	n, err := strconv.ParseFloat(millimetres, 64)
	if err != nil {
		return ""
	}
	return strconv.FormatFloat(n/1000, 'f', -1, 64)
}
