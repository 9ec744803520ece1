package catalog

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/bojanz/currency"

	"github.com/etradeoffice/portal/server/page"
)

// Structured data for search engines (schema.org). It says what the page says to the same viewer and no more: prices
// that are hidden there are absent here.

type ld map[string]any

func productLD(p Product, lang string, now time.Time, site string) ld {
	about := ld{
		"@context": "https://schema.org", "@type": "Product", "name": textLD(lang, p.Name), "description": textLD(lang, p.Short), "sku": p.SKU,
		"url":             site + "/" + lang + "/products/" + p.SKU,
		"category":        ld{"@type": "CategoryCode", "codeValue": p.HS6, "inCodeSet": ld{"@type": "CategoryCodeSet", "name": p.HSEdition}},
		"countryOfOrigin": ld{"@type": "Country", "identifier": p.Origin},
		"manufacturer":    organizationLD(p.Maker, lang, site),
	}
	if p.GTIN != "" {
		about["gtin"+strconv.Itoa(len(p.GTIN))] = p.GTIN
	}
	if brand := p.Details["brand"]; brand != "" {
		about["brand"] = ld{"@type": "Brand", "name": brand}
	}
	if number := p.Details["maker_no"]; number != "" {
		about["mpn"] = number
	}
	if weight := p.Details["net_kg"]; weight != "" {
		about["weight"] = ld{"@type": "QuantitativeValue", "value": json.Number(weight), "unitCode": "KGM"}
	}
	var images []string
	for _, picture := range p.Pictures {
		images = append(images, site+picture.Large())
	}
	var properties, offers, proofs []ld
	for _, spec := range p.Specs {
		properties = append(properties, ld{"@type": "PropertyValue", "name": textLD(lang, spec.Name), "value": textLD(lang, spec.Value)})
	}
	for i := range p.Tiers {
		offers = append(offers, offerLD(p, i, lang, site))
	}
	for _, c := range p.Certs {
		if c.Standing(now).Counts() {
			proofs = append(proofs, certificateLD(c))
		}
	}
	addAll(about, "image", images)
	addAll(about, "additionalProperty", properties)
	addAll(about, "offers", offers)
	addAll(about, "hasCertification", proofs)
	return about
}

func addAll[T any](to ld, name string, all []T) {
	if len(all) > 0 {
		to[name] = all
	}
}

// textLD is a text in the page's language, or another with its language named (JSON-LD 1.1, 4.2.4).
func textLD(lang string, of Texts) any {
	picked := page.Pick(lang, of)
	if picked.Foreign {
		return ld{"@value": picked.Text, "@language": picked.Lang}
	}
	return picked.Text
}

// offerLD is one price that the viewer may see, for the quantities that it holds for.
func offerLD(p Product, tier int, lang, site string) ld {
	quantity := ld{"@type": "QuantitativeValue", "minValue": p.Tiers[tier].From, "unitCode": p.Terms.Unit}
	if tier+1 < len(p.Tiers) {
		quantity["maxValue"] = p.Tiers[tier+1].From - 1
	}
	price := decimal(p.Tiers[tier].Minor, p.Terms.Currency)
	offer := ld{
		"@type": "Offer", "priceCurrency": p.Terms.Currency, "price": price, "eligibleQuantity": quantity, "seller": organizationLD(p.Maker, lang, site),
		"priceSpecification": ld{
			"@type": "UnitPriceSpecification", "price": price, "priceCurrency": p.Terms.Currency, "eligibleQuantity": quantity,
			"referenceQuantity": ld{"@type": "QuantitativeValue", "value": 1, "unitCode": p.Terms.Unit},
		},
		"deliveryLeadTime": ld{"@type": "QuantitativeValue", "value": p.Terms.LeadFirst, "unitCode": "DAY"},
	}
	if until := p.Details["valid_until"]; until != "" {
		offer["priceValidUntil"] = until
	}
	return offer
}

func certificateLD(c Certificate) ld {
	proof := ld{"@type": "Certification", "name": c.Scheme, "certificationIdentification": c.Number, "certificationStatus": "https://schema.org/CertificationActive"}
	if c.Body != "" {
		proof["issuedBy"] = ld{"@type": "Organization", "name": c.Body}
	}
	if c.IssuedOn != nil {
		proof["validFrom"] = c.IssuedOn.Format(time.DateOnly)
	}
	if c.ExpiresOn != nil {
		proof["expires"] = c.ExpiresOn.Format(time.DateOnly)
	}
	return proof
}

// decimal is an amount in minor units with a point: "0.92".
func decimal(minor int64, code string) string {
	amount, err := currency.NewAmountFromInt64(minor, code)
	if err != nil {
		return strconv.FormatInt(minor, 10)
	}
	return amount.Number()
}

func companyLD(c Company, lang, site string) ld {
	about := organizationLD(c.Maker, lang, site)
	about["@context"] = "https://schema.org"
	about["description"] = page.Pick(lang, c.Profile.Line).Text
	address := ld{"@type": "PostalAddress", "addressLocality": c.City, "addressCountry": c.Country}
	if street := c.Profile.Details["office_address"]; street != "" {
		address["streetAddress"] = street
	}
	about["address"] = address
	for property, name := range map[string]string{"vatID": "vat", "duns": "duns"} {
		if value := c.Profile.Details[name]; value != "" {
			about[property] = value
		}
	}
	if c.Staff > 0 {
		about["numberOfEmployees"] = ld{"@type": "QuantitativeValue", "value": c.Staff}
	}
	var proofs []ld
	for _, cert := range c.Certs {
		proofs = append(proofs, certificateLD(cert))
	}
	addAll(about, "hasCertification", proofs)
	if c.Founded > 0 {
		about["foundingDate"] = strconv.Itoa(c.Founded)
	}
	return about
}

func organizationLD(m Maker, lang, site string) ld {
	about := ld{"@type": "Organization", "name": page.Pick(lang, m.Name).Text, "url": site + "/" + lang + "/companies/" + m.Slug}
	if len(m.Languages) > 0 {
		about["knowsLanguage"] = m.Languages
	}
	return about
}
