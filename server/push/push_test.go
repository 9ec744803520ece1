package push

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/problem"
)

// browser is the keys that a browser would give.
func browser(t *testing.T, endpoint string) Device {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	secret := make([]byte, 16)
	_, _ = rand.Read(secret)
	return Device{Name: "Firefox on Linux", Endpoint: endpoint, P256DH: base64.RawURLEncoding.EncodeToString(key.PublicKey().Bytes()), Auth: base64.RawURLEncoding.EncodeToString(secret)}
}

func person(t *testing.T, db *postgres.DB) uuid.UUID {
	t.Helper()
	id := uuid.New()
	if _, err := db.Exec(t.Context(), `insert into users (id, email, name) values ($1, $2, 'Ana Exemplu')`, id, id.String()+"@demo.example"); err != nil {
		t.Fatal(err)
	}
	return id
}

func TestMessageReachesEachDeviceUnreadable(t *testing.T) {
	db := pgtest.Reused(t)
	type got struct {
		header http.Header
		body   string
	}
	arrived := make(chan got, 2)
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		arrived <- got{r.Header, string(body)}
		w.WriteHeader(http.StatusCreated)
	}))
	defer service.Close()
	p := New(Config{DB: db, Contact: "office@office.example", Private: true, Log: slog.New(slog.DiscardHandler)})
	user := person(t, db)
	for _, path := range []string{"/one", "/two", "/two"} {
		if err := p.Add(t.Context(), user, browser(t, service.URL+path)); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Send(t.Context(), user, Message{Title: "Somebody wants to talk", Path: "/en/desk/rings", Tag: "ring-1"}, 45*time.Second); err != nil {
		t.Fatal(err)
	}
	public, err := p.Key(t.Context())
	if err != nil || len(public) < 80 {
		t.Fatalf("key %q, %v", public, err)
	}
	for range 2 {
		one := <-arrived
		if one.header.Get("TTL") != "45" || one.header.Get("Urgency") != "high" || one.header.Get("Topic") != "ring-1" || one.header.Get("Content-Encoding") != "aes128gcm" {
			t.Errorf("header %v", one.header)
		}
		if auth := one.header.Get("Authorization"); !strings.HasPrefix(auth, "vapid t=") || !strings.Contains(auth, strings.TrimRight(public, "=")) {
			t.Errorf("signed with %q", auth)
		}
		if strings.Contains(one.body, "talk") || strings.Contains(one.body, "desk") {
			t.Error("the body can be read on its way")
		}
	}
}

func TestDeviceThatIsGoneIsForgotten(t *testing.T) {
	db := pgtest.Reused(t)
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }))
	defer service.Close()
	p := New(Config{DB: db, Contact: "office@office.example", Private: true, Log: slog.New(slog.DiscardHandler)})
	user, other := person(t, db), person(t, db)
	if err := p.Add(t.Context(), user, browser(t, service.URL)); err != nil {
		t.Fatal(err)
	}
	mine, err := p.Devices(t.Context(), user)
	if err != nil || len(mine) != 1 {
		t.Fatalf("%v, %v", mine, err)
	}
	if err := p.Remove(t.Context(), other, mine[0].ID); !problem.Is(err, problem.NotFound) {
		t.Errorf("another's device: %v", err)
	}
	if err := p.Send(t.Context(), user, Message{Title: "T"}, time.Minute); err != nil {
		t.Fatal(err)
	}
	if mine, err = p.Devices(t.Context(), user); err != nil || len(mine) != 0 {
		t.Errorf("%v, %v", mine, err)
	}
}

func TestOneKeyForAllNodes(t *testing.T) {
	db := pgtest.Reused(t)
	keys := make(chan string)
	for range 8 {
		p := New(Config{DB: db, Log: slog.New(slog.DiscardHandler)})
		go func() { // ends with its key
			key, err := p.Key(t.Context())
			if err != nil {
				t.Error(err)
			}
			keys <- key
		}()
	}
	first := <-keys
	for range 7 {
		if other := <-keys; other != first {
			t.Error("two keys")
		}
	}
}

func TestServicesOnPrivateAddressesAreRefusedAtDial(t *testing.T) {
	db := pgtest.Reused(t)
	service := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("reached") }))
	defer service.Close()
	p := New(Config{DB: db, Log: slog.New(slog.DiscardHandler)})
	user := person(t, db)
	if err := p.Add(t.Context(), user, browser(t, "http://push.example/1")); !problem.Is(err, problem.Invalid) {
		t.Errorf("without TLS: %v", err)
	}
	if err := p.Add(t.Context(), user, browser(t, service.URL)); err != nil {
		t.Fatal(err)
	}
	if err := p.Send(t.Context(), user, Message{Title: "T"}, time.Minute); !errors.Is(err, errPrivate) {
		t.Errorf("loopback: %v", err)
	}
	for text, want := range map[string]bool{
		"142.250.1.1": true, "2a00:1450::1": true, "127.0.0.1": false, "10.1.2.3": false, "192.168.0.1": false, "169.254.169.254": false, "100.64.0.1": false,
		"::1": false, "::ffff:127.0.0.1": false, "fd00::1": false, "fe80::1": false, "0.0.0.0": false, "224.0.0.1": false, "64:ff9b::7f00:1": false,
	} {
		if got := public(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s public: %v", text, got)
		}
	}
}
