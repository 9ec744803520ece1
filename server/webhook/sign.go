package webhook

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

const secretPrefix = "whsec_"

// newSecret is 256 random bits as Standard Webhooks writes them.
func newSecret() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	return secretPrefix + base64.StdEncoding.EncodeToString(raw)
}

// sign sets the three headers of Standard Webhooks: the id of the message, which stays the same for every try; the time of
// this try in seconds, so that an old one can be told; and one signature for each live secret.
func sign(h http.Header, event uuid.UUID, body string, at time.Time, secrets []string) error {
	id, stamp := "msg_"+event.String(), strconv.FormatInt(at.Unix(), 10)
	var signatures []string
	for _, secret := range secrets {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
		if err != nil {
			return err
		}
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(id + "." + stamp + "." + body))
		signatures = append(signatures, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	h.Set("Webhook-Id", id)
	h.Set("Webhook-Timestamp", stamp)
	h.Set("Webhook-Signature", strings.Join(signatures, " "))
	return nil
}

// secrets are those that sign now, the newest first.
func (e Endpoint) secrets(now time.Time) []string {
	live := []string{e.Secret}
	if e.SecretBefore != nil && e.BeforeUntil != nil && now.Before(*e.BeforeUntil) {
		live = append(live, *e.SecretBefore)
	}
	return live
}
