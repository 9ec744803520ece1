package locale_test

import (
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"github.com/etradeoffice/portal/server/locale"
)

func TestEveryLanguageHasItsConventions(t *testing.T) {
	at := time.Date(2026, 3, 24, 16, 5, 0, 0, time.UTC)
	var said []string
	for _, lang := range locale.Langs {
		of := texts(t)
		said = append(said, lang+": "+of.Weekday(lang, at)+" "+of.LongWeekday(lang, at)+" "+of.Month(lang, at)+" "+of.Number(lang, 1234567)+" "+of.Number(lang, 1500)+" "+
			of.Money(lang, 1_250_050, "EUR")+" "+of.Country(lang, "KR")+" "+of.LanguageName(lang, "vi")+" "+of.CurrencyName(lang, "USD")+" "+of.List(lang, []string{"a", "b", "c"}))
	}
	want := []string{
		"en: Tue Tuesday Mar 1,234,567 1,500 EUR 12,500.50 South Korea Vietnamese US Dollar a, b, and c",
		"ko: 화 화요일 3월 1,234,567 1,500 EUR 12,500.50 대한민국 베트남어 미국 달러 a, b 및 c",
		"de: Di Dienstag März 1.234.567 1.500 EUR 12.500,50 Südkorea Vietnamesisch US-Dollar a, b und c",
		"ro: mar. marți mar. 1.234.567 1.500 EUR 12.500,50 Coreea de Sud vietnameză dolar american a, b și c",
		"es: mar martes mar 1.234.567 1500 EUR 12.500,50 Corea del Sur vietnamita dólar estadounidense a, b y c",
		"vi: Thứ 3 Thứ Ba thg 3 1.234.567 1.500 EUR 12.500,50 Hàn Quốc Tiếng Việt Đô la Mỹ a, b và c",
		"ru: вт вторник мар. 1 234 567 1 500 EUR 12 500,50 Республика Корея вьетнамский доллар США a, b и c",
		"zh-Hans: 周二 星期二 3 1,234,567 1,500 EUR 12,500.50 韩国 越南语 美元 a、b和c",
		"ja: 火 火曜日 3 1,234,567 1,500 EUR 12,500.50 韓国 ベトナム語 米ドル a、b、c",
	}
	for i, line := range said {
		if line != want[i] {
			t.Errorf("%q\nwanted %q", line, want[i])
		}
	}
}

func TestWhatHasNoNameKeepsItsCode(t *testing.T) {
	of := texts(t)
	if got := of.Country("ru", "QQ") + of.LanguageName("ru", "tlh") + of.CurrencyName("ru", "QQQ"); got != "QQtlhQQQ" {
		t.Error(got)
	}
	if of.List("en", nil) != "" || of.List("en", []string{"a"}) != "a" || of.List("en", []string{"a", "b"}) != "a and b" {
		t.Error("short lists are joined wrongly")
	}
}

func TestPluralFormsAreThoseOfTheLanguage(t *testing.T) {
	for lang, want := range map[string]map[int64]string{
		"en": {0: "other", 1: "one", 2: "other", 101: "other", -1: "one"},
		"de": {1: "one", 1_000_000: "other"},
		"ru": {0: "many", 1: "one", 2: "few", 5: "many", 11: "many", 21: "one", 22: "few", 111: "many", 1001: "one", 1012: "many"},
		"ro": {0: "few", 1: "one", 2: "few", 19: "few", 20: "other", 101: "few", 119: "few", 120: "other"},
		"ko": {1: "other"}, "vi": {1: "other"}, "ja": {1: "other"}, "zh-Hans": {1: "other"},
	} {
		for n, form := range want {
			if got := locale.Plural(lang, n); got != form {
				t.Errorf("%s: %d is %q, wanted %q", lang, n, got, form)
			}
		}
	}
	for lang, want := range map[string][]string{"en": {"one", "other"}, "ru": {"one", "few", "many", "other"}, "ro": {"one", "few", "other"}, "ja": {"other"}} {
		if got := locale.Forms(lang); !slices.Equal(got, want) {
			t.Errorf("%s has %v, wanted %v", lang, got, want)
		}
	}
}

func TestSentenceTakesTheFormOfItsOwnLanguage(t *testing.T) {
	loaded, err := locale.Load(fstest.MapFS{
		"a.en.json": {Data: []byte(`{"a.days": {"one": "{{.Count}} day", "other": "{{.Count}} days"}, "a.hours": {"one": "{{.Count}} hour", "other": "{{.Count}} hours"}}`)},
		"a.ru.json": {Data: []byte(`{"a.days": {"one": "{{.Count}} день", "few": "{{.Count}} дня", "many": "{{.Count}} дней", "other": "{{.Count}} дня"}}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]string{1: "1 день", 3: "3 дня", 11: "11 дней", 21: "21 день"} {
		if got := loaded.T("ru", "a.days", "Count", n); got != want {
			t.Errorf("%q, wanted %q", got, want)
		}
	}
	for n, want := range map[int64]string{1: "1 hour", 21: "21 hours"} { // English sentence, English form
		if got := loaded.T("ru", "a.hours", "Count", n); got != want {
			t.Errorf("%q, wanted %q", got, want)
		}
	}
}

func TestNumbersOfEveryLanguageKeepTheirDigits(t *testing.T) {
	of := texts(t)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 1<<60).Draw(t, "n")
		lang := rapid.SampledFrom(locale.Langs).Draw(t, "lang")
		if minor, ok := locale.ParseMoney(of.Number(lang, n), "KRW"); n >= 1_000_000 && (!ok || minor != n) {
			t.Fatalf("%d in %s is written %q and read %d", n, lang, of.Number(lang, n), minor)
		}
	})
}

func TestWhatEnglishNoLongerHasIsFound(t *testing.T) {
	loaded, err := locale.Load(fstest.MapFS{
		"live.en.json": {Data: []byte(`{"live.people_one": "one", "live.people_other": "{count}", "live.end": "End"}`)},
		"live.ru.json": {Data: []byte(`{"live.people_few": "{count}", "live.people_twelve": "12", "live.gone": "нет", "live.old_few": "нет"}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := loaded.Gone("ru"); !slices.Equal(got, []string{"live.gone", "live.old_few", "live.people_twelve"}) {
		t.Error(got)
	}
	if got := loaded.Missing("ru"); !slices.Equal(got, []string{"live.end", "live.people_one", "live.people_other"}) {
		t.Error(got)
	}
}
