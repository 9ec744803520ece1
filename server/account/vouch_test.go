package account

import "testing"

func TestFreeMailIsToldByItsDomain(t *testing.T) {
	for address, want := range map[string]bool{
		"deals@gmail.com": true, "Deals@GMAIL.com": true, "ana@restaura.example": false, "x@mail.gmail.com.example": false, "": false,
	} {
		if got := FreeMail(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}
