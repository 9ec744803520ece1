package intake

import (
	"maps"
	"os"
	"testing"
)

// TestTwoHundredRowsAsOfficesSaveThemImportWithoutHelp reads files of other programs, made from the same table; see
// README.md.
func TestTwoHundredRowsAsOfficesSaveThemImportWithoutHelp(t *testing.T) {
	s := newScene(t)
	var first map[string]string
	for _, name := range []string{"libreoffice-200.xlsx", "cp949-200.csv"} {
		opened, err := os.Open("testdata/" + name)
		s.must(err)
		i := s.handIn(HandedIn{FileName: name, Table: opened})
		s.must(opened.Close())
		if r := i.Report; i.State != Checked || r.New != 200 || r.Incomplete != 0 || len(r.Bad) != 0 {
			t.Fatalf("%s: %s, %d new, %d incomplete, errors %+v", name, i.State, r.New, r.Incomplete, r.Errors[:min(len(r.Errors), 5)])
		}
		if name == "libreoffice-200.xlsx" {
			s.apply(i, false)
			first = s.sheet("SW-200").Next.Typed()
			s.must(s.Undo(t.Context(), s.maker, i.ID))
			s.step(i.ID)
			continue
		}
		i = s.apply(i, true)
		if i.Asked != 200 {
			t.Errorf("%d are with the office", i.Asked)
		}
		last := s.sheet("SW-200").Next.Typed()
		if !maps.Equal(first, last) {
			t.Errorf("the same table says\n%v\nand\n%v", first, last)
		}
		for field, want := range map[string]string{"name_ko": "똠방각하 찜기 200호", "category": "living", "hs6": "851660", "moq": "1000", "unit": "H87", "tiers": "1000 | 211.5 | 0", "origin": "KR", "valid_until": "2027-06-30", "lead_first": "33", "gross_kg": "2.5", "oem": "yes"} {
			if last[field] != want {
				t.Errorf("%s is %q, want %q", field, last[field], want)
			}
		}
	}
}
