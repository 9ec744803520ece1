package locale_test

import (
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/web"
)

func texts(t *testing.T) *locale.Texts {
	t.Helper()
	loaded, err := portal()
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

// portal are the portal's own sentences, read once.
var portal = sync.OnceValues(func() (*locale.Texts, error) { return locale.Load(web.Locale()) })

func TestDatesCarryTheWeekdayAndNoBareDigits(t *testing.T) {
	at := time.Date(2026, 11, 24, 16, 5, 0, 0, time.UTC)
	for lang, want := range map[string][3]string{
		"en":      {"Tue 24 Nov 2026", "Tue 24 Nov", "16:05"},
		"ko":      {"2026년 11월 24일 (화)", "11월 24일 (화)", "16:05"},
		"de":      {"Di, 24. Nov. 2026", "Di, 24. Nov.", "16:05"},
		"es":      {"mar 24 nov 2026", "mar 24 nov", "16:05"},
		"ru":      {"вт, 24 нояб. 2026", "вт, 24 нояб.", "16:05"},
		"ja":      {"2026年11月24日(火)", "11月24日(火)", "16:05"},
		"zh-Hans": {"2026年11月24日 周二", "11月24日 周二", "16:05"},
	} {
		if got := [3]string{texts(t).Day(lang, at), texts(t).ShortDay(lang, at), texts(t).Hour(lang, at)}; got != want {
			t.Errorf("%s: %q, wanted %q", lang, got, want)
		}
	}
}

func TestTwoWallsShowOneInstant(t *testing.T) {
	cluj, err := time.LoadLocation("Europe/Bucharest")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		at    time.Time
		zone  string
		hour  string
		shift int
	}{
		"the same day":         {time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC), "Asia/Seoul", "16:30", 0},
		"the next day":         {time.Date(2026, 11, 24, 20, 30, 0, 0, time.UTC), "Asia/Seoul", "05:30", 1},
		"the day before":       {time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC), "America/Mexico_City", "21:00", -1},
		"a year's end between": {time.Date(2026, 12, 31, 21, 30, 0, 0, time.UTC), "Asia/Seoul", "06:30", 1},
	} {
		clock := texts(t).Clock("en", c.at, cluj, "Cluj-Napoca", c.zone, "elsewhere")
		if clock.Other == nil || clock.Other.Hour != c.hour || clock.Other.DayShift != c.shift {
			t.Errorf("%s: %+v", name, clock.Other)
		}
		if mine, err := time.Parse(time.RFC3339, clock.Mine.Attr); err != nil || !mine.Equal(c.at) {
			t.Errorf("%s: the attribute is %s", name, clock.Mine.Attr)
		}
	}
	for _, zone := range []string{"", "Europe/Bucharest", "No/Where"} {
		if clock := texts(t).Clock("en", time.Now(), cluj, "Cluj-Napoca", zone, ""); clock.Other != nil {
			t.Errorf("zone %q has a second wall", zone)
		}
	}
}

func TestMoneyNamesItsCurrencyAndKeepsItsCents(t *testing.T) {
	for _, c := range []struct {
		minor int64
		code  string
		want  string
	}{
		{150_000_000, "USD", "USD 1,500,000"}, {1_000, "USD", "USD 10"}, {1_050, "EUR", "EUR 10.50"}, {1, "USD", "USD 0.01"},
		{1_350_000_000, "KRW", "KRW 1,350,000,000"}, {0, "USD", "USD 0"}, {5, "XXQ", "XXQ 5"},
	} {
		for _, lang := range []string{"en", "ko", "zh-Hans", "ja"} {
			if got := texts(t).Money(lang, c.minor, c.code); got != c.want {
				t.Errorf("%s: %d %s is %q, wanted %q", lang, c.minor, c.code, got, c.want)
			}
		}
	}
}

func TestTypedMoneyIsReadOrRefused(t *testing.T) {
	for _, c := range []struct {
		typed, code string
		want        int64
		ok          bool
	}{
		{"1,500,000.50", "USD", 150_000_050, true}, {" 1 500 000 ", "EUR", 150_000_000, true}, {"10.5", "USD", 1_050, true},
		{"1350000", "KRW", 1_350_000, true}, {"1350.5", "KRW", 0, false}, {"10.555", "USD", 0, false}, {"-5", "USD", 0, false},
		{"1e9", "USD", 0, false}, {"", "USD", 0, false}, {"1.500.000,50", "EUR", 150_000_050, true}, {"12,50", "EUR", 1_250, true},
		{"1,500", "USD", 150_000, true}, {"1.500", "EUR", 0, false}, {"1.500.000", "EUR", 150_000_000, true}, {"1 500,5", "EUR", 150_050, true},
		{"1’500.00", "EUR", 150_000, true}, {"1.500,000,000", "EUR", 0, false}, {"1,50,000", "USD", 0, false}, {",5", "EUR", 0, false}, {".5", "USD", 0, false}, {"5.", "USD", 0, false}, {"10", "QQQ", 0, false},
		{"99999999999999999999", "USD", 0, false}, {"1.2.3", "USD", 0, false}, {"ten", "USD", 0, false},
	} {
		if got, ok := locale.ParseMoney(c.typed, c.code); got != c.want || ok != c.ok {
			t.Errorf("%q %s: %d %v, wanted %d %v", c.typed, c.code, got, ok, c.want, c.ok)
		}
	}
}

func TestPlainMoneyReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minor := rapid.Int64Range(0, 1<<60).Draw(t, "minor")
		code := rapid.SampledFrom(locale.Currencies).Draw(t, "currency")
		if got, ok := locale.ParseMoney(locale.PlainMoney(minor, code), code); !ok || got != minor {
			t.Fatalf("%d %s is written %q and read %d", minor, code, locale.PlainMoney(minor, code), got)
		}
	})
}

func TestNumbersMarkThousands(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -1234567: "-1,234,567", 100000: "100,000"} {
		if got := texts(t).Number("en", n); got != want {
			t.Errorf("%d is %q", n, got)
		}
	}
}

func TestSentencesFillPlaceholdersAndChoosePlurals(t *testing.T) {
	loaded, err := locale.Load(fstest.MapFS{
		"a.en.json": {Data: []byte(`{"a.hello": "Hello {{.Name}}", "a.left": {"one": "one left", "other": "{{.Count}} left"}, "a.only": "English"}`)},
		"a.ko.json": {Data: []byte(`{"a.hello": "{{.Name}} 님", "a.left": {"other": "{{.Count}}개"}}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		lang, key, want string
		args            []any
	}{
		{"en", "a.hello", "Hello <Ana>", []any{"Name", "<Ana>"}}, {"ko", "a.hello", "Ana 님", []any{"Name", "Ana"}},
		{"en", "a.left", "one left", []any{"Count", 1}}, {"en", "a.left", "2 left", []any{"Count", 2}}, {"ko", "a.left", "1개", []any{"Count", 1}},
		{"ko", "a.only", "English", nil}, {"xx", "a.only", "English", nil}, {"en", "a.gone", "⟦a.gone⟧", nil},
	} {
		if got := loaded.T(c.lang, c.key, c.args...); got != c.want {
			t.Errorf("%s %s: %q, wanted %q", c.lang, c.key, got, c.want)
		}
	}
	if missing := loaded.Missing("ko"); len(missing) != 1 || missing[0] != "a.only" {
		t.Errorf("missing in Korean: %v", missing)
	}
}

func TestKeyInTwoFilesIsRefused(t *testing.T) {
	_, err := locale.Load(fstest.MapFS{
		"a.en.json": {Data: []byte(`{"x.y": "1"}`)}, "b.en.json": {Data: []byte(`{"x.y": "2"}`)},
	})
	if err == nil {
		t.Error("two sentences for one key were taken")
	}
}
