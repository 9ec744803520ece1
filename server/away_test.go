package server

import (
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
)

// road is the way to PostgreSQL, which can be cut and mended.
type road struct {
	t       *testing.T
	to      func() (net.Conn, error)
	address string

	mu       sync.Mutex
	listener net.Listener
	open     []net.Conn
}

// newRoad leads to the server of the URL, and is mended; by is the URL over it.
func newRoad(t *testing.T, from string) (r *road, by string) {
	t.Helper()
	u, err := url.Parse(from)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	network, at := "tcp", u.Host
	if dir := query.Get("host"); strings.HasPrefix(dir, "/") {
		port := query.Get("port")
		if port == "" {
			port = "5432"
		}
		network, at = "unix", filepath.Join(dir, ".s.PGSQL."+port)
	}
	r = &road{t: t, address: "127.0.0.1:0", to: func() (net.Conn, error) { return net.Dial(network, at) }}
	r.mend()
	t.Cleanup(r.cut)
	query.Del("host")
	query.Del("port")
	query.Set("sslmode", "disable")
	u.Host, u.RawQuery = r.address, query.Encode()
	return r, u.String()
}

func (r *road) mend() {
	r.t.Helper()
	l, err := net.Listen("tcp", r.address)
	if err != nil {
		r.t.Fatal(err)
	}
	r.mu.Lock()
	r.listener, r.address = l, l.Addr().String()
	r.mu.Unlock()
	// Ends with the listener.
	go func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return
			}
			r.lead(from)
		}
	}()
}

// lead copies both ways until either end closes.
func (r *road) lead(from net.Conn) {
	to, err := r.to()
	if err != nil {
		_ = from.Close()
		return
	}
	r.mu.Lock()
	r.open = append(r.open, from, to)
	r.mu.Unlock()
	pass := func(a, b net.Conn) {
		_, _ = io.Copy(a, b)
		_ = a.Close()
		_ = b.Close()
	}
	go pass(from, to)
	go pass(to, from)
}

func (r *road) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	_ = r.listener.Close()
	for _, c := range r.open {
		_ = c.Close()
	}
	r.open = nil
}

func TestPostgreSQLThatIsAwayMeansTryAgainSoonAndNothingElse(t *testing.T) {
	way, by := newRoad(t, pgtest.NewURL(t))
	db, err := postgres.Open(t.Context(), by)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	h := newHouseOn(t, db)
	paths := []string{"/en/products", "/en/sign-in", "/api/v1/companies/nobody/slots"}
	before := map[string]int{}
	for _, path := range paths {
		before[path] = h.get(path).status
	}
	for range 2 {
		way.cut()
		for range 3 { // what was in use breaks first, then no connection is made any more
			if a := h.get("/api/v1/companies/nobody/slots"); a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
				t.Errorf("away, slots: %d, Retry-After %q", a.status, a.header.Get("Retry-After"))
			}
			if a := h.get("/en/products"); a.status != before["/en/products"] {
				t.Errorf("away, the catalog in memory: %d", a.status)
			}
		}
		if a := h.post("/en/sign-in", url.Values{"email": {"somebody@demo.example"}}); a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
			t.Errorf("away, asks for a code: %d", a.status)
		}
		way.mend()
		for _, path := range paths {
			if a := h.get(path); a.status != before[path] {
				t.Errorf("back, %s: %d, before %d", path, a.status, before[path])
			}
		}
	}
}
