package main

import "testing"

// Browsers leave the usual port out of an origin; an address that keeps it would refuse every socket.
func TestPublicURLIsWrittenAsBrowsersWriteOrigins(t *testing.T) {
	for given, want := range map[string]string{
		"https://trade.example": "https://trade.example", "https://trade.example/": "https://trade.example", "https://Trade.example:443": "https://trade.example",
		"http://trade.example:80": "http://trade.example", "https://trade.example:8443": "https://trade.example:8443", "https://[2001:db8::1]:443": "https://[2001:db8::1]",
	} {
		got, err := settings{PublicURL: given}.publicURL(nil)
		if err != nil || got.String() != want {
			t.Errorf("%s: %v, %v, want %s", given, got, err, want)
		}
	}
	for _, wrong := range []string{"trade.example", "ftp://trade.example", "https://trade.example/office"} {
		if got, err := (settings{PublicURL: wrong}).publicURL(nil); err == nil {
			t.Errorf("%s is taken as %s", wrong, got)
		}
	}
}
