package signaling_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/webrtc/v4"

	"github.com/etradeoffice/portal/signaling/sfu/sfutest"
	"github.com/etradeoffice/portal/signaling/wire"
)

// tries sends one offer of the device check, from a page of this origin or another.
func (h *house) tries(method, sdpz, site string) (int, string) {
	h.t.Helper()
	body, err := json.Marshal(map[string]string{"sdpz": sdpz})
	check(h.t, err)
	request, err := http.NewRequestWithContext(h.t.Context(), method, "http://live.test/live/check", strings.NewReader(string(body)))
	check(h.t, err)
	request.Header.Set("Sec-Fetch-Site", site)
	transport := &http.Transport{DialContext: h.node.pipes.dial, DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(request)
	check(h.t, err)
	defer func() { check(h.t, response.Body.Close()) }()
	raw, err := io.ReadAll(response.Body)
	check(h.t, err)
	return response.StatusCode, string(raw)
}

func TestDeviceCheckReachesTheMediaPortAndIsGoneSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 60*time.Millisecond, 0, wire.RoleGuest)
		defer h.close()
		visitor, err := sfutest.New(h.people[0].config)
		check(t, err)
		defer visitor.Close()
		ctx, cancel := h.within()
		defer cancel()
		offer, err := visitor.Offer(ctx, false)
		check(t, err)
		packed, err := wire.PackSDP(offer)
		check(t, err)
		status, body := h.tries(http.MethodPost, packed, "same-origin")
		if status != http.StatusOK {
			t.Fatalf("%d %s", status, body)
		}
		var answer struct{ SDPZ string }
		check(t, json.Unmarshal([]byte(body), &answer))
		sdp, err := wire.UnpackSDP(answer.SDPZ)
		check(t, err)
		check(t, visitor.Answer(sdp))
		check(t, visitor.WaitUp(ctx))
		time.Sleep(40 * time.Second)
		if state := visitor.PC().ConnectionState(); state == webrtc.PeerConnectionStateConnected {
			t.Error("the check is still connected after 40 s")
		}
		if board, err := h.node.server.Board(t.Context()); err != nil || len(board) != 0 {
			t.Errorf("a check is no room: %v %v", board, err)
		}
	})
}

func TestDeviceCheckRefusesWhatIsNoneAndWhoIsElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 0, 0)
		defer h.close()
		nonsense, err := wire.PackSDP("v=0\r\n")
		check(t, err)
		for _, c := range []struct {
			name, method, sdpz, site string
			want                     int
		}{
			{"another site's page", http.MethodPost, nonsense, "cross-site", http.StatusForbidden},
			{"no offer", http.MethodPost, nonsense, "same-origin", http.StatusUnprocessableEntity},
			{"not packed", http.MethodPost, "%%%", "same-origin", http.StatusUnprocessableEntity},
			{"too long", http.MethodPost, strings.Repeat("A", 70<<10), "same-origin", http.StatusBadRequest},
			{"the relays", http.MethodGet, "", "same-origin", http.StatusOK},
		} {
			if got, body := h.tries(c.method, c.sdpz, c.site); got != c.want {
				t.Errorf("%s: %d %s", c.name, got, body)
			}
		}
		for range 40 { // each failed one has given its place back
			if got, body := h.tries(http.MethodPost, nonsense, "same-origin"); got != http.StatusUnprocessableEntity {
				t.Fatalf("%d %s", got, body)
			}
		}
		time.Sleep(time.Second) // net/http lingers after a body that it did not read to the end
	})
}
