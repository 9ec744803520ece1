package consultation

import (
	"slices"
	"testing"
	"time"
)

func TestSupplierAnswersAndIsNudgedInTheOfficesWorkingTime(t *testing.T) {
	s := DefaultSettings()
	in := func(text string) time.Time {
		t.Helper()
		at, err := time.ParseInLocation("2006-01-02 15:04", text, s.Hours.Zone)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	friday := in("2027-03-19 16:51")
	far := friday.AddDate(0, 1, 0)
	for owner, want := range map[Owner]string{Supplier: "2027-03-23 16:51", Buyer: "2027-03-21 16:51", Office: "2027-03-22 16:51"} {
		if by := s.answerBy(friday, owner, far); !by.Equal(in(want)) {
			t.Errorf("%s answers by %v", owner, by.In(s.Hours.Zone))
		}
	}
	if by := s.answerBy(friday, Supplier, in("2027-03-20 10:00")); !by.Equal(in("2027-03-20 10:00")) {
		t.Errorf("never past the expiry: %v", by)
	}
	for _, c := range []struct {
		from, to string
		open     time.Duration
	}{
		{"2027-03-19 16:51", "2027-03-23 16:51", 48 * time.Hour},
		{"2027-03-20 10:00", "2027-03-21 10:00", 0},
		{"2027-03-19 16:00", "2027-03-19 17:30", 90 * time.Minute},
		{"2027-03-21 23:00", "2027-03-22 01:00", time.Hour},
		{"2027-03-22 01:00", "2027-03-21 23:00", 0},
		{"2027-03-01 00:00", "2027-03-02 06:00", 6 * time.Hour}, // Independence Movement Day
	} {
		if open := s.Hours.Between(in(c.from), in(c.to)); open != c.open {
			t.Errorf("%s to %s has %v of open time", c.from, c.to, open)
		}
	}
	by := s.answerBy(friday, Supplier, far)
	c := Consultation{State: Offered, Owner: Supplier, Clock: Clock{AnswerBy: &by}}
	for at, want := range map[string][]string{"2027-03-20 20:00": nil, "2027-03-21 23:00": nil, "2027-03-22 16:50": nil, "2027-03-22 16:52": {nudgeHalf}, "2027-03-23 13:00": {nudgeLate}} {
		if due := s.nudgesOf(c, friday, in(at)); !slices.Equal(due, want) {
			t.Errorf("on %s it is nudged %v, want %v", at, due, want)
		}
	}
	saturday, sunday := in("2027-03-20 12:00"), in("2027-03-21 12:00") // all the time there is
	c.AnswerBy = &sunday
	if due := s.nudgesOf(c, saturday, saturday.Add(time.Hour)); due != nil {
		t.Errorf("an hour into a day off it is nudged %v", due)
	}
	if due := s.nudgesOf(c, saturday, saturday.Add(13*time.Hour)); !slices.Equal(due, []string{nudgeHalf}) {
		t.Errorf("past half of it: %v", due)
	}
}
