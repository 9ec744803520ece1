// Package push owns waking devices whose pages are closed: the office's key (VAPID, RFC 8292), the browsers that asked to be
// woken, and sending to the services that their makers run (RFC 8030, RFC 8291). It leaves to topics whom to wake, and why.
// What it sends passes through others' hands, so it says that something waits, and never who or what.
package push

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/SherClockHolmes/webpush-go"
	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Device is one browser that asked to be woken.
type Device struct {
	ID        uuid.UUID
	Name      string // as its person knows it: "Firefox on Linux"
	Endpoint  string // of the service that its maker runs
	P256DH    string `db:"p256dh"` // base64url, as the browser gives it
	Auth      string
	CreatedAt time.Time
}

// Message is what the device shows; opening it leads to the path on the portal.
type Message struct {
	Title string `json:"title"`
	Path  string `json:"path"`
	Tag   string `json:"tag"` // one of a tag is shown; at most 32 letters, digits or hyphens
}

// Config is what sending needs.
type Config struct {
	DB      *postgres.DB
	Contact string // mail address of the office, for the push services
	Private bool   // services on this machine and in private networks are reached too: tests alone
	Log     *slog.Logger
}

// Push wakes devices. It is safe for concurrent use.
type Push struct {
	Config
	client *http.Client
}

// New makes it.
func New(c Config) *Push {
	return &Push{Config: c, client: newClient(c.Private)}
}

// Key is the office's public key, which browsers ask for; it is made once for all nodes.
func (p *Push) Key(ctx context.Context) (string, error) {
	k, err := p.key(ctx)
	return k.Public, err
}

func (p *Push) key(ctx context.Context) (keyPair, error) {
	k, err := findKey(ctx, p.DB)
	if !problem.Is(err, problem.NotFound) {
		return k, err
	}
	private, public, err := webpush.GenerateVAPIDKeys()
	if err != nil {
		return keyPair{}, fmt.Errorf("make the key of push: %w", err)
	}
	if err := insertKey(ctx, p.DB, keyPair{private, public}); err != nil {
		return keyPair{}, err
	}
	return findKey(ctx, p.DB) // another node may have been first
}

const mostDevices = 10

// Add keeps a device of a person; the same browser again is one device.
func (p *Push) Add(ctx context.Context, user uuid.UUID, d Device) error {
	at, err := url.Parse(d.Endpoint)
	if err != nil || at.Host == "" || at.Scheme != "https" && !p.Private || len(d.Endpoint) > 1000 || d.P256DH == "" || d.Auth == "" {
		return problem.New(problem.Invalid, "device_invalid")
	}
	mine, err := devices(ctx, p.DB, []uuid.UUID{user})
	if err != nil {
		return err
	}
	if len(mine) >= mostDevices {
		return problem.New(problem.Conflict, "devices_many", "Count", mostDevices)
	}
	d.ID = uuid.Must(uuid.NewV7())
	return insertDevice(ctx, p.DB, user, d)
}

// Devices are a person's.
func (p *Push) Devices(ctx context.Context, user uuid.UUID) ([]Device, error) {
	found, err := devices(ctx, p.DB, []uuid.UUID{user})
	all := make([]Device, len(found))
	for i, d := range found {
		all[i] = d.Device
	}
	return all, err
}

// Remove forgets a device of a person.
func (p *Push) Remove(ctx context.Context, user, id uuid.UUID) error {
	return deleteDevice(ctx, p.DB, user, id)
}

// Send wakes the devices of one person, for as long as the message is worth something. A device that is gone is forgotten;
// one service that fails keeps none of the others.
func (p *Push) Send(ctx context.Context, user uuid.UUID, m Message, worth time.Duration) error {
	found, err := devices(ctx, p.DB, []uuid.UUID{user})
	if err != nil || len(found) == 0 {
		return err
	}
	k, err := p.key(ctx)
	if err != nil {
		return err
	}
	body, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write push: %w", err)
	}
	var failed []error
	for _, d := range found {
		failed = append(failed, p.send(ctx, k, d.Device, body, m.Tag, worth))
	}
	return errors.Join(failed...)
}

func (p *Push) send(ctx context.Context, k keyPair, d Device, body []byte, tag string, worth time.Duration) error {
	answer, err := webpush.SendNotificationWithContext(ctx, body, &webpush.Subscription{Endpoint: d.Endpoint, Keys: webpush.Keys{Auth: d.Auth, P256dh: d.P256DH}},
		&webpush.Options{HTTPClient: p.client, Subscriber: p.Contact, Topic: tag, TTL: int(worth.Seconds()), Urgency: webpush.UrgencyHigh,
			VAPIDPublicKey: k.Public, VAPIDPrivateKey: k.Private})
	if err != nil {
		return fmt.Errorf("push to device %s: %w", d.ID, err)
	}
	defer func() { _ = answer.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<10)) // so that the connection can be used again
	switch {
	case answer.StatusCode == http.StatusNotFound || answer.StatusCode == http.StatusGone:
		p.Log.InfoContext(ctx, "push device is gone", "device", d.ID)
		return forget(ctx, p.DB, d.ID)
	case answer.StatusCode >= 300:
		return fmt.Errorf("push to device %s: status %d", d.ID, answer.StatusCode)
	}
	return nil
}
