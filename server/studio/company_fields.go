package studio

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/locale"
)

// FirmFields are all of them, in the order of the form (trade reference, section 4).
var FirmFields = slices.Concat(legalFields(), shownFields(), worksFields(), exportFields(), contactFields())

func firmText(section, name, lang string, kind catalog.FieldKind, required bool) FirmField {
	return FirmField{Name: name + "_" + lang, Text: name, Lang: lang, Section: section, Kind: kind, Required: required, Wanted: true,
		get: func(f Firm) string { return f.Profile.TextOf(name, lang) },
		set: func(f *Firm, value string) string {
			f.Profile.Say(name, lang, value)
			return ""
		}}
}

// firmRight is the field by which the English of a text is said to be right again.
func firmRight(section, name string) FirmField {
	return FirmField{Name: rightOf(name), Text: name, Lang: "en", Section: section, Kind: catalog.Yes, Confirms: true,
		get: func(Firm) string { return "" },
		set: func(f *Firm, value string) string {
			if value == "yes" {
				f.Profile.SayRight(name)
			}
			return ""
		}}
}

func rightOf(text string) string { return "right." + text + "_en" }

func firmDetail(section, name string, kind catalog.FieldKind, form, code string) FirmField {
	compiled := regexp.MustCompile(form)
	return FirmField{Name: name, Section: section, Kind: kind,
		get: func(f Firm) string { return f.Profile.Details[name] },
		set: func(f *Firm, value string) string {
			if value != "" && form != "" && !compiled.MatchString(value) {
				return code
			}
			if f.Profile.Details[name] = value; value == "" {
				delete(f.Profile.Details, name)
			}
			return ""
		}}
}

func (f FirmField) wanted() FirmField { f.Wanted = true; return f }

func firmCount(section, name string, most int, get func(Firm) int, put func(*Firm, int)) FirmField {
	return FirmField{Name: name, Section: section, Kind: catalog.Number, Wanted: true,
		get: func(f Firm) string {
			if n := get(f); n != 0 {
				return strconv.Itoa(n)
			}
			return ""
		},
		set: func(f *Firm, value string) string {
			n, code := number(value, most)
			if code == "" {
				put(f, n)
			}
			return code
		}}
}

func firmCodes(section, name string, known []string, at func(*Firm) *[]string) FirmField {
	return FirmField{Name: name, Section: section, Kind: catalog.Codes, Wanted: true,
		get: func(f Firm) string { return strings.Join(*at(&f), ", ") },
		set: func(f *Firm, value string) string {
			list := codes(value)
			for i, code := range list {
				if at := slices.IndexFunc(known, func(k string) bool { return strings.EqualFold(k, code) }); at >= 0 {
					list[i] = known[at]
				} else {
					return "countries_form"
				}
			}
			*at(f) = list
			return ""
		}}
}

func legalFields() []FirmField {
	const s = "legal"
	name := func(field, lang string, at func(*Firm) *string) FirmField {
		return FirmField{Name: field, Section: s, Kind: catalog.Line, Required: true, Lang: lang,
			get: func(f Firm) string { return *at(&f) }, set: func(f *Firm, value string) string { *at(f) = value; return "" }}
	}
	business := FirmField{Name: "business_no", Section: s, Kind: catalog.Line, Required: true,
		get: func(f Firm) string { return f.Profile.BusinessNo },
		set: func(f *Firm, value string) string {
			written, ok := BusinessNo(value)
			if !ok {
				return "business_no"
			}
			f.Profile.BusinessNo = written
			return ""
		}}
	return []FirmField{
		name("name_ko", "ko", func(f *Firm) *string { return &f.NameKo }), name("name_en", "en", func(f *Firm) *string { return &f.NameEn }), business,
		firmDetail(s, "corporate_no", catalog.Line, `^[0-9]{6}-?[0-9]{7}$`, "digits_form"),
		firmDetail(s, "legal_form", catalog.Line, ``, ""), firmDetail(s, "representative", catalog.Line, ``, "").wanted(),
		firmDetail(s, "duns", catalog.Line, `^[0-9]{9}$`, "digits_form"), firmDetail(s, "gln", catalog.Line, ``, "").checked(glnCode),
		firmDetail(s, "vat", catalog.Line, ``, ""), firmDetail(s, "eori", catalog.Line, ``, ""), firmDetail(s, "group", catalog.Line, ``, ""),
		firmDetail(s, "office_address", catalog.Prose, ``, "").wanted(),
	}
}

func shownFields() []FirmField {
	const s = "shown"
	return []FirmField{
		firmText(s, "line", "ko", catalog.Line, false), firmText(s, "line", "en", catalog.Line, true), firmRight(s, "line"),
		firmText(s, "about", "ko", catalog.Prose, false), firmText(s, "about", "en", catalog.Prose, false), firmRight(s, "about"),
		firmText(s, "site", "ko", catalog.Line, false), firmText(s, "site", "en", catalog.Line, false), firmRight(s, "site"),
		firmCodes(s, "languages", catalog.Languages, func(f *Firm) *[]string { return &f.Languages }),
		firmDetail(s, "domain", catalog.Line, `^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`, "address_form").wanted(),
	}
}

func worksFields() []FirmField {
	const s = "works"
	year := func(f Firm) int {
		if f.Founded == nil {
			return 0
		}
		return *f.Founded
	}
	staff := func(f Firm) int {
		if f.Staff == nil {
			return 0
		}
		return *f.Staff
	}
	tenure := firmDetail(s, "tenure", catalog.OneOf, `^(own|lease)$`, "choice_unknown")
	tenure.Choices = []string{"own", "lease"}
	return []FirmField{
		firmCount(s, "founded", 2100, year, func(f *Firm, n int) { f.Founded = told(n) }), firmCount(s, "staff", 1_000_000, staff, func(f *Firm, n int) { f.Staff = told(n) }),
		firmDetail(s, "factory_address", catalog.Prose, ``, ""), firmDetail(s, "geo", catalog.Line, `^-?[0-9]{1,2}\.[0-9]{1,6}, *-?[0-9]{1,3}\.[0-9]{1,6}$`, "address_form"), firmDetail(s, "complex", catalog.Line, ``, ""),
		firmCount(s, "factory_m2", 10_000_000, func(f Firm) int { return f.Profile.FactoryM2 }, func(f *Firm, n int) { f.Profile.FactoryM2 = n }),
		firmCount(s, "factory_lines", 1000, func(f Firm) int { return f.Profile.FactoryLines }, func(f *Firm, n int) { f.Profile.FactoryLines = n }),
		tenure, firmCount(s, "patents", 100_000, func(f Firm) int { return f.Profile.Patents }, func(f *Firm, n int) { f.Profile.Patents = n }),
		firmDetail(s, "proofs", catalog.Line, ``, ""),
	}
}

func told(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

func exportFields() []FirmField {
	const s = "export"
	money := func(name string, at func(*Firm) *int64) FirmField {
		return FirmField{Name: name, Section: s, Kind: catalog.Decimal, Wanted: true,
			get: func(f Firm) string {
				if *at(&f) == 0 {
					return ""
				}
				return locale.PlainMoney(*at(&f), f.Profile.Currency)
			},
			set: func(f *Firm, value string) string {
				if value == "" {
					*at(f) = 0
					return ""
				}
				minor, ok := locale.ParseMoney(value, f.Profile.Currency)
				if !ok || minor <= 0 {
					return "cell_money"
				}
				*at(f) = minor
				return ""
			}}
	}
	years := firmDetail(s, "years", catalog.Rows, ``, "")
	years.Columns = []string{"year", "turnover", "exports", "markets"}
	fairs := FirmField{Name: "fairs", Section: s, Kind: catalog.Rows, Columns: catalog.FairColumns,
		get: func(f Firm) string { return catalog.FairRows(f.Profile.Fairs) },
		set: func(f *Firm, value string) string {
			said, code := catalog.ParseFairs(value)
			if code == "" {
				f.Profile.Fairs = said
			}
			return code
		}}
	return []FirmField{
		money("turnover", func(f *Firm) *int64 { return &f.Profile.TurnoverMinor }), money("exports", func(f *Firm) *int64 { return &f.Profile.ExportMinor }), years,
		firmCodes(s, "markets", account.Countries, func(f *Firm) *[]string { return &f.Profile.Markets }),
		firmCodes(s, "distributors", account.Countries, func(f *Firm) *[]string { return &f.Profile.Distributors }),
		firmDetail(s, "support", catalog.Line, ``, ""), fairs,
	}
}

func contactFields() []FirmField {
	contacts := firmDetail("contacts", "contacts", catalog.Rows, ``, "").wanted()
	contacts.Columns, contacts.Hidden = []string{"role", "name", "mail", "phone", "speaks", "decides"}, true
	tracking := firmDetail("contacts", "tracking", catalog.Yes, `^yes$`, "choice_unknown")
	tracking.Hidden = true
	return []FirmField{contacts, tracking}
}
