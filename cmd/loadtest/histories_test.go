package main

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
)

// TestMain lets this program be one of the servers that the tests start.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == "node" || os.Args[1] == "room-node") {
		main()
		return
	}
	os.Exit(m.Run())
}

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
	r, err := histories(t.Context(), open(t, url), url, 3000, 12)
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict != "Ok" || r.Lost+r.Doubles+r.Stuck > 0 {
		t.Errorf("%+v", r)
	}
	if r.Ok < 300 || r.Refused < 300 || r.Kills == 0 {
		t.Errorf("too little has happened to prove anything: %+v", r)
	}
}

func TestCheckerFindsDoubleBookingsWithoutTheConstraint(t *testing.T) {
	url := pgtest.NewURL(t)
	db := open(t, url)
	if _, err := db.Exec(t.Context(), `alter table claim drop constraint claim_no_overlap`); err != nil {
		t.Fatal(err)
	}
	r, err := histories(t.Context(), db, url, 1500, 24)
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
	n, err := startNodes(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.stop)
	f := w.firms[0]
	for i, die := range []string{"before", "written", "reply", "before", "written", "reply"} {
		o := wire{Op: "request", As: f.buyers[0], Key: fmt.Sprint("key ", i), Firm: f.id.UUID, Start: w.days[0].from.Add(time.Duration(i) * time.Hour), Lang: f.lang, Die: die}
		if answer, err := n.ask(t.Context(), o); err == nil {
			t.Fatalf("a node that was killed has answered %+v", answer)
		}
		o.Die = ""
		var first uuid.UUID
		for asked := 0; asked < 3; {
			answer, err := n.ask(t.Context(), o)
			if err != nil { // the other half of the connections to the one that is gone
				n.revive(t)
				continue
			}
			if answer.Code != "" || answer.ID == uuid.Nil || first != uuid.Nil && answer.ID != first {
				t.Fatalf("again with the key: %+v", answer)
			}
			first, asked = answer.ID, asked+1
		}
		n.revive(t)
	}
	var made int
	if err := db.QueryRow(t.Context(), `select count(*) from consultation`).Scan(&made); err != nil || made != 6 {
		t.Errorf("%d consultations (%v)", made, err)
	}
}

// revive starts those again that are gone.
func (n *nodes) revive(t *testing.T) {
	t.Helper()
	for i := range n.running {
		if !n.gone(i) {
			continue
		}
		if err := n.start(t.Context(), i); err != nil {
			t.Fatal(err)
		}
	}
}
