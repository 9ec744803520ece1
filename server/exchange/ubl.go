package exchange

import (
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
)

const ublNames = "urn:oasis:names:specification:ubl:schema:xsd:"

// UBL is the catalog as a UBL 2.1 Catalogue. The parts of each element stand in the order of the schema.
func UBL(c Catalog) []byte {
	parts := []element{
		leaf("cbc:UBLVersionID", "2.1"), leaf("cbc:ID", c.ID), leaf("cbc:Name", c.Office, "languageID", c.Lang), leaf("cbc:IssueDate", c.At.Format(time.DateOnly)),
		leaf("cbc:IssueTime", c.At.Format("15:04:05Z")), leaf("cbc:LineCountNumeric", number(len(c.Products))),
		node("cac:ProviderParty", node("cac:PartyName", leaf("cbc:Name", c.Office))), node("cac:ReceiverParty", node("cac:PartyName", leaf("cbc:Name", "Any importer"))),
	}
	for _, p := range c.Products {
		parts = append(parts, ublLine(c, p))
	}
	return document(node("Catalogue", parts...).with("xmlns", ublNames+"Catalogue-2", "xmlns:cac", ublNames+"CommonAggregateComponents-2", "xmlns:cbc", ublNames+"CommonBasicComponents-2"))
}

func ublLine(c Catalog, p catalog.Product) element {
	parts := []element{
		leaf("cbc:ID", p.SKU),
		leaf("cbc:Note", p.Terms.Incoterm+" "+picked(c.Lang, p.Terms.Place)+", Incoterms 2020; port of loading "+p.Terms.Port),
		leaf("cbc:OrderableIndicator", "true"), leaf("cbc:OrderableUnit", p.Terms.Unit), leaf("cbc:MinimumOrderQuantity", number(p.Terms.MOQ), "unitCode", p.Terms.Unit),
		leaf("cbc:WarrantyInformation", months(p.Terms.Warranty)),
		node("cac:SellerSupplierParty", node("cac:Party", leaf("cbc:WebsiteURI", c.Site+"/"+c.Lang+"/companies/"+p.Maker.Slug), node("cac:PartyName", leaf("cbc:Name", picked(c.Lang, p.Maker.Name))))),
		node("cac:LineValidityPeriod", leaf("cbc:EndDate", p.Details["valid_until"])),
	}
	if len(p.Tiers) == 0 { // no price that the reader may see: what is left is how long it takes
		parts = append(parts, node("cac:RequiredItemLocationQuantity", leaf("cbc:LeadTimeMeasure", number(p.Terms.LeadFirst), "unitCode", "DAY")))
	}
	for i, tier := range p.Tiers {
		most := ""
		if i+1 < len(p.Tiers) {
			most = number(p.Tiers[i+1].From - 1)
		}
		parts = append(parts, node("cac:RequiredItemLocationQuantity",
			leaf("cbc:LeadTimeMeasure", number(p.Terms.LeadFirst), "unitCode", "DAY"), leaf("cbc:MinimumQuantity", number(tier.From), "unitCode", p.Terms.Unit),
			leaf("cbc:MaximumQuantity", most, "unitCode", p.Terms.Unit),
			node("cac:Price", leaf("cbc:PriceAmount", money(tier.Minor, p.Terms.Currency), "currencyID", p.Terms.Currency), leaf("cbc:BaseQuantity", "1", "unitCode", p.Terms.Unit))))
	}
	parts = append(parts, ublItem(c, p))
	for _, lang := range catalog.TextLangs {
		for _, word := range p.Keywords[lang] {
			parts = append(parts, node("cac:KeywordItemProperty", leaf("cbc:Name", "keyword"), leaf("cbc:Value", word, "languageID", lang)))
		}
	}
	return node("cac:CatalogueLine", parts...)
}

func months(n int) string {
	if n == 0 {
		return ""
	}
	return number(n) + " months"
}

func ublItem(c Catalog, p catalog.Product) element {
	var parts []element
	for _, lang := range catalog.TextLangs {
		parts = append(parts, leaf("cbc:Description", p.Short[lang], "languageID", lang))
	}
	name := page.Pick(c.Lang, p.Name)
	hazard := ""
	if p.Details["un_no"] != "" {
		hazard = "true"
	}
	parts = append(parts, leaf("cbc:PackQuantity", p.Details["outer_quantity"], "unitCode", p.Terms.Unit), leaf("cbc:Name", name.Text, "languageID", name.Lang),
		leaf("cbc:HazardousRiskIndicator", hazard), leaf("cbc:BrandName", p.Details["brand"]), leaf("cbc:ModelName", p.Details["series"]),
		node("cac:SellersItemIdentification", leaf("cbc:ID", p.SKU)), node("cac:ManufacturersItemIdentification", leaf("cbc:ID", p.Details["maker_no"])),
		node("cac:StandardItemIdentification", leaf("cbc:ID", p.GTIN, "schemeID", "GTIN")),
		node("cac:OriginCountry", leaf("cbc:IdentificationCode", p.Origin, "listID", "ISO3166-1:Alpha2")),
		node("cac:CommodityClassification", leaf("cbc:ItemClassificationCode", p.HS6, "listID", "HS", "listVersionID", strings.TrimPrefix(p.HSEdition, "HS"))),
		node("cac:CommodityClassification", leaf("cbc:ItemClassificationCode", p.Details["national_code"], "listID", p.Details["national_scheme"])),
		node("cac:CommodityClassification", leaf("cbc:ItemClassificationCode", p.Details["unspsc"], "listID", "UNSPSC")),
		node("cac:HazardousItem", leaf("cbc:UNDGCode", strings.TrimPrefix(p.Details["un_no"], "UN"))))
	for _, spec := range p.Specs {
		parts = append(parts, node("cac:AdditionalItemProperty", leaf("cbc:Name", picked(c.Lang, spec.Name)), leaf("cbc:Value", picked(c.Lang, spec.Value))))
	}
	parts = append(parts, node("cac:ManufacturerParty", node("cac:PartyName", leaf("cbc:Name", picked(c.Lang, p.Maker.Name)))))
	for _, cert := range p.Certs {
		if cert.Standing(c.At).Counts() && cert.Number != "" {
			parts = append(parts, node("cac:Certificate", leaf("cbc:ID", cert.Number), leaf("cbc:CertificateTypeCode", cert.Scheme), leaf("cbc:CertificateType", cert.Scheme),
				node("cac:IssuerParty", node("cac:PartyName", leaf("cbc:Name", or(cert.Body, "not told"))))))
		}
	}
	for _, size := range [][3]string{{"carton length", "carton_length", "MMT"}, {"carton width", "carton_width", "MMT"}, {"carton height", "carton_height", "MMT"}, {"net weight", "net_kg", "KGM"}, {"carton gross weight", "gross_kg", "KGM"}} {
		if p.Details[size[1]] != "" {
			parts = append(parts, node("cac:Dimension", leaf("cbc:AttributeID", size[0]), leaf("cbc:Measure", p.Details[size[1]], "unitCode", size[2])))
		}
	}
	return node("cac:Item", parts...)
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
