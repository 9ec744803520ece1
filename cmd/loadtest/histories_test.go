package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
)

// TestMain lets this program be one of the nodes that the tests start, and removes the one that they build.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == "room-node" || os.Args[1] == "stage") {
		main()
		return
	}
	code := m.Run()
	if dir, err := built(); err == nil {
		_ = os.RemoveAll(filepath.Dir(dir))
	}
	os.Exit(code)
}

// program is etrade, built once for all tests.
func program(t *testing.T) string {
	t.Helper()
	p, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "loadtest-")
	if err != nil {
		return "", err
	}
	return buildProgram(context.Background(), dir)
})

func open(t *testing.T, url string) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

func TestBookingsThroughTwoKilledServersAreLinearizable(t *testing.T) {
	url := pgtest.NewURL(t)
	// Fewer clients than the figures have: each kill leaves as many answers open, and what is open together is what judging costs.
	r, err := histories(t.Context(), open(t, url), program(t), url, 720, 12)
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict != "Ok" || r.Lost+r.Doubles+r.Stuck > 0 {
		t.Errorf("%+v", r)
	}
	if r.Holds.Turned == 0 || r.Holds.Released == 0 || r.Holds.Expired == 0 {
		t.Errorf("too little has become of holds: %+v", r.Holds)
	}
	if r.Ok < 100 || r.Refused < 100 || r.Kills == 0 {
		t.Errorf("too little has happened to prove anything: %+v", r)
	}
}

func TestCheckerFindsDoubleBookingsWithoutTheConstraint(t *testing.T) {
	url := pgtest.NewURL(t)
	db := open(t, url)
	if _, err := db.Exec(t.Context(), `alter table claim drop constraint claim_no_overlap`); err != nil {
		t.Fatal(err)
	}
	r, err := histories(t.Context(), db, program(t), url, 600, 24)
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict != "Illegal" || r.Doubles == 0 {
		t.Errorf("%+v", r)
	}
}

func TestCase57RetryByKeyAfterKillMakesExactlyOne(t *testing.T) {
	url := pgtest.NewURL(t)
	db := open(t, url)
	w, err := newWorld(t.Context(), db, perDay, 1)
	if err != nil {
		t.Fatal(err)
	}
	n, err := startNodes(t.Context(), program(t), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.stop(); err != nil {
			t.Error(err)
		}
	})
	const times = 4
	for i := range times {
		f := w.firms[0]
		o := f.request(f.buyers[0], fmt.Sprint("key ", i), w.days[0].at(60*i), true)
		dying := i % len(n.way)
		n.way[dying].tap.arm(8)
		var err error
		for err == nil { // it is asked until it dies
			_, err = n.postTo(t.Context(), dying, o)
		}
		first := ""
		for asked := 0; asked < 3; {
			answer, err := n.ask(t.Context(), o)
			if err != nil { // over a connection to the one that is gone
				continue
			}
			if answer.Code != "" || answer.Number == "" || first != "" && answer.Number != first {
				t.Fatalf("again with the key: %+v", answer)
			}
			first, asked = answer.Number, asked+1
		}
		<-n.running[dying].ended
		if err := n.start(t.Context(), dying); err != nil {
			t.Fatal(err)
		}
	}
	var made int
	if err := db.QueryRow(t.Context(), `select count(*) from consultation`).Scan(&made); err != nil || made != times {
		t.Errorf("%d consultations (%v)", made, err)
	}
}
