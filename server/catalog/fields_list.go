package catalog

import (
	"slices"
	"strconv"
	"strings"

	"github.com/etradeoffice/portal/server/locale"
)

// Units are the units of trade that forms offer (UN/CEFACT Recommendation 20).
var Units = []string{"H87", "SET", "PR", "KT", "DZN", "NMP", "KGM", "GRM", "TNE", "LTR", "MLT", "MTR", "CMT", "MTK", "MTQ", "NRL", "ST"}

// Currencies are those that forms offer (ISO 4217).
var Currencies = []string{"USD", "EUR", "KRW", "JPY", "CNY", "GBP"}

func identityFields() []Field {
	const s = "identity"
	return []Field{
		code(s, "sku", Line, func(p *Product) *string { return &p.SKU }, like(skuForm.String(), "sku_form")).required(),
		code(s, "category", OneOf, func(p *Product) *string { return &p.Category }, oneOf(Categories, "category_unknown")).of(Categories...).required(),
		code(s, "hs6", Line, func(p *Product) *string { return &p.HS6 }, like(hs6Form.String(), "hs_form")).required(),
		code(s, "hs_edition", OneOf, func(p *Product) *string { return &p.HSEdition }, oneOf([]string{HSEdition}, "choice_unknown")).of(HSEdition).required(),
		choice(s, "national_scheme", "HSK10", "CN8", "HTS10"),
		detail(s, "national_code", Line, like(`^[0-9]{8,12}$`, "digits_form")).wanted(),
		code(s, "hs_status", OneOf, func(p *Product) *string { return &p.HSStatus }, oneOf([]string{"self", "adviser", "ruling"}, "choice_unknown")).of("self", "adviser", "ruling"),
		detail(s, "hs_proof", Line, nil),
		detail(s, "hs_on", Day, calendarDay),
		code(s, "gtin", Line, func(p *Product) *string { return &p.GTIN }, func(value string) string {
			if !gtinOK(value) {
				return "gtin_check"
			}
			return ""
		}).wanted(),
		detail(s, "brand", Line, nil).wanted(),
		detail(s, "maker_no", Line, nil),
		detail(s, "series", Line, nil),
		detail(s, "variants", Line, nil),
		detail(s, "unspsc", Line, like(`^[0-9]{8}$`, "digits_form")),
		detail(s, "gpc", Line, like(`^[0-9]{8}$`, "digits_form")),
	}
}

// textBases are the product's texts in the order of the editor.
var textBases = []struct {
	name     string
	kind     FieldKind
	most     int
	required bool
	wanted   bool
	at       func(*Product) *Texts
}{
	{"name", Line, 120, true, true, func(p *Product) *Texts { return &p.Name }},
	{"short", Line, 200, true, true, func(p *Product) *Texts { return &p.Short }},
	{"long", Prose, 4000, false, true, func(p *Product) *Texts { return &p.Long }},
	{"place", Line, 80, true, true, func(p *Product) *Texts { return &p.Terms.Place }},
	{"port_name", Line, 80, false, false, func(p *Product) *Texts { return &p.Terms.PortName }},
	{"payment", Line, 200, false, true, func(p *Product) *Texts { return &p.Terms.Payment }},
	{"sample", Line, 200, false, false, func(p *Product) *Texts { return &p.Terms.Sample }},
	{"packing", Line, 400, false, true, func(p *Product) *Texts { return &p.Terms.Packing }},
	{"hs_note", Line, 400, false, false, func(p *Product) *Texts { return &p.HSNote }},
	{"note", Prose, 1000, false, false, func(p *Product) *Texts { return &p.Note }},
}

func textFields() []Field {
	var fields []Field
	for _, lang := range TextLangs {
		for _, base := range textBases {
			f := text(base.name, lang, base.kind, base.most, base.at)
			f.Required, f.Wanted = base.required && lang == "en", base.wanted && lang == "en" || base.name == "name" && lang == "ko"
			fields = append(fields, f)
		}
		fields = append(fields, keywordField(lang))
	}
	return append(fields, Field{Name: "specs", Section: "texts", Kind: Rows, Columns: []string{"name_en", "name_ko", "value_en", "value_ko"}, Wanted: true, Most: 8000,
		get: specRows, set: setSpecs})
}

func keywordField(lang string) Field {
	return Field{Name: "keywords_" + lang, Section: "texts", Kind: Line, Text: "keywords", Lang: lang, Most: 400, Wanted: lang == "en",
		get: func(p Product) string { return strings.Join(p.Keywords[lang], ", ") },
		set: func(p *Product, value string) string {
			words := map[string][]string{}
			for known, said := range p.Keywords {
				words[known] = said
			}
			if words[lang] = listed(value); len(words[lang]) == 0 {
				delete(words, lang)
			}
			p.Keywords = words
			return ""
		}}
}

func specRows(p Product) string {
	rows := make([][]string, len(p.Specs))
	for i, spec := range p.Specs {
		rows[i] = []string{spec.Name["en"], spec.Name["ko"], spec.Value["en"], spec.Value["ko"]}
	}
	return JoinRows(rows)
}

// setSpecs sets the lines of the specification. One whose English stays keeps its other languages.
func setSpecs(p *Product, value string) string {
	var specs []Spec
	for _, row := range SplitRows(value, 4) {
		spec := Spec{}
		if at := slices.IndexFunc(p.Specs, func(had Spec) bool { return had.Name["en"] == row[0] && had.Value["en"] == row[2] }); at >= 0 {
			spec = p.Specs[at]
		}
		had := spec.whole()
		spec.Name, spec.Value = with(with(spec.Name, "en", row[0]), "ko", row[1]), with(with(spec.Value, "en", row[2]), "ko", row[3])
		if len(spec.Name) == 0 || len(spec.Value) == 0 {
			return "row_half"
		}
		spec.Source = sourceAfter(spec.Source, had, spec.whole())
		specs = append(specs, spec)
	}
	p.Specs = specs
	return ""
}

func termFields() []Field {
	const s = "terms"
	return []Field{
		amount(s, "moq", func(p *Product) *int { return &p.Terms.MOQ }).required(),
		code(s, "unit", OneOf, func(p *Product) *string { return &p.Terms.Unit }, oneOf(Units, "unit_form")).of(Units...).required(),
		code(s, "incoterm", OneOf, func(p *Product) *string { return &p.Terms.Incoterm }, oneOf(Incoterms, "incoterm_unknown")).of(Incoterms...).required(),
		code(s, "port", Line, func(p *Product) *string { return &p.Terms.Port }, like(portForm.String(), "port_form")).required(),
		amount(s, "lead_first", func(p *Product) *int { return &p.Terms.LeadFirst }).required(),
		amount(s, "lead_repeat", func(p *Product) *int { return &p.Terms.LeadRepeat }).required(),
		amount(s, "lead_sample", func(p *Product) *int { return &p.Terms.LeadSample }).wanted(),
		amount(s, "capacity", func(p *Product) *int { return &p.Terms.Capacity }).required(),
		choice(s, "sample_kind", "free", "paid", "refunded").wanted(),
		detail(s, "sample_price", Decimal, like(`^[0-9]{1,9}(\.[0-9]{1,2})?$`, "cell_money")),
		detail(s, "sample_courier", Line, nil),
	}
}

func priceFields() []Field {
	const s = "prices"
	return []Field{
		code(s, "currency", OneOf, func(p *Product) *string { return &p.Terms.Currency }, like(currencyForm.String(), "currency_form")).of(Currencies...).required(),
		{Name: "tiers", Section: s, Kind: Rows, Columns: []string{"from", "price", "level"}, Wanted: true, Most: 2000, get: tierRows, set: setTiers},
		detail(s, "valid_until", Day, calendarDay).wanted(),
	}
}

func tierRows(p Product) string {
	rows := make([][]string, len(p.Tiers))
	for i, tier := range p.Tiers {
		rows[i] = []string{strconv.Itoa(tier.From), typedMoney(tier.Minor, p.Terms.Currency), strconv.Itoa(tier.Level)}
	}
	return JoinRows(rows)
}

// Levels are who may see a price: everybody, buyers of a trust level and above, or who asks for it.
var Levels = []string{"0", "1", "3", strconv.Itoa(OnRequest)}

func setTiers(p *Product, value string) string {
	var tiers []Tier
	for _, row := range SplitRows(value, 3) {
		if row[0] == "" && row[1] == "" {
			continue
		}
		from, whole := locale.ParseWhole(row[0])
		if !whole || from <= 0 {
			return "tier_form"
		}
		minor, ok := priceOf(row[1], p.Terms.Currency)
		if !ok {
			return "tier_price"
		}
		level := 0
		if row[2] != "" {
			var err error
			if level, err = strconv.Atoi(row[2]); err != nil || level < 0 || level > OnRequest {
				return "choice_unknown"
			}
		}
		tiers = append(tiers, Tier{From: from, Minor: minor, Level: level})
	}
	if !ascending(tiers) {
		return "tiers_order"
	}
	p.Tiers = tiers
	return ""
}

func freightFields() []Field {
	const s = "freight"
	return []Field{
		code(s, "origin", Line, func(p *Product) *string { return &p.Origin }, countryCodes).required(),
		choice(s, "criterion", "WO", "PSR", "CTH", "CTSH", "RVC"),
		detail(s, "ftas", Codes, like(`^[A-Z]{2,8}(-[A-Z]{2,8})?(, *[A-Z]{2,8}(-[A-Z]{2,8})?)*$`, "codes_form")).wanted(),
		detail(s, "exporter_no", Line, nil),
		detail(s, "inner_quantity", Number, wholeNumber),
		detail(s, "outer_quantity", Number, wholeNumber).wanted(),
		detail(s, "carton_length", Number, wholeNumber).wanted(), // mm
		detail(s, "carton_width", Number, wholeNumber),
		detail(s, "carton_height", Number, wholeNumber),
		detail(s, "net_kg", Decimal, decimalNumber),
		detail(s, "gross_kg", Decimal, decimalNumber).wanted(),
		detail(s, "pallet_load", Number, wholeNumber),
		detail(s, "load_20", Number, wholeNumber),
		detail(s, "load_40", Number, wholeNumber),
		detail(s, "un_no", Line, like(`^UN[0-9]{4}$`, "un_form")),
		detail(s, "battery_wh", Decimal, decimalNumber),
		detail(s, "shelf_life", Number, wholeNumber), // months
		detail(s, "degrees_from", Number, degrees),
		detail(s, "degrees_to", Number, degrees),
	}
}

func complianceFields() []Field {
	const s = "compliance"
	return []Field{
		detail(s, "medical_class", Line, nil),
		detail(s, "markets_allowed", Codes, countryCodes).wanted(),
		detail(s, "markets_blocked", Codes, countryCodes),
		choice(s, "dual_use", "none", "checked", "licence"),
		amount(s, "warranty", func(p *Product) *int { return &p.Terms.Warranty }).wanted(),
		amount(s, "spare_years", func(p *Product) *int { return &p.Terms.SpareYears }),
		detail(s, "training", Line, nil),
	}
}

func cooperationFields() []Field {
	const s = "cooperation"
	yes := oneOf([]string{"yes"}, "choice_unknown")
	return []Field{
		detail(s, "oem", Yes, yes), detail(s, "odm", Yes, yes), detail(s, "private_label", Yes, yes),
		detail(s, "private_moq", Number, wholeNumber),
		detail(s, "exclusive", Codes, countryCodes),
		detail(s, "sought", Codes, countryCodes),
	}
}

func mediaFields() []Field {
	const s = "media"
	https := like(`^https://[^\s"<>]+$`, "address_form")
	return []Field{
		detail(s, "video", Line, https), detail(s, "model", Line, https), detail(s, "manual", Line, https),
		detail(s, "own_right", Yes, oneOf([]string{"yes"}, "choice_unknown")).wanted(),
	}
}
