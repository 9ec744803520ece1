package catalog

import (
	"testing"
	"time"
)

func TestTimesThatSuitTheViewer(t *testing.T) {
	seoul, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	cluj, err := time.LoadLocation("Europe/Bucharest")
	if err != nil {
		t.Fatal(err)
	}
	// Every half hour from 09:00 to 18:00 in Seoul, which is 02:00 to 11:00 in Cluj, on two days.
	var work []time.Time
	for day := range 2 {
		for half := range 18 {
			work = append(work, time.Date(2026, 11, 24+day, 0, half*30, 0, 0, time.UTC))
		}
	}
	for name, c := range map[string]struct {
		next []time.Time
		zone *time.Location
		n    int
		want string
	}{
		"at home":          {work, seoul, 3, "24 09:00 24 09:30 25 09:00 "},
		"west of it":       {work, cluj, 3, "24 07:00 24 07:30 25 07:00 "},
		"one":              {work, cluj, 1, "24 07:00 "},
		"more of few days": {work, cluj, 6, "24 07:00 24 07:30 24 08:00 24 08:30 25 07:00 25 07:30 "},
		"nights fill up":   {work[8:11], cluj, 3, "24 06:00 24 06:30 24 07:00 "},
		"only nights":      {work[:4], cluj, 2, "24 02:00 24 02:30 "},
		"none":             {nil, cluj, 5, ""},
	} {
		got := ""
		for _, start := range (Hours{Next: c.next}).Suiting(c.zone, c.n).Next {
			got += start.In(c.zone).Format("02 15:04 ")
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
