package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/schedule"
)

func TestDeadlinesGoByTheOfficesDaysAsTheyAreAtTheMoment(t *testing.T) {
	s := DefaultSettings()
	closed := schedule.Date{}
	usual := s.Hours
	s.Hours.On = func(on schedule.Date) (opens, closes int) {
		if on == closed {
			return 0, 0
		}
		return usual.on(on)
	}
	thursday := time.Date(2026, 11, 26, 15, 0, 0, 0, s.Hours.Zone)
	far := thursday.AddDate(0, 1, 0)
	if by := s.answerBy(thursday, Office, far); !by.Equal(thursday.AddDate(0, 0, 1)) {
		t.Errorf("on usual days the office answers by %v", by)
	}
	closed = schedule.Date{Year: 2026, Month: 11, Day: 27}
	if by := s.answerBy(thursday, Office, far); !by.Equal(thursday.AddDate(0, 0, 4)) {
		t.Errorf("with a closed Friday the office answers by %v", by)
	}
	if open := s.Hours.Between(thursday, thursday.AddDate(0, 0, 4)); open != 24*time.Hour {
		t.Errorf("the closed Friday counts: %v", open)
	}
}

func TestOfficeIsReachedAsItSaysAtTheMoment(t *testing.T) {
	s := DefaultSettings()
	s.OrganizerPhone = "+82 31 000 0000"
	if got := s.Reach(); got != (Contact{s.OrganizerPhone, s.OrganizerAddr}) {
		t.Errorf("without a word of the office: %+v", got)
	}
	s.Contact = func() Contact { return Contact{"", "trade@city.example"} }
	if got := s.Reach(); got.Mail != "trade@city.example" || got.Phone != "" {
		t.Errorf("as the office says: %+v", got)
	}
}
