package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/problem"
)

var began = time.Date(2027, 6, 7, 1, 0, 0, 0, time.UTC)

// stand is a service with an endpoint of "company:1" at a server that answers with what the test says.
type stand struct {
	t        *testing.T
	db       *postgres.DB
	service  *Service
	endpoint Endpoint
	now      time.Time
	noticed  []Endpoint

	mu     sync.Mutex
	answer int
	got    []http.Header
	bodies []string
}

func newStand(t *testing.T) *stand {
	t.Helper()
	s := &stand{t: t, db: pgtest.Reused(t), now: began, answer: http.StatusNoContent}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.got, s.bodies = append(s.got, r.Header), append(s.bodies, string(body))
		w.WriteHeader(s.answer)
	}))
	t.Cleanup(server.Close)
	log := slog.New(slog.DiscardHandler)
	s.service = New(Config{DB: s.db, Queue: jobs.New(s.db, log), Log: log, Now: func() time.Time { return s.now },
		Inside: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		Notice: func(_ context.Context, _ postgres.Tx, e Endpoint) error { s.noticed = append(s.noticed, e); return nil }})
	var err error
	s.endpoint, err = s.service.Add(t.Context(), "company:1", server.URL, nil, uuid.Nil)
	s.must(err)
	return s
}

func (s *stand) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// publish writes an event for an owner and gives the jobs that wait then.
func (s *stand) publish(owner Owner, kind string) []uuid.UUID {
	s.t.Helper()
	e := Event{ID: uuid.Must(uuid.NewV7()), Type: kind, At: s.now, Data: map[string]string{"number": "SW-2027-0001"}}
	s.must(s.db.Tx(s.t.Context(), func(tx postgres.Tx) error {
		return NewOutbox(s.service.cfg.Queue).Publish(s.t.Context(), tx, Owners{Named: []Owner{owner}}, e)
	}))
	rows, err := s.db.Query(s.t.Context(), `select (args->>'delivery')::uuid from river_job where kind = 'webhook_deliver' order by id`)
	s.must(err)
	defer rows.Close()
	var ids []uuid.UUID
	for rows.Next() {
		var id uuid.UUID
		s.must(rows.Scan(&id))
		ids = append(ids, id)
	}
	return ids
}

func (s *stand) log() []Delivery {
	s.t.Helper()
	all, err := s.service.Deliveries(s.t.Context(), s.endpoint.ID)
	s.must(err)
	return all
}

func TestEventReachesWhoWantsItAndIsSigned(t *testing.T) {
	s := newStand(t)
	if got := s.publish("company:2", "consultation.confirm"); len(got) != 0 {
		t.Fatalf("another's event waits for this endpoint: %v", got)
	}
	ids := s.publish("company:1", "consultation.confirm")
	if len(ids) != 1 {
		t.Fatalf("%d jobs", len(ids))
	}
	s.must(s.service.deliver(t.Context(), deliver{ids[0]}))
	s.must(s.service.deliver(t.Context(), deliver{ids[0]})) // a job may run twice
	if len(s.got) != 1 || s.bodies[0] != `{"type":"consultation.confirm","timestamp":"2027-06-07T01:00:00Z","data":{"number":"SW-2027-0001"}}` {
		t.Fatalf("sent %d: %v", len(s.got), s.bodies)
	}
	want := http.Header{}
	d := s.log()[0]
	s.must(sign(want, d.EventID, s.bodies[0], began, []string{s.endpoint.Secret}))
	for name := range want {
		if s.got[0].Get(name) != want.Get(name) {
			t.Errorf("%s: %q, want %q", name, s.got[0].Get(name), want.Get(name))
		}
	}
	if d.State != Taken || d.Status != http.StatusNoContent || d.Tries != 1 {
		t.Errorf("log %+v", d)
	}
}

func TestFailedDeliveryComesAgainWithTheSameIdUntilItIsGivenUp(t *testing.T) {
	s := newStand(t)
	s.answer = http.StatusInternalServerError
	id := s.publish("company:1", "consultation.cancel")[0]
	for try := range len(Tries) + 1 {
		err := s.service.deliver(t.Context(), deliver{id})
		if last := try == len(Tries); (err == nil) != last {
			t.Fatalf("try %d: %v", try+1, err)
		}
		s.now = s.now.Add(time.Hour)
	}
	if d := s.log()[0]; d.State != Failed || d.Tries != 10 || d.Status != 500 {
		t.Errorf("log %+v", d)
	}
	ids := map[string]bool{}
	for _, h := range s.got {
		ids[h.Get("Webhook-Id")] = true
	}
	if len(s.got) != 10 || len(ids) != 1 {
		t.Errorf("%d tries under %d ids", len(s.got), len(ids))
	}
	s.answer = http.StatusOK
	s.must(s.service.Resend(t.Context(), s.endpoint.ID, id))
	s.must(s.service.deliver(t.Context(), deliver{id}))
	if d := s.log()[0]; d.State != Taken {
		t.Errorf("sent again: %+v", d)
	}
	if err := s.service.Resend(t.Context(), uuid.New(), id); !problem.Is(err, problem.NotFound) {
		t.Errorf("through another endpoint: %v", err)
	}
}

func TestEndpointThatTakesNothingForLongIsDisabledAndItsOwnerTold(t *testing.T) {
	s := newStand(t)
	s.answer = http.StatusBadGateway
	first := s.publish("company:1", "consultation.cancel")[0]
	_ = s.service.deliver(t.Context(), deliver{first})
	s.now = s.now.Add(patience - time.Second)
	_ = s.service.deliver(t.Context(), deliver{first})
	if len(s.noticed) != 0 {
		t.Fatal("disabled too early")
	}
	s.now = s.now.Add(time.Second)
	s.must(s.service.deliver(t.Context(), deliver{first}))
	e, err := s.service.Endpoint(t.Context(), s.endpoint.ID)
	s.must(err)
	if e.DisabledWhy != ByFailure || len(s.noticed) != 1 {
		t.Errorf("disabled %q, %d notices", e.DisabledWhy, len(s.noticed))
	}
	if ids := s.publish("company:1", "consultation.confirm"); len(ids) != 1 {
		t.Errorf("a disabled endpoint hears: %d jobs", len(ids))
	}
	s.must(s.service.Enable(t.Context(), e.ID))
	s.answer = http.StatusGone
	ids := s.publish("company:1", "consultation.confirm")
	s.must(s.service.deliver(t.Context(), deliver{ids[1]}))
	if e, err = s.service.Endpoint(t.Context(), e.ID); err != nil || e.DisabledWhy != ByAnswer {
		t.Errorf("after a 410: %q, %v", e.DisabledWhy, err)
	}
}

func TestBothSecretsSignForADayAfterARotation(t *testing.T) {
	s := newStand(t)
	old := s.endpoint.Secret
	e, err := s.service.Rotate(t.Context(), s.endpoint.ID)
	s.must(err)
	if live := e.secrets(began.Add(bothLive - 1)); !slices.Equal(live, []string{e.Secret, old}) || e.Secret == old {
		t.Errorf("live %v", live)
	}
	if live := e.secrets(began.Add(bothLive)); !slices.Equal(live, []string{e.Secret}) {
		t.Errorf("a day later %v", live)
	}
	id := s.publish("company:1", "consultation.confirm")[0]
	s.must(s.service.deliver(t.Context(), deliver{id}))
	if signatures := strings.Fields(s.got[0].Get("Webhook-Signature")); len(signatures) != 2 {
		t.Errorf("signatures %v", signatures)
	}
}

func TestOnlyChosenTypesAndOnlySoManyEndpoints(t *testing.T) {
	s := newStand(t)
	chosen, err := s.service.Add(t.Context(), "company:1", "https://erp.example.com/hooks#top", []string{"consultation.cancel"}, uuid.Nil)
	s.must(err)
	if chosen.URL != "https://erp.example.com/hooks" {
		t.Errorf("kept as %s", chosen.URL)
	}
	s.publish("company:1", "consultation.confirm")
	if all, err := s.service.Deliveries(t.Context(), chosen.ID); err != nil || len(all) != 0 {
		t.Errorf("hears %v, %v", all, err)
	}
	for range ownerMost - 2 {
		_, err := s.service.Add(t.Context(), "company:1", "https://erp.example.com/", nil, uuid.Nil)
		s.must(err)
	}
	if _, err := s.service.Add(t.Context(), "company:1", "https://erp.example.com/", nil, uuid.Nil); !problem.Is(err, problem.Conflict) {
		t.Errorf("one too many: %v", err)
	}
}

// The file is read by the browser side's tests too, with the library of Standard Webhooks.
func TestSignedMessageIsWhatStandardWebhooksSays(t *testing.T) {
	secret := secretPrefix + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	body := `{"type":"consultation.confirm","timestamp":"2027-06-07T01:00:00Z","data":{"number":"SW-2027-0001","note":"상담"}}`
	header := http.Header{}
	if err := sign(header, uuid.MustParse("0190a1b2-0000-7000-8000-000000000001"), body, began, []string{newSecret(), secret}); err != nil {
		t.Fatal(err)
	}
	signatures := strings.Fields(header.Get("Webhook-Signature"))
	kept := map[string]string{"secret": secret, "body": body, "id": header.Get("Webhook-Id"), "timestamp": header.Get("Webhook-Timestamp"), "signature": signatures[1]}
	file := filepath.Join("testdata", "signed.json")
	if *update {
		raw, err := json.MarshalIndent(kept, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, append(raw, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var before map[string]string
	if err := json.Unmarshal(raw, &before); err != nil {
		t.Fatal(err)
	}
	for name, value := range kept {
		if before[name] != value {
			t.Errorf("%s is %q now; the file has %q: go test ./server/webhook -update", name, value, before[name])
		}
	}
}

var update = flag.Bool("update", false, "write the files in testdata anew")

func TestNoAddressInsideIsDialled(t *testing.T) {
	s := newSender(nil)
	for _, address := range []string{
		"127.0.0.1:443", "10.1.2.3:443", "172.16.0.1:443", "192.168.1.1:443", "169.254.169.254:443", "100.64.0.1:443", "0.0.0.0:443",
		"224.0.0.1:443", "255.255.255.255:443", "192.0.2.1:443", "198.18.0.1:443", "[::1]:443", "[::]:443", "[fe80::1%eth0]:443", "[fc00::1]:443",
		"[::ffff:10.0.0.1]:443", "[::ffff:169.254.169.254]:443", "[64:ff9b::a00:1]:443", "[64:ff9b:1::a00:1]:443", "[2002:a00:1::]:443",
		"[2001:0:1::1]:443", "[2001:db8::1]:443", "[::127.0.0.1]:443", "[ff02::1]:443", "8.8.8.8:6379", "8.8.8.8:22", "localhost:443",
	} {
		if err := s.dials(address); !errors.Is(err, errInside) {
			t.Errorf("%s may be dialled: %v", address, err)
		}
	}
	for _, address := range []string{"8.8.8.8:443", "[2606:4700::1111]:443", "1.1.1.1:8443"} {
		if err := s.dials(address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestOnlySafeAddressesAreTaken(t *testing.T) {
	s := newSender([]netip.Prefix{netip.MustParsePrefix("10.20.0.0/16")})
	for address, code := range map[string]string{
		"https://erp.example.com/hooks": "", "https://erp.example.com:8443/": "", "http://10.20.1.2:9000/hooks": "", "https://8.8.8.8/": "",
		"": "webhook_url", "http://erp.example.com/": "webhook_url", "file:///etc/passwd": "webhook_url", "https://user:pass@erp.example.com/": "webhook_url",
		"gopher://8.8.8.8/": "webhook_url", "http://10.21.1.2/": "webhook_url", "https://10.21.1.2/": "webhook_inside", "https://localhost/": "webhook_inside",
		"https://[::1]/": "webhook_inside", "https://[::ffff:127.0.0.1]/": "webhook_inside", "https://erp.example.com:6379/": "webhook_port",
		"https://erp.example.com/" + strings.Repeat("a", urlMost): "webhook_url",
	} {
		_, err := s.check(address)
		got := ""
		if p, ok := errors.AsType[*problem.Error](err); ok {
			got = p.Fields[0].Code
		}
		if got != code {
			t.Errorf("%q: %q, want %q", address, got, code)
		}
	}
}

// A name that leads inside is refused when it is dialled, whatever it led to before; a redirect is not followed, and an
// answer without end is cut off.
func TestDeliveryStaysOutside(t *testing.T) {
	inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the inner server was reached") }))
	defer inner.Close()
	if _, err := newSender(nil).post(t.Context(), strings.Replace(inner.URL, "127.0.0.1", "localhost", 1), "{}", http.Header{}); !errors.Is(err, errInside) || faultOf(err) != "inside" {
		t.Errorf("a name that leads inside: %v", err)
	}
	open := newSender([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")})
	outer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/endless" {
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 64<<10)); err != nil {
					return
				}
			}
		}
		http.Redirect(w, r, inner.URL, http.StatusTemporaryRedirect)
	}))
	defer outer.Close()
	if status, err := open.post(t.Context(), outer.URL, "{}", http.Header{}); err != nil || status != http.StatusTemporaryRedirect {
		t.Errorf("a redirect: %d, %v", status, err)
	}
	if status, err := open.post(t.Context(), outer.URL+"/endless", "{}", http.Header{}); err != nil || status != http.StatusOK {
		t.Errorf("an endless answer: %d, %v", status, err)
	}
}
