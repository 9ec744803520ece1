// Package reach finds out from outside whether media reach an office, and which way: it asks the office's device check for a
// connection over UDP, over TCP and through the relay, with real STUN, ICE and DTLS packets and a relay credential that lives for minutes.
// It leaves the words for people to its callers.
package reach

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/etradeoffice/portal/signaling/wire"
)

// Way is one step of the ladder.
type Way string

// Ways are all steps, the best first.
const (
	UDP   Way = "udp"
	TCP   Way = "tcp"   // ICE-TCP (RFC 6544)
	Relay Way = "relay" // TURN over TCP or TLS (RFC 8656)
)

// Ways lists all steps, the best first.
var Ways = [...]Way{UDP, TCP, Relay}

// Errors that say what is wrong with a way.
var (
	ErrNotOffered = errors.New("the office offers no such way")
	ErrClosed     = errors.New("nothing came back")
)

// Result is what trying a way has shown.
type Result struct {
	Way  Way
	Over string        // address that media go to, or the relay's URL
	RTT  time.Duration // of the media path
	Err  error         // nil: media get through
}

// Config says whom to ask.
type Config struct {
	Office *url.URL      // "https://trade.city.example"
	TLS    *tls.Config   // nil = the system's authorities
	Limit  time.Duration // for one way; 0 = 10 s
}

const defaultLimit = 10 * time.Second

// Try tries all ways at once. An error means that the office itself did not answer.
func Try(ctx context.Context, c Config) ([]Result, error) {
	if c.Limit == 0 {
		c.Limit = defaultLimit
	}
	transport := &http.Transport{TLSClientConfig: c.TLS.Clone(), Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true}
	defer transport.CloseIdleConnections()
	o := office{config: c, client: &http.Client{Transport: transport, Timeout: c.Limit}}
	relays, err := o.relays(ctx)
	if err != nil {
		return nil, err
	}
	results := make([]Result, len(Ways))
	var all sync.WaitGroup
	for i, way := range Ways {
		all.Go(func() {
			within, cancel := context.WithTimeout(ctx, c.Limit)
			defer cancel()
			results[i] = o.try(within, way, relays)
			results[i].Way = way
		})
	}
	all.Wait()
	return results, nil
}

// office is the device check of the office that is asked.
type office struct {
	config Config
	client *http.Client
}

func (o office) relays(ctx context.Context) ([]wire.ICEServer, error) {
	var said struct {
		ICE []wire.ICEServer `json:"ice"`
	}
	err := o.call(ctx, http.MethodGet, nil, &said)
	return said.ICE, err
}

// answer gives the office's answer to an offer.
func (o office) answer(ctx context.Context, offer string) (string, error) {
	packed, err := wire.PackSDP(offer)
	if err != nil {
		return "", err
	}
	type sdp struct {
		SDPZ string `json:"sdpz"`
	}
	body, err := json.Marshal(sdp{packed})
	if err != nil {
		return "", err
	}
	var said sdp
	if err := o.call(ctx, http.MethodPost, body, &said); err != nil {
		return "", err
	}
	return wire.UnpackSDP(said.SDPZ)
}

func (o office) call(ctx context.Context, method string, body []byte, into any) error {
	request, err := http.NewRequestWithContext(ctx, method, o.config.Office.JoinPath("/live/check").String(), bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := o.client.Do(request)
	if err != nil {
		return fmt.Errorf("%s does not answer: %w", o.config.Office, err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers its device check with %s", o.config.Office, response.Status)
	}
	return json.NewDecoder(io.LimitReader(response.Body, 1<<20)).Decode(into)
}
