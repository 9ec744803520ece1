package schedule

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHoursAreReadAsPeopleTypeThem(t *testing.T) {
	tests := []struct {
		text string
		want []Rule
	}{
		{"", []Rule{}},
		{"tue 14-18", []Rule{{Weekday: 2, Span: Span{840, 1080}}}},
		{"Sat-Mon 9:30-10", []Rule{{Weekday: 1, Span: Span{570, 600}}, {Weekday: 6, Span: Span{570, 600}}, {Weekday: 7, Span: Span{570, 600}}}},
		{"수 9-12 13-18", []Rule{{Weekday: 3, Span: Span{540, 720}}, {Weekday: 3, Span: Span{780, 1080}}}},
		{"fri 22-02", []Rule{{Weekday: 5, Span: Span{1320, 1560}}}},
		{"sun 0-24", []Rule{{Weekday: 7, Span: Span{0, 1440}}}},
		{"weekend 10-11", []Rule{{Weekday: 6, Span: Span{600, 660}}, {Weekday: 7, Span: Span{600, 660}}}},
		{"mon/wed 9 - 12", []Rule{{Weekday: 1, Span: Span{540, 720}}, {Weekday: 3, Span: Span{540, 720}}}},
		{"월~화 14-18", []Rule{{Weekday: 1, Span: Span{840, 1080}}, {Weekday: 2, Span: Span{840, 1080}}}},
		{"화요일 14시 ~ 18시 30분", []Rule{{Weekday: 2, Span: Span{840, 1110}}}},
		{"토·일 9시-9시5분", []Rule{{Weekday: 6, Span: Span{540, 545}}, {Weekday: 7, Span: Span{540, 545}}}},
		{"mon 9-12 from 2027-03-01 until 2027-03-31", []Rule{{Weekday: 1, Span: Span{540, 720}, From: Date{2027, 3, 1}, To: Date{2027, 4, 1}}}},
		{"화 14시-18시 2027-03-01부터", []Rule{{Weekday: 2, Span: Span{840, 1080}, From: Date{2027, 3, 1}}}},
		{"wed 9-10 until 2027-03-31, wed 11-12", []Rule{{Weekday: 3, Span: Span{660, 720}}, {Weekday: 3, Span: Span{540, 600}, To: Date{2027, 4, 1}}}},
		{"mon 9-12, mon 11-13", []Rule{{Weekday: 1, Span: Span{540, 780}}}},
	}
	for _, tt := range tests {
		got, err := ParseWeekly(tt.text)
		if err != nil {
			t.Errorf("%q: %v", tt.text, err)
			continue
		}
		if diff := cmp.Diff(tt.want, append([]Rule{}, got...)); diff != "" {
			t.Errorf("%q: %s", tt.text, diff)
		}
		for _, lang := range []string{"en", "ko"} {
			again, err := ParseWeekly(FormatWeekly(got, lang))
			if err != nil {
				t.Errorf("%q written and read: %v", tt.text, err)
			}
			if diff := cmp.Diff(got, again); diff != "" {
				t.Errorf("%q written and read: %s", tt.text, diff)
			}
		}
	}
}

func TestUnreadableHoursAreRefused(t *testing.T) {
	for _, text := range []string{"14-18", "mon", "mon 25-26", "mon 14-14", "mon 9", "someday 9-10", "mon-xyz 9-10", "mon 9-10 lunch", "mon 12:99-13", "월금 9-10", "mon/ 9", "mon/xyz 9-10", "mon 9-10 from 2027-02-30", "mon 9-10 from 2027-03-02 until 2027-03-01", "mon 9-10 from spring"} {
		if rules, err := ParseWeekly(text); err == nil {
			t.Errorf("%q was read as %v", text, rules)
		}
	}
}

func TestDaysWithTheSameHoursAreOneLine(t *testing.T) {
	for text, wants := range map[string][2]string{
		"mon-fri 9-18":                           {"mon-fri 09:00-18:00", "월-금 09:00-18:00"},
		"mon-fri 9-18, tue 18-21":                {"mon 09:00-18:00\ntue 09:00-21:00\nwed-fri 09:00-18:00", "월 09:00-18:00\n화 09:00-21:00\n수-금 09:00-18:00"},
		"mon 9-12, wed 9-12, sat-sun 9-12 13-14": {"mon 09:00-12:00\nwed 09:00-12:00\nsat-sun 09:00-12:00 13:00-14:00", "월 09:00-12:00\n수 09:00-12:00\n토-일 09:00-12:00 13:00-14:00"},
	} {
		rules, err := ParseWeekly(text)
		if en, ko := FormatWeekly(rules, "en"), FormatWeekly(rules, "ko"); err != nil || en != wants[0] || ko != wants[1] {
			t.Errorf("%q is written %q and %q (%v)", text, en, ko, err)
		}
	}
}
