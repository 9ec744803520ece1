package consultation

import "testing"

func TestSeatSpeaksTheLanguageOfTheBookingAndNotThatOfThePage(t *testing.T) {
	interpreted := Consultation{Topic: Topic{NeedFrom: "ko", NeedTo: "ro"}}
	for _, tt := range []struct {
		c     Consultation
		side  Owner
		reads string
		want  string
	}{
		{interpreted, Buyer, "en", "ro"},
		{interpreted, Supplier, "en", "ko"},
		{interpreted, Office, "en", "en"},
		{interpreted, Interpreter, "ko", "ko"},
		{Consultation{}, Buyer, "en", "en"},
	} {
		if got := tt.c.speaks(tt.side, tt.reads); got != tt.want {
			t.Errorf("%s who reads %s speaks %q, want %q", tt.side, tt.reads, got, tt.want)
		}
	}
}
