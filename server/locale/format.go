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
	return []any{
		"Weekday", t.Weekday(lang, at), "Day", at.Day(), "Year", at.Year(),
		"Month", t.T(lang, "time.month_"+strconv.Itoa(int(at.Month()))),
	}
}

// Weekday is the short name of the weekday: "Tue", "화".
func (t *Texts) Weekday(lang string, at time.Time) string {
	return t.T(lang, "time.weekday_"+strconv.Itoa(int(at.Weekday())))
}

// Hour is the wall clock in 24 hours: "16:30". All our languages use it.
func (t *Texts) Hour(_ string, at time.Time) string { return at.Format("15:04") }

// Number is a whole number with the thousands marked: 1,500,000. English and Korean agree on the comma.
func (t *Texts) Number(_ string, n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
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
	f := currency.NewFormatter(currency.NewLocale(lang))
	f.CurrencyDisplay = currency.DisplayNone
	if digits, ok := currency.GetDigits(code); ok && digits > 0 && strings.HasSuffix(amount.Number(), "."+strings.Repeat("0", int(digits))) {
		f.MinDigits, f.MaxDigits = 0, 0
	}
	return code + " " + strings.TrimSpace(f.Format(amount))
}

// ParseMoney reads an amount that a person typed ("1,500,000.50", "1 500 000") into minor units of the currency. It
// refuses signs, a code that is no currency and more digits after the point than the currency has.
func ParseMoney(typed, code string) (int64, bool) {
	digits, ok := currency.GetDigits(code)
	if !ok {
		return 0, false
	}
	clean := strings.NewReplacer(",", "", " ", "", " ", "", "'", "").Replace(strings.TrimSpace(typed))
	whole, fraction, hasPoint := strings.Cut(clean, ".")
	if whole == "" || hasPoint && fraction == "" || len(fraction) > int(digits) || strings.ContainsAny(clean, "+-eE") {
		return 0, false
	}
	minor, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", int(digits)-len(fraction)), 10, 64)
	if err != nil {
		return 0, false
	}
	return minor, true
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
