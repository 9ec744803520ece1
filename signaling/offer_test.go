package signaling_test

import (
	"encoding/base64"
	"os"
	"testing"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/wire"
)

// What Chromium 156 makes of web/live/peer.ts. A segment of TCP is 1.4 kB, and so is what a socket sends without waiting: 14 kB.
func TestCase102FirstOfferOfABrowserIsAtMostFourKilobytes(t *testing.T) {
	offer, err := os.ReadFile("testdata/chromium-156-offer.sdp")
	check(t, err)
	media, err := sfu.New(sfu.Config{UDPAddr: "127.0.0.1:0", AllowLoopback: true})
	check(t, err)
	defer media.Close()
	peer, err := media.Open(roomID).Join("p", func(sfu.Event) {})
	check(t, err)
	answer, err := peer.Offer(1, string(offer))
	check(t, err)
	for name, text := range map[string]string{"offer": string(offer), "answer": answer} {
		packed, err := wire.PackSDP(text)
		check(t, err)
		deflated := base64.StdEncoding.DecodedLen(len(packed))
		t.Logf("%s: %d bytes, deflated %d", name, len(text), deflated)
		if deflated > 4<<10 {
			t.Errorf("the %s takes %d bytes", name, deflated)
		}
	}
}
