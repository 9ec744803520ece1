package turn

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/pion/stun/v4"
	"github.com/pion/turn/v5"
)

// ICEServer is what a client's RTCConfiguration takes (W3C WebRTC §4.2.4).
type ICEServer struct {
	URLs       []string `json:"urls"`
	Username   string   `json:"username"`
	Credential string   `json:"credential"`
}

// CredentialLife is how long new allocations can be made with a credential. Those that are there go on.
const CredentialLife = 5 * time.Minute

// Credentials mints one for a participant: "expiry:participant:room:key" and an HMAC-SHA256 over it. The name says
// which of the living secrets signed it, because pion asks for the key before it checks the signature, and only once.
func (s *Server) Credentials(room, participant string, now time.Time) []ICEServer {
	secret := s.config.Secrets[0]
	name := strings.Join([]string{strconv.FormatInt(now.Add(CredentialLife).UnixMilli(), 10), user(room, participant), keyID(secret)}, ":")
	return []ICEServer{{URLs: s.config.URLs, Username: name, Credential: sign(secret, name)}}
}

// user is who an allocation belongs to. Ids hold no colon.
func user(room, participant string) string { return participant + ":" + room }

func sign(secret []byte, name string) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(name))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// keyID names a secret without telling it.
func keyID(secret []byte) string { return sign(secret, "key id")[:6] }

// authenticate gives pion the key that the request must be signed with. The expiry counts for new allocations only: a
// call that is running must not end when its credential grows old.
func (s *Server) authenticate(r *turn.RequestAttributes) (id string, key []byte, ok bool) {
	parts := strings.Split(r.Username, ":")
	if len(parts) != 4 || r.Realm != s.config.Realm {
		return "", nil, false
	}
	until, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil {
		return "", nil, false
	}
	id = parts[1] + ":" + parts[2]
	left := time.Duration(until-s.config.Now().UnixMilli()) * time.Millisecond
	if left > CredentialLife+leeway || left <= 0 && r.Method == stun.MethodAllocate || s.isRevoked(id, until) {
		return "", nil, false
	}
	for _, secret := range s.config.Secrets {
		if parts[3] == keyID(secret) {
			return id, turn.GenerateAuthKey(r.Username, r.Realm, sign(secret, r.Username)), true
		}
	}
	return "", nil, false
}

// leeway is how far the clocks of the nodes that mint may be apart.
const leeway = 5 * time.Second

// Revoke ends a participant's allocations at once, and what they were made with makes no new ones: only a credential that is minted later does.
func (s *Server) Revoke(room, participant string) {
	now := s.config.Now().UnixMilli()
	s.mu.Lock()
	for id, at := range s.revoked {
		if at < now-(CredentialLife+leeway).Milliseconds() {
			delete(s.revoked, id)
		}
	}
	s.revoked[user(room, participant)] = now
	s.mu.Unlock()
	s.relays.close(user(room, participant))
}

// isRevoked says whether a credential of this expiry, ms, was minted before its participant was revoked.
func (s *Server) isRevoked(id string, until int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.revoked[id]
	return ok && until-CredentialLife.Milliseconds() <= at
}
