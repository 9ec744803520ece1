package studio

import (
	"regexp"
	"slices"
	"strings"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
)

// BuyerFields are what a buyer says of itself beyond its verification, in the order of the form (trade reference, section 4).
// Those that are Hidden are for the office alone.
var BuyerFields = []FirmField{
	buyerKind(), interests(), wishes(), countriesOf("origins"), buyerCount("outlets"), buyerDetail("exclusive", catalog.Line), buyerDetail("payment", catalog.Line), makers("languages"),
	makers("founded"), makers("staff"), buyerDetail("references", catalog.Prose), hidden(buyerDetail("relation", catalog.Prose)), hidden(buyerDetail("turnover", catalog.Line)),
	hidden(coded("duns")), hidden(buyerDetail("gln", catalog.Line).checked(glnCode)), hidden(buyerDetail("vat", catalog.Line)), hidden(buyerDetail("eori", catalog.Line)),
}

// buyerKinds are what a buyer can be.
var buyerKinds = []string{"importer", "distributor", "retail", "clinics", "maker", "agent"}

func buyerDetail(name string, kind catalog.FieldKind) FirmField {
	return FirmField{Name: name, Kind: kind,
		get: func(f Firm) string { return f.Details[name] },
		set: func(f *Firm, value string) string {
			if f.Details[name] = value; value == "" {
				delete(f.Details, name)
			}
			return ""
		}}
}

// checked is a field whose values are looked at first.
func (f FirmField) checked(code func(value string) string) FirmField {
	set := f.set
	f.set = func(firm *Firm, value string) string {
		if value != "" {
			if wrong := code(value); wrong != "" {
				return wrong
			}
		}
		return set(firm, value)
	}
	return f
}

// glnCode is why a text is no Global Location Number: thirteen digits, the last computed like that of a GTIN-13 (GS1).
func glnCode(value string) string {
	switch {
	case len(value) != 13:
		return "digits_form"
	case !catalog.CheckDigit(value):
		return "gln_check"
	}
	return ""
}

func hidden(f FirmField) FirmField { f.Hidden = true; return f }

func buyerKind() FirmField {
	f := buyerDetail("kind", catalog.OneOf).wanted().checked(func(value string) string {
		if !slices.Contains(buyerKinds, value) {
			return "choice_unknown"
		}
		return ""
	})
	f.Choices = buyerKinds
	return f
}

var hsForm = regexp.MustCompile(`^[0-9]{2}([0-9]{2}([0-9]{2})?)?$`)

// interests are chapters, headings or subheadings of the HS that the buyer imports.
func interests() FirmField {
	return FirmField{Name: "interests", Kind: catalog.Line, Wanted: true,
		get: func(f Firm) string { return strings.Join(f.Interests, ", ") },
		set: func(f *Firm, value string) string {
			list := codes(strings.ReplaceAll(value, ".", ""))
			if slices.ContainsFunc(list, func(code string) bool { return !hsForm.MatchString(code) }) {
				return "interests_form"
			}
			f.Interests = list
			return ""
		}}
}

func wishes() FirmField {
	f := buyerDetail("wishes", catalog.Rows).wanted()
	f.Columns = []string{"product", "volume", "target", "certificates", "by"}
	return f
}

func countriesOf(name string) FirmField {
	return buyerDetail(name, catalog.Codes).checked(func(value string) string {
		if slices.ContainsFunc(codes(value), func(code string) bool { return !slices.Contains(account.Countries, code) }) {
			return "countries_form"
		}
		return ""
	})
}

func buyerCount(name string) FirmField {
	return buyerDetail(name, catalog.Number).checked(func(value string) string { _, code := number(value, 1_000_000); return code })
}

func coded(name string) FirmField {
	form := regexp.MustCompile(`^[0-9]{9}$`)
	return buyerDetail(name, catalog.Line).checked(func(value string) string {
		if !form.MatchString(value) {
			return "digits_form"
		}
		return ""
	})
}

// makers is a field that makers have too.
func makers(name string) FirmField {
	return FirmFields[slices.IndexFunc(FirmFields, func(f FirmField) bool { return f.Name == name })]
}
