package schedule

import (
	"testing"
	"time"
)

// Working days of both sides count, so Seoul's Monday morning, Sunday in Mexico, does not.
func TestSharedHoursFollowTheSeasons(t *testing.T) {
	office := Calendar{Zone: zone(t, "Asia/Seoul")}
	for weekday := 1; weekday <= 5; weekday++ {
		office.Rules = append(office.Rules, Rule{Weekday: weekday, Span: Span{540, 1080}})
	}
	willing := office
	willing.Early, willing.Late = 480, 1260
	tests := []struct {
		zone             string
		winter, summer   time.Duration // of the office alone
		winter2, summer2 time.Duration // with willingness
	}{
		{"Europe/Berlin", 10, 15, 25, 30},
		{"Asia/Ho_Chi_Minh", 40, 40, 55, 55},
		{"America/Mexico_City", 8, 8, 12, 12},
	}
	for _, tt := range tests {
		there := zone(t, tt.zone)
		winter, summer := SharedWeek(willing, there, Date{2027, 1, 13}), SharedWeek(willing, there, Date{2027, 7, 14})
		for name, got := range map[string][2]time.Duration{
			"winter": {winter.Hours, tt.winter}, "summer": {summer.Hours, tt.summer},
			"winter, willing": {winter.Willing, tt.winter2}, "summer, willing": {summer.Willing, tt.summer2},
		} {
			if got[0] != got[1]*time.Hour {
				t.Errorf("%s, %s: %s a week, want %d h", tt.zone, name, got[0], got[1])
			}
		}
	}
}

func TestChangesOfClocksAreFound(t *testing.T) {
	from, to := instantOf("2027-03-01T00:00Z"), instantOf("2027-12-01T00:00Z")
	berlin := ChangesOf(zone(t, "Europe/Berlin"), from, to)
	if len(berlin) != 2 || !berlin[0].At.Equal(instantOf("2027-03-28T01:00Z")) || berlin[0].By != time.Hour || berlin[1].By != -time.Hour {
		t.Errorf("Berlin: %+v", berlin)
	}
	if seoul := ChangesOf(zone(t, "Asia/Seoul"), from, to); len(seoul) != 0 {
		t.Errorf("Seoul: %+v", seoul)
	}
}
