package signaling_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/control"
	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/ticket"
	"github.com/etradeoffice/portal/signaling/wire"
)

// newTown is a house of three nodes, each with its own media port; they have heard of each other.
func newTown(t *testing.T, roles ...wire.Role) *house {
	t.Helper()
	h := newHouse(t, 20*time.Millisecond, 0, roles...)
	h.start("two")
	h.start("three")
	time.Sleep(3 * time.Second) // a beat
	return h
}

// Everybody's page reaches another node; they meet at the one that has the room.
func TestCase93PeopleMeetWhicheverNodeTheyReach(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newTown(t, wire.RoleHost, wire.RoleGuest, wire.RoleOfficer)
		defer h.close()
		host, guest, officer := h.people[0], h.people[1], h.people[2]
		host.at, guest.at, officer.at = h.nodes["two"], h.nodes["one"], h.nodes["three"]
		host.join()
		guest.join()
		officer.join()
		guest.ask(&wire.Knock{})
		host.ask(&wire.LobbyAdmit{PID: guest.pid})
		host.ask(&wire.ChatSend{CID: "a", Text: "met"})
		stop := host.play(sfu.Mic)
		time.Sleep(time.Second)
		stop()
		for _, p := range []*person{guest, officer} {
			if p.packets() < 40 {
				t.Errorf("%s heard %d packets of the host", p.pid, p.packets())
			}
			if said := latest[*wire.ChatMsg](p); said == nil || said.Text != "met" {
				t.Errorf("%s read %+v", p.pid, said)
			}
		}
		for name, n := range h.nodes {
			board, err := n.server.Board(t.Context())
			if err != nil || len(board) != 1 || len(board[0].People) != 3 {
				t.Errorf("node %s sees %+v, %v", name, board, err)
			}
		}
		guest.socket.Cut()
		time.Sleep(time.Second)
		guest.at = h.nodes["three"]
		if ok := guest.resume(); !ok.Resumed || ok.NewMedia {
			t.Errorf("over another node the guest came back with %+v", ok)
		}
		guest.ask(&wire.HandSet{Up: true})
	})
}

func TestOrderOfThePortalReachesTheRoomsNode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newTown(t, wire.RoleHost, wire.RoleGuest)
		defer h.close()
		host, guest := h.people[0], h.people[1]
		host.at, guest.at = h.nodes["two"], h.nodes["two"]
		host.join()
		guest.join()
		var portal control.Rooms = h.nodes["three"].server
		longer := time.UnixMilli(latest[*wire.Timer](host).EndsAt).Add(control.Extension)
		check(t, portal.Extend(t.Context(), roomID, longer))
		synctest.Wait()
		if timer := latest[*wire.Timer](host); timer.EndsAt != longer.UnixMilli() || timer.Extension.State != wire.ExtensionGiven {
			t.Errorf("the host was told %+v", timer)
		}
		awaited := control.Latecomer{ID: "0198c0de-0000-7000-8000-00000000000f", Name: "Iseul", Role: "interpreter", Side: "office", Minutes: 10, At: longer, Zone: "Asia/Seoul"}
		check(t, portal.Late(t.Context(), roomID, []control.Latecomer{awaited}))
		synctest.Wait()
		for who, told := range map[string]*wire.Late{"host": latest[*wire.Late](host), "guest": latest[*wire.Late](guest)} {
			if told == nil || len(told.People) != 1 || told.People[0].PID != awaited.ID || told.People[0].At != longer.UnixMilli() {
				t.Errorf("the %s was told that %+v is late", who, told)
			}
		}
		check(t, portal.Late(t.Context(), "0198c0de-0000-7000-8000-0000000000ff", []control.Latecomer{awaited})) // nobody has opened it
		word := control.Word{ID: "0198c0de-0000-7000-8000-00000000f00d", By: "Suwon e-Trade Office", Text: strings.Repeat("가", control.MaxWord), Lang: "ko", At: time.Now()}
		check(t, portal.Say(t.Context(), roomID, word))
		check(t, portal.Say(t.Context(), roomID, word)) // a job that was not sure
		synctest.Wait()
		for who, told := range map[string]*wire.OfficeWord{"host": latest[*wire.OfficeWord](host), "guest": latest[*wire.OfficeWord](guest)} {
			if told == nil || told.ID != word.ID || told.Text != word.Text || told.At != word.At.UnixMilli() {
				t.Errorf("the %s reads %+v", who, told)
			}
		}
		board, err := portal.Board(t.Context())
		if err != nil || board[0].Word != word.Text || !board[0].WordAt.Equal(word.At.Truncate(time.Millisecond)) {
			t.Errorf("the board shows %+v, %v", board, err)
		}
		word.Text += "가"
		if portal.Say(t.Context(), roomID, word) == nil {
			t.Error("a word is as long as it likes")
		}
		early := guest.ticket()
		check(t, portal.Revoke(t.Context(), roomID, guest.pid))
		if code := guest.closed(); code != wire.CloseForbidden {
			t.Errorf("the guest was closed with %d", code)
		}
		for name, n := range h.nodes {
			guest.at = n
			if reply, ok := guest.dial(&wire.Hello{Ticket: early}).(*wire.Error); !ok || reply.Code != wire.ErrBanned {
				t.Errorf("with a ticket from before, node %s answered %+v", name, reply)
			}
		}
		check(t, portal.End(t.Context(), roomID, "cancelled"))
		if code := host.closed(); code != wire.CloseEnded || latest[*wire.Farewell](host).Reason != wire.EndCancelled {
			t.Errorf("the host was closed with %d", code)
		}
	})
}

// An order must not be lost because its room's node does not answer: the portal's job has to try again.
func TestOrderThatDoesNotReachTheRoomsNodeIsAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newTown(t, wire.RoleHost)
		defer h.close()
		host := h.people[0]
		host.at = h.nodes["one"]
		host.join()
		one := h.nodes["one"]
		delete(h.nodes, "one") // its connections stay, nobody gets a new one
		defer h.end(one)
		if err := h.nodes["two"].server.End(t.Context(), roomID, "cancelled"); err == nil {
			t.Error("the order counts as given")
		}
		if board, err := h.nodes["two"].server.Board(t.Context()); err == nil || len(board) != 0 {
			t.Errorf("the board says %+v, %v", board, err)
		}
	})
}

// A node of the version before would take an order that it does not know for the end of the room.
func TestOrderOfANewerVersionIsNotCarriedOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newTown(t, wire.RoleHost)
		defer h.close()
		host := h.people[0]
		host.at = h.nodes["one"]
		host.join()
		client := &http.Client{Transport: &http.Transport{DialContext: h.nodes["one"].pipes.dial}}
		defer client.CloseIdleConnections()
		for _, path := range []string{"/live/node/orders", "/live/node/words"} {
			order := []byte(`{"room":"` + roomID + `","dance":{"with":"all"}}`)
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://one.node"+path, bytes.NewReader(order))
			check(t, err)
			request.Header.Set(ticket.CallHeader, ticket.Call{Method: http.MethodPost, Path: path, Body: order}.Sign(keys, time.Now()))
			response, err := client.Do(request)
			check(t, err)
			_ = response.Body.Close()
			if response.StatusCode != http.StatusBadRequest {
				t.Errorf("%s: %s", path, response.Status)
			}
		}
		host.ask(&wire.HandSet{Up: true})
	})
}

func TestOnlyNodesOfTheOfficeMayCallANode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newTown(t, wire.RoleHost)
		defer h.close()
		client := &http.Client{Transport: &http.Transport{DialContext: h.nodes["one"].pipes.dial}}
		defer client.CloseIdleConnections()
		stranger := ticket.Keys{Current: bytes.Repeat([]byte("s"), ticket.MinKey)}
		for path, method := range map[string]string{"/live/node/ws": "GET", "/live/node/orders": "POST", "/live/node/words": "POST", "/live/node/board": "GET", "/live/node/rooms/" + roomID: "GET"} {
			for name, text := range map[string]string{
				"no signature": "", "a stranger's": ticket.Call{Method: method, Path: path}.Sign(stranger, time.Now()),
				"another's path": ticket.Call{Method: method, Path: "/"}.Sign(keys, time.Now()),
			} {
				request, err := http.NewRequestWithContext(t.Context(), method, "http://one.node"+path, http.NoBody)
				check(t, err)
				request.Header.Set(ticket.CallHeader, text)
				response, err := client.Do(request)
				check(t, err)
				_ = response.Body.Close()
				if response.StatusCode != http.StatusForbidden {
					t.Errorf("%s with %s: %s", path, name, response.Status)
				}
			}
		}
	})
}
