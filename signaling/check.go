package signaling

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/wire"
)

// The device check asks whether media reach this server, weeks before a consultation and without one: a room of its own for each
// offer, nothing bound, gone after checkLife.
const (
	checkLife  = 15 * time.Second
	checksMost = 32 // at once, in this process
	checkBody  = 64 << 10
)

// checkOffer is what the page sends; checkAnswer what it gets. The offer has the 20 m-lines of PROTOCOL.md.
type checkOffer struct {
	SDPZ string `json:"sdpz"`
}

type checkAnswer struct {
	SDPZ string `json:"sdpz"`
}

// checks counts the offers that are being tried.
type checks struct{ now atomic.Int64 }

// checkICE tells the relay and its credentials, with which the page tries the last way.
func (s *Server) checkICE(w http.ResponseWriter, r *http.Request) {
	if !s.mayCheck(w, r) {
		return
	}
	reply(w, map[string]any{"ice": s.ice("check", visitor(s.clientIP(r)), s.Now())})
}

// visitor names who checks by where from: the relay's quota is a participant's, and must not grow with each check.
func visitor(ip string) string {
	sum := sha256.Sum256([]byte(network(ip)))
	return "visitor-" + hex.EncodeToString(sum[:8])
}

// check answers one offer.
func (s *Server) check(w http.ResponseWriter, r *http.Request) {
	if !s.mayCheck(w, r) {
		return
	}
	var offer checkOffer
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, checkBody)).Decode(&offer); err != nil {
		http.Error(w, "no offer", http.StatusBadRequest)
		return
	}
	if s.checks.now.Add(1) > checksMost {
		s.checks.now.Add(-1)
		w.Header().Set("Retry-After", "15")
		http.Error(w, "too many checks", http.StatusTooManyRequests)
		return
	}
	room := s.SFU.Open("check " + secret(9))
	end := func() {
		room.Close()
		s.checks.now.Add(-1)
	}
	answer, err := answerCheck(room, offer)
	if err != nil {
		end()
		http.Error(w, "the offer cannot be taken", http.StatusUnprocessableEntity)
		return
	}
	time.AfterFunc(checkLife, end)
	reply(w, answer)
}

func answerCheck(room *sfu.Room, offer checkOffer) (checkAnswer, error) {
	sdp, err := wire.UnpackSDP(offer.SDPZ)
	if err != nil {
		return checkAnswer{}, err
	}
	peer, err := room.Join("visitor", func(sfu.Event) {})
	if err != nil {
		return checkAnswer{}, err
	}
	answer, err := peer.Offer(1, sdp)
	if err != nil {
		return checkAnswer{}, err
	}
	packed, err := wire.PackSDP(answer)
	return checkAnswer{SDPZ: packed}, err
}

// mayCheck refuses foreign pages, too many requests of one address and a server that goes away.
func (s *Server) mayCheck(w http.ResponseWriter, r *http.Request) bool {
	err := http.NewCrossOriginProtection().Check(r)
	if s.isDraining() {
		err = errors.New("going away")
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusForbidden)
		return false
	}
	if wait := s.limits.hello("check "+network(s.clientIP(r)), s.Now()); wait > 0 {
		w.Header().Set("Retry-After", "15")
		http.Error(w, "too many checks", http.StatusTooManyRequests)
		return false
	}
	return true
}

func reply(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(body) // only a gone browser refuses
}
