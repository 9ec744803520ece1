package locale

import (
	"strconv"
	"strings"
	"time"

	"github.com/bojanz/currency"
)

// Day is a date as people of the language write it, with the weekday and never in digits only: "Tue 24 Nov 2026",
// "2026년 11월 24일 (화)". The instant is read in the zone it carries.
func (t *Texts) Day(lang string, at time.Time) string {
	return t.T(lang, "time.day", t.dateArgs(lang, at)...)
}

// ShortDay is Day without the year, for lists near now: "Tue 24 Nov", "11월 24일 (화)".
func (t *Texts) ShortDay(lang string, at time.Time) string {
	return t.T(lang, "time.short_day", t.dateArgs(lang, at)...)
}

func (t *Texts) dateArgs(lang string, at time.Time) []any {
	return []any{"Weekday", t.Weekday(lang, at), "Day", at.Day(), "Month", t.Month(lang, at), "Year", at.Year()}
}

// Hour is the wall clock in 24 hours: "16:30". All our languages use it.
func (t *Texts) Hour(_ string, at time.Time) string { return at.Format("15:04") }

// Number is a whole number with the thousands marked as the language marks them: 1,500,000, 1.500.000, 1 500 000.
func (t *Texts) Number(lang string, n int64) string {
	how := conventionsOf(lang).Number
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	if len(digits) < how.MarkedFrom {
		return sign + digits
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(how.Group)
		}
		b.WriteRune(d)
	}
	return sign + b.String()
}

// Money is an amount with its ISO 4217 code: "USD 1,500,000", "EUR 12.50". The amount is in minor units of the
// currency (cents; won for KRW). Digits after the point are left out when they are zero. A code that is no currency is
// written as it is, before the bare number.
func (t *Texts) Money(lang string, minor int64, code string) string {
	amount, err := currency.NewAmountFromInt64(minor, code)
	if err != nil {
		return code + " " + t.Number(lang, minor)
	}
	whole, cents, _ := strings.Cut(amount.Number(), ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return code + " " + amount.Number()
	}
	text := t.Number(lang, n)
	if strings.Trim(cents, "0") != "" {
		text += conventionsOf(lang).Number.Decimal + cents
	}
	if n == 0 && minor < 0 {
		text = "-" + text
	}
	return code + " " + text
}

// ParseMoney reads an amount that a person typed ("1,500,000.50", "1.500.000,50", "1 500 000") into minor units of the
// currency. It refuses signs, a code that is no currency and more digits after the point than the currency has; an
// amount like "1.500", which is two things to two people, has too many.
func ParseMoney(typed, code string) (int64, bool) {
	digits, ok := currency.GetDigits(code)
	if !ok {
		return 0, false
	}
	whole, fraction, ok := decimal(spaces.Replace(strings.TrimSpace(typed)))
	if !ok || len(fraction) > int(digits) || strings.ContainsAny(whole+fraction, "+-eE") {
		return 0, false
	}
	minor, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", int(digits)-len(fraction)), 10, 64)
	if err != nil {
		return 0, false
	}
	return minor, true
}

// ParseWhole reads a whole number that a person typed ("1,500", "1 500"). "12,50", and "1.500", which is two things to two
// people, are none.
func ParseWhole(typed string) (int, bool) {
	whole, fraction, ok := decimal(spaces.Replace(strings.TrimSpace(typed)))
	if !ok || fraction != "" || strings.ContainsAny(whole, "+-") {
		return 0, false
	}
	n, err := strconv.Atoi(whole)
	return n, err == nil
}

// spaces are what people put between thousands besides comma and point.
var spaces = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "'", "", "’", "")

// decimal finds the mark between whole and fraction of a typed number, comma or point, and drops those between
// thousands. Of two kinds the last is it; a comma alone is it unless three digits follow.
func decimal(typed string) (whole, fraction string, ok bool) {
	mark := strings.LastIndexAny(typed, ",.")
	if mark < 0 {
		return typed, "", typed != ""
	}
	other := map[byte]string{',': ".", '.': ","}[typed[mark]]
	thousands := strings.Count(typed, typed[mark:mark+1]) > 1 || typed[mark] == ',' && len(typed)-mark == 4 && !strings.Contains(typed, other)
	if !thousands {
		whole, fraction = strings.ReplaceAll(typed[:mark], other, ""), typed[mark+1:]
		return whole, fraction, whole != "" && fraction != ""
	}
	if strings.Contains(typed, other) {
		return "", "", false
	}
	parts := strings.Split(typed, typed[mark:mark+1])
	for _, part := range parts[1:] {
		if len(part) != 3 {
			return "", "", false
		}
	}
	return strings.Join(parts, ""), "", parts[0] != ""
}

// Currencies are the currencies that forms offer, the most used first.
var Currencies = []string{"USD", "EUR", "KRW", "JPY", "CNY", "GBP", "VND", "MXN", "RON"}

// PlainMoney is an amount in digits and a point, as a form field wants it: "1500000.50". Minor units.
func PlainMoney(minor int64, code string) string {
	amount, err := currency.NewAmountFromInt64(minor, code)
	if err != nil {
		return strconv.FormatInt(minor, 10)
	}
	return strings.TrimSuffix(amount.Number(), ".00")
}
