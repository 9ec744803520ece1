package intake

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/sheet"
	"github.com/etradeoffice/portal/server/studio"
)

// valueFor draws a value that a field can have.
func valueFor(f catalog.Field) *rapid.Generator[string] {
	words := rapid.StringMatching(`[a-zA-Z가-힣0-9=+@'"-][a-zA-Z가-힣 ,;"'0-9.=-]{0,30}[a-zA-Z가-힣0-9]`)
	whole := rapid.Custom(func(t *rapid.T) string { return fmt.Sprint(rapid.IntRange(1, 99999).Draw(t, "n")) })
	day := rapid.Custom(func(t *rapid.T) string {
		return fmt.Sprintf("20%02d-%02d-%02d", rapid.IntRange(25, 39).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day"))
	})
	countries := rapid.SampledFrom([]string{"DE", "DE, RO", "US, VN, JP"})
	switch f.Name {
	case "hs6":
		return rapid.StringMatching(`[0-9]{6}`)
	case "national_code":
		return rapid.StringMatching(`[0-9]{10}`)
	case "unspsc", "gpc":
		return rapid.StringMatching(`[0-9]{8}`)
	case "gtin":
		return rapid.SampledFrom([]string{"9521234001010", "95200002", "00012345678905"})
	case "port":
		return rapid.SampledFrom([]string{"KRPUS", "KRINC"})
	case "currency":
		return rapid.SampledFrom([]string{"USD", "EUR"})
	case "origin":
		return rapid.SampledFrom([]string{"KR", "VN"})
	case "ftas":
		return rapid.SampledFrom([]string{"EU", "EU, RCEP"})
	case "un_no":
		return rapid.StringMatching(`UN[0-9]{4}`)
	case "degrees_from", "degrees_to":
		return rapid.SampledFrom([]string{"-20", "5", "40"})
	case "video", "model", "manual":
		return rapid.StringMatching(`https://[a-z]{3,9}\.example/[a-z0-9=]{1,9}`)
	case "tiers":
		return rapid.Custom(func(t *rapid.T) string {
			price := rapid.IntRange(200, 90000).Draw(t, "price")
			return fmt.Sprintf("1 | %d | 0\n10 | %d.%d | %s", price, price-1, rapid.IntRange(1, 9).Draw(t, "tenth"), rapid.SampledFrom(catalog.Levels).Draw(t, "level"))
		})
	case "specs":
		return rapid.SampledFrom([]string{"Weight | 무게 | 92 kg | 92 kg", "Size | | 1200 × 800 mm |\nCable | 전선 | 3 m | 3 m"})
	case "certificates":
		return rapid.Custom(func(t *rapid.T) string {
			return "CE-MDR | D-" + whole.Draw(t, "number") + " | NB 0000 | class IIb | | " + "2024-01-01 | " + day.Draw(t, "ends") + " | " + rapid.SampledFrom([]string{"unverified", "pending"}).Draw(t, "state")
		})
	case "keywords_" + f.Lang:
		return rapid.SampledFrom([]string{"laser", "laser, pigment", "피부, 색소"})
	}
	switch f.Kind {
	case catalog.OneOf:
		return rapid.SampledFrom(f.Choices)
	case catalog.Yes:
		return rapid.Just("yes")
	case catalog.Day:
		return day
	case catalog.Number:
		return whole
	case catalog.Decimal:
		return rapid.SampledFrom([]string{"0.5", "92.25", "12"})
	case catalog.Codes:
		return countries
	case catalog.Prose:
		return rapid.SampledFrom([]string{"One.\n\nTwo, with \"quotes\".", "한 줄"})
	}
	return words
}

// product draws a whole product with any of the other fields.
func product(t *rapid.T, sku string) studio.Sheet {
	s := studio.NewSheet(anybody, sku)
	typed := map[string]string{}
	for _, f := range catalog.Fields {
		if f.Name == "sku" || f.Name == "pictures" || !f.Required && rapid.Bool().Draw(t, "silent "+f.Name) {
			continue
		}
		typed[f.Name] = strings.TrimSpace(valueFor(f).Draw(t, f.Name))
	}
	return s.Typing(typed, today)
}

// TestWhatIsExportedImportsAsItWas takes any products through a workbook and a CSV, with the headers of both languages, and
// compares every field. Pictures are told by their names: a table changes none of those that a product has.
func TestWhatIsExportedImportsAsItWas(t *testing.T) {
	words := NewWords(texts())
	rapid.Check(t, func(t *rapid.T) {
		was := map[string]studio.Sheet{}
		var rows [][]string
		for n := range rapid.IntRange(1, 3).Draw(t, "products") {
			s := product(t, fmt.Sprintf("A-%d", n))
			if len(s.Wrong) > 0 {
				t.Fatal(s.Wrong)
			}
			was[s.SKU] = s
			rows = append(rows, cellsOf(s))
		}
		for _, lang := range languages {
			header := make([]string, len(tableFields))
			for i, f := range tableFields {
				header[i] = words.Label(lang, f.Name)
			}
			all := append([][]string{header}, rows...)
			var book, text bytes.Buffer
			if err := (sheet.Book{Rows: all, Fold: folded}).Write(&book); err != nil {
				t.Fatal(err)
			}
			if err := sheet.WriteCSV(&text, all); err != nil {
				t.Fatal(err)
			}
			for kind, file := range map[string]*bytes.Buffer{"workbook": &book, "CSV": &text} {
				cells, err := sheet.Read(file)
				if err != nil {
					t.Fatal(err)
				}
				i := Import{CompanyID: anybody, Cells: cells, Columns: words.guess(cells[0], nil)}
				if missing := slices.Index(i.Columns, ""); missing >= 0 {
					t.Fatalf("%s in %s: the column %q is not known", kind, lang, cells[0][missing])
				}
				report, puts := words.check(i, sent{now: today}, func(int) {})
				if len(report.Bad) > 0 || len(puts) != len(was) {
					t.Fatalf("%s in %s: %+v", kind, lang, report.Errors)
				}
				for _, p := range puts {
					if want, got := was[p.next.SKU].Next.Typed(), p.next.Next.Typed(); !maps.Equal(want, got) {
						t.Fatalf("%s in %s: %s", kind, lang, differ(want, got))
					}
				}
				again, changes := words.check(i, sent{own: was, now: today}, func(int) {})
				if again.Same != len(was) {
					t.Fatalf("%s in %s: a second time it changes %v", kind, lang, changes[0].typed)
				}
			}
		}
	})
}

func differ(want, got map[string]string) string {
	for _, f := range catalog.Fields {
		if want[f.Name] != got[f.Name] {
			return fmt.Sprintf("%s is %q, want %q", f.Name, got[f.Name], want[f.Name])
		}
	}
	return "nothing"
}

func TestColumnsAreGuessedCorrectedAndRemembered(t *testing.T) {
	words := NewWords(texts())
	got := words.guess([]string{"SKU*", " HS  Code ", "제품명 (국문)", "???", "sku", "Price"}, map[string]string{"price": ""})
	if want := []string{"sku", "hs6", "name_ko", "", "", ""}; !slices.Equal(got, want) {
		t.Errorf("guessed %v, want %v", got, want)
	}
	for _, lang := range languages {
		for _, name := range Columns() {
			if words.headers[fold(words.Label(lang, name))] != name {
				t.Errorf("%s: %q is taken for %s, not %s", lang, words.Label(lang, name), words.headers[fold(words.Label(lang, name))], name)
			}
		}
	}
}

func TestCellsAreReadAsPeopleWriteThem(t *testing.T) {
	words := NewWords(texts())
	for _, c := range []struct{ field, cell, want string }{
		{"moq", "1,000 개", "1000"}, {"moq", "10 pcs", "10"}, {"lead_first", "21일", "21"}, {"gross_kg", "12,5 kg", "12.5"}, {"gross_kg", "1,250", "1250"}, {"moq", "ten", "ten"},
		{"hs6", "9018.90-8090", "901890"}, {"hs6", "9018.9", "901890"}, {"gtin", "8.801234567893E+12", "8801234567893"}, {"unit", "세트", "SET"}, {"category", "의료기기", "medical"},
		{"origin", "대한민국", "KR"}, {"markets_allowed", "독일; 루마니아", "DE, RO"}, {"valid_until", "2027. 6. 30.", "2027-06-30"}, {"valid_until", "46568", "2027-06-30"}, {"valid_until", "30.6.2027", "2027-06-30"},
		{"oem", "예", "yes"}, {"oem", "X", ""}, {"incoterm", "fob", "FOB"},
	} {
		f, _ := catalog.FieldOf(c.field)
		if got, code, _ := words.value(f, c.cell); got != c.want || code != "" {
			t.Errorf("%s %q is read as %q, %s, want %q", c.field, c.cell, got, code, c.want)
		}
	}
	f, _ := catalog.FieldOf("hs6")
	if _, code, idea := words.value(f, "90111"); code != "hs_form" || idea != "090111" {
		t.Errorf("a lost zero: %s, %s", code, idea)
	}
}
