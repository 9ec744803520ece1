package catalog

import (
	"context"
	"strconv"
	"strings"

	"github.com/etradeoffice/portal/server/account"
)

// ExportRows are a maker's products, drafts too, as rows with a cell for each of importFields.
func (s *Service) ExportRows(ctx context.Context, v account.Viewer, company account.CompanyID) ([][]string, error) {
	if err := account.May(v, account.EditProduct, account.Object{Supplier: company}); err != nil {
		return nil, err
	}
	owned, err := findOwned(ctx, s.db, company)
	if err != nil {
		return nil, err
	}
	rows := make([][]string, 0, len(owned))
	for _, sku := range sortedKeys(owned) {
		rows = append(rows, owned[sku].cells())
	}
	return rows, nil
}

// cells are the product in the order of importFields.
func (p Product) cells() []string {
	cells := make([]string, len(importFields))
	for i, f := range importFields {
		cells[i] = p.cell(f.Name)
	}
	return cells
}

func (p Product) cell(field string) string {
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	switch field {
	case "sku":
		return p.SKU
	case "name_ko", "name_en":
		return p.Name[field[5:]]
	case "short_ko", "short_en":
		return p.Short[field[6:]]
	case "category":
		return p.Category
	case "hs6":
		return p.HS6
	case "gtin":
		return p.GTIN
	case "moq":
		return number(p.Terms.MOQ)
	case "unit":
		return p.Terms.Unit
	case "currency":
		return p.Terms.Currency
	case "price":
		return p.price(0)
	case "from_2":
		if len(p.Tiers) > 1 {
			return number(p.Tiers[1].From)
		}
		return ""
	case "price_2":
		return p.price(1)
	case "incoterm":
		return p.Terms.Incoterm
	case "place":
		return firstOf(p.Terms.Place)
	case "port":
		return p.Terms.Port
	case "lead_first":
		return number(p.Terms.LeadFirst)
	case "lead_repeat":
		return number(p.Terms.LeadRepeat)
	case "lead_sample":
		return number(p.Terms.LeadSample)
	case "capacity":
		return number(p.Terms.Capacity)
	case "origin":
		return p.Origin
	case "keywords_ko", "keywords_en":
		return strings.Join(p.Keywords[field[9:]], ", ")
	}
	return ""
}

// firstOf is the English text, or any.
func firstOf(t Texts) string {
	if text := t["en"]; text != "" {
		return text
	}
	for _, lang := range sortedKeys(t) {
		return t[lang]
	}
	return ""
}

// price is that of a tier as it is typed: 14800, 0.92.
func (p Product) price(tier int) string {
	if tier >= len(p.Tiers) {
		return ""
	}
	return typedMoney(p.Tiers[tier].Minor, p.Terms.Currency)
}

// minorDigits are the decimals of a currency (ISO 4217) as far as tables can name it: won and yen have none.
func minorDigits(currency string) int {
	if currency == "KRW" || currency == "JPY" {
		return 0
	}
	return 2
}
