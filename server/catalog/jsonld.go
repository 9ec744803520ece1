package catalog

import (
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
		"@context": "https://schema.org", "@type": "Product",
		"name": page.Pick(lang, p.Name).Text, "description": page.Pick(lang, p.Short).Text, "sku": p.SKU,
		"url":             site + "/" + lang + "/products/" + p.SKU,
		"category":        ld{"@type": "CategoryCode", "codeValue": p.HS6, "inCodeSet": p.HSEdition},
		"countryOfOrigin": ld{"@type": "Country", "identifier": p.Origin},
		"manufacturer":    organizationLD(p.Maker, lang, site),
	}
	if len(p.GTIN) == 13 {
		about["gtin13"] = p.GTIN
	}
	if len(p.Pictures) > 0 {
		about["image"] = site + p.Pictures[0].Large()
	}
	var offers []ld
	for i, tier := range p.Tiers {
		quantity := ld{"@type": "QuantitativeValue", "minValue": tier.From, "unitCode": p.Terms.Unit}
		if i+1 < len(p.Tiers) {
			quantity["maxValue"] = p.Tiers[i+1].From - 1
		}
		offers = append(offers, ld{
			"@type": "Offer", "priceCurrency": p.Terms.Currency, "price": decimal(tier.Minor, p.Terms.Currency),
			"eligibleQuantity": quantity,
			"deliveryLeadTime": ld{"@type": "QuantitativeValue", "value": p.Terms.LeadFirst, "unitCode": "DAY"},
		})
	}
	if len(offers) > 0 {
		about["offers"] = offers
	}
	var proofs []ld
	for _, c := range p.Certs {
		if c.Standing(now).Counts() {
			proofs = append(proofs, ld{"@type": "Certification", "name": c.Scheme, "certificationIdentification": c.Number})
		}
	}
	if len(proofs) > 0 {
		about["hasCertification"] = proofs
	}
	return about
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
	about["address"] = ld{"@type": "PostalAddress", "addressLocality": c.City, "addressCountry": c.Country}
	if c.Founded > 0 {
		about["foundingDate"] = strconv.Itoa(c.Founded)
	}
	return about
}

func organizationLD(m Maker, lang, site string) ld {
	return ld{
		"@type": "Organization", "name": page.Pick(lang, m.Name).Text, "url": site + "/" + lang + "/companies/" + m.Slug,
		"knowsLanguage": m.Languages,
	}
}
