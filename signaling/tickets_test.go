package signaling_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/socket/sockettest"
	"github.com/etradeoffice/portal/signaling/ticket"
	"github.com/etradeoffice/portal/signaling/wire"
)

func TestFactsReachThePortalOnceInOrderThoughItIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 20*time.Millisecond, 0, wire.RoleHost, wire.RoleGuest)
		defer h.close()
		host, guest := h.people[0], h.people[1]
		host.join()
		h.ledger.setAway(true)
		guest.join()
		guest.ask(&wire.Knock{})
		host.ask(&wire.LobbyAdmit{PID: guest.pid})
		time.Sleep(90 * time.Second)
		host.ask(&wire.End{})
		h.ledger.setAway(false)
		time.Sleep(31 * time.Second)
		want := "opened joined joined live tick quality quality quality left quality left ended"
		if got := strings.Join(h.ledger.kinds(), " "); got != want {
			t.Errorf("facts: %s\nwant:  %s", got, want)
		}
		ended := h.ledger.facts[len(h.ledger.facts)-1]
		if overlap := time.Duration(ended.OverlapMS) * time.Millisecond; overlap < 89*time.Second || overlap > 92*time.Second {
			t.Errorf("overlap %v", overlap)
		}
	})
}

func TestCompanysNamesComeFromTheTicketAndATicketOfTheVersionBeforeHasNone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 20*time.Millisecond, 0, wire.RoleHost)
		defer h.close()
		host := h.people[0]
		for _, names := range []map[string]string{{"ko": "미라온\u200b이미징"}, nil} {
			host.dial(&wire.Hello{Takeover: true, Ticket: host.ticket(func(c *ticket.Claims) { c.CompanyNames = names })})
			ctx, cancel := h.within()
			state, err := sockettest.Await[*wire.State](ctx, host.socket, func(*wire.State) bool { return true })
			cancel()
			if err != nil {
				t.Fatal(err)
			}
			if got := state.People[0]; got.Company != "Company" || len(got.CompanyNames) != len(names) || names != nil && got.CompanyNames["ko"] != "미라온이미징" {
				t.Errorf("of a ticket with %q: %q, %q", names, got.Company, got.CompanyNames)
			}
		}
	})
}

func TestBadTicketsAndSessionsAreTurnedAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 20*time.Millisecond, 0, wire.RoleHost)
		defer h.close()
		host := h.people[0]
		used := host.ticket()
		other := keys
		keys.Current = []byte(strings.Repeat("x", ticket.MinKey))
		forged := host.ticket()
		keys = other
		host.dial(&wire.Hello{Ticket: used})
		cases := map[string]struct {
			hello *wire.Hello
			code  wire.ErrorCode
			close wire.CloseCode
		}{
			"used":     {&wire.Hello{Ticket: used}, wire.ErrTicketInvalid, wire.CloseTicket},
			"forged":   {&wire.Hello{Ticket: forged}, wire.ErrTicketInvalid, wire.CloseTicket},
			"bad role": {&wire.Hello{Ticket: host.ticket(func(c *ticket.Claims) { c.Role = "king" })}, wire.ErrTicketInvalid, wire.CloseTicket},
			"bad room": {&wire.Hello{Ticket: host.ticket(func(c *ticket.Claims) { c.Room = "../x" })}, wire.ErrTicketInvalid, wire.CloseTicket},
			"no room":  {&wire.Hello{Resume: &wire.Resume{SID: "nowhere.x", Token: "x"}}, wire.ErrSessionUnknown, wire.CloseTicket},
			"odd sid":  {&wire.Hello{Resume: &wire.Resume{SID: "../x.y", Token: "x"}}, wire.ErrSessionUnknown, wire.CloseTicket},
		}
		for name, c := range cases {
			other := &person{house: h, pid: "other", role: wire.RoleHost, config: host.config}
			reply := other.dial(c.hello)
			if e, ok := reply.(*wire.Error); !ok || e.Code != c.code || other.closed() != c.close {
				t.Errorf("%s: %+v", name, reply)
			}
			other.leave()
		}
	})
}

func TestFactsOfADeadProcessAreTakenByTheNext(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 20*time.Millisecond, 0, wire.RoleHost)
		defer h.close()
		h.stop()
		h.ledger.setAway(true)
		h.folder = folder
		h.start("one")
		h.people[0].join()
		time.Sleep(time.Second)
		if err := h.node.server.Close(); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("closed with facts waiting: %v", err)
		}
		check(t, h.node.http.Close())
		<-h.node.served
		h.node.media.Close()
		if files, err := os.ReadDir(folder); err != nil || len(files) != 3 {
			t.Errorf("%d facts are kept, %v", len(files), err)
		}
		h.ledger.setAway(false)
		h.start("one")
		time.Sleep(time.Second)
		if got := strings.Join(h.ledger.kinds(), " "); got != "opened joined tick" {
			t.Errorf("facts: %s", got)
		}
		if files, err := os.ReadDir(folder); err != nil || len(files) != 0 {
			t.Errorf("%d files are left, %v", len(files), err)
		}
	})
}

func TestOldTicketsOfAnOfficeShutNobodyOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 20*time.Millisecond, 0, wire.RoleHost)
		defer h.close()
		host := h.people[0]
		for range 12 { // pages that slept until their ticket was old
			old := host.ticket(func(c *ticket.Claims) { c.Exp = time.Now().Add(-time.Minute) })
			if e, ok := host.dial(&wire.Hello{Ticket: old}).(*wire.Error); !ok || e.Code != wire.ErrTicketInvalid {
				t.Fatalf("an old ticket got %+v", e)
			}
		}
		host.join()
		for range 10 {
			host.dial(&wire.Hello{Ticket: "forged.forged"})
		}
		if e, ok := host.dial(&wire.Hello{Ticket: host.ticket()}).(*wire.Error); !ok || e.Code != wire.ErrRate {
			t.Errorf("after ten forged tickets: %+v", e)
		}
	})
}

func TestResumeWhoseReplyWasLostIsTriedAgainWithTheSameToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 20*time.Millisecond, 0, wire.RoleHost)
		defer h.close()
		host := h.people[0]
		host.join()
		again := &wire.Hello{Resume: &wire.Resume{SID: host.hello.SID, Token: host.hello.Resume}}
		host.resume()
		if _, ok := host.dial(again).(*wire.HelloOK); !ok {
			t.Fatal("the second try was refused")
		}
		time.Sleep(3 * time.Second) // a ping has been heard
		if e, ok := host.dial(again).(*wire.Error); !ok || e.Code != wire.ErrSessionUnknown {
			t.Errorf("an old token got %+v", e)
		}
	})
}

// Between a ticket and its hello the portal may end the consultation or take the seat away, before any room is open.
func TestTicketFromBeforeAnEndOrRevocationOpensNoRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 20*time.Millisecond, 0, wire.RoleHost, wire.RoleGuest)
		defer h.close()
		host, guest := h.people[0], h.people[1]
		mine, others := host.ticket(), guest.ticket()
		time.Sleep(time.Second)
		check(t, h.node.server.Revoke(t.Context(), roomID, host.pid))
		if e, ok := host.dial(&wire.Hello{Ticket: mine}).(*wire.Error); !ok || e.Code != wire.ErrBanned || host.closed() != wire.CloseForbidden {
			t.Errorf("who was revoked got %+v", e)
		}
		if _, ok := guest.dial(&wire.Hello{Ticket: others}).(*wire.HelloOK); !ok {
			t.Error("another one was refused too")
		}
		elsewhere := func(c *ticket.Claims) { c.Room = "room-2" }
		mine = host.ticket(elsewhere)
		time.Sleep(time.Second)
		check(t, h.node.server.End(t.Context(), "room-2", "cancelled"))
		if e, ok := host.dial(&wire.Hello{Ticket: mine}).(*wire.Error); !ok || e.Code != wire.ErrEnded || host.closed() != wire.CloseEnded {
			t.Errorf("after the end: %+v", e)
		}
		time.Sleep(time.Second)
		if _, ok := host.dial(&wire.Hello{Ticket: host.ticket(elsewhere)}).(*wire.HelloOK); !ok {
			t.Error("a ticket that the portal gave afterwards was refused")
		}
	})
}
