package room

import (
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/signaling/wire"
)

func TestResumeWithin45SecondsKeepsSeatMuteHandAndLanguage(t *testing.T) {
	h := live(t)
	h.say("guest", &wire.PublishSet{Source: wire.SourceMic, Active: true, Muted: true})
	h.say("guest", &wire.HandSet{Up: true})
	h.say("guest", &wire.LangSpeak{Lang: "ar"})
	peer := h.peers["guest"]
	h.lose("guest")
	h.pass(44 * time.Second)
	if got := h.standing("guest"); got != "interrupted" {
		t.Fatalf("guest is %s", got)
	}
	conn := h.resume("guest")
	ok := last[*wire.HelloOK](h, conn)
	if ok == nil || !ok.Resumed || ok.NewMedia || ok.Standing != wire.StandingIn || h.peers["guest"] != peer {
		t.Fatalf("welcomed with %+v", ok)
	}
	p := h.state.view(h.state.Person("guest"))
	if p.Standing != wire.StandingIn || p.Hand == 0 || p.Lang != "ar" || len(p.Tracks) != 1 || !p.Tracks[0].Muted || h.gates["guestmic"] {
		t.Errorf("came back as %+v", p)
	}
	if last[*wire.State](h, conn) == nil || last[*wire.Slots](h, conn) == nil {
		t.Error("no whole state after the resume")
	}
}

func TestAfter45SecondsTheSeatIsGivenUpOnce(t *testing.T) {
	h := live(t)
	h.lose("guest")
	h.pass(5 * time.Second)
	if got := h.standing("guest"); got != "in" {
		t.Errorf("after 5 s: %s", got)
	}
	h.pass(time.Second)
	if got := h.standing("guest"); got != "interrupted" {
		t.Errorf("after 6 s: %s", got)
	}
	h.pass(39 * time.Second)
	h.pass(time.Second)
	if got := h.standing("guest"); got != "gone" {
		t.Errorf("after 46 s: %s", got)
	}
	left := 0
	for _, f := range h.facts {
		if f.Kind == FactLeft && f.Participant == "guest" {
			left++
		}
	}
	if left != 1 {
		t.Errorf("left %d times", left)
	}
	conn := h.resume("guest")
	if e := last[*wire.Error](h, conn); e == nil || e.Code != wire.ErrSessionUnknown || h.shut[conn] != wire.CloseTicket {
		t.Errorf("late resume: %+v", e)
	}
	h.join("guest", wire.RoleGuest)
	h.say("guest", &wire.Knock{})
	if got := h.standing("guest"); got != "in" {
		t.Errorf("with a new ticket, and nobody has to answer the knock: %s", got)
	}
}

// A page of who was let in once connects while its reader looks at their own picture. The others see nobody, and nobody hears them, until they ask.
func TestWhoWasLetInBeforeIsInOnlyOnceTheyAsk(t *testing.T) {
	h := live(t)
	h.say("guest", &wire.Bye{})
	h.join("guest", wire.RoleGuest)
	if got := h.standing("guest"); got != "waiting" {
		t.Errorf("by the hello alone: %s", got)
	}
	h.say("guest", &wire.PublishSet{Source: wire.SourceMic, Active: true})
	if h.gates["guestmic"] {
		t.Error("heard before they ask")
	}
	if list := last[*wire.LobbyList](h, h.conn["host"]); len(list.Waiting) > 0 {
		t.Errorf("the host is shown %+v", list.Waiting)
	}
	h.say("guest", &wire.Knock{})
	if got := h.standing("guest"); got != "in" {
		t.Errorf("after the knock: %s", got)
	}
	h.say("guest", &wire.Bye{})
	for _, pid := range []string{"officer", "b", "c", "d", "e", "f", "g"} {
		h.join(pid, wire.RoleOfficer)
	}
	conn := h.join("guest", wire.RoleGuest)
	if e := last[*wire.Error](h, conn); e == nil || e.Code != wire.ErrFull {
		t.Errorf("into a full room: %+v", e)
	}
}

func TestDeadlineNamesTheNextChange(t *testing.T) {
	h := live(t)
	h.lose("guest")
	for _, want := range []time.Duration{6 * time.Second, 45 * time.Second} {
		at := h.state.Deadline()
		if got := at.Sub(start); got != want {
			t.Fatalf("deadline in %v, want %v", got, want)
		}
		h.now = at
		h.do(Tick{})
	}
}

func TestOldStolenAndForeignTokensAreRefused(t *testing.T) {
	h := live(t)
	old := h.token["guest"]
	h.lose("guest")
	h.do(Heard{Conn: h.resume("guest")})
	for name, c := range map[string]Resume{
		"old":     {SID: h.sid("guest"), Token: old},
		"foreign": {SID: h.sid("guest"), Token: h.token["host"]},
		"empty":   {SID: h.sid("guest")},
		"unknown": {SID: "room.x", Token: h.token["guest"]},
	} {
		h.conns++
		c.Conn, c.Re, c.Next = h.conns, "1", "next"
		h.do(c)
		if h.shut[c.Conn] != wire.CloseTicket {
			t.Errorf("%s token: closed with %d", name, h.shut[c.Conn])
		}
	}
	if got := h.standing("guest"); got != "in" || h.shut[h.conn["guest"]] != 0 {
		t.Errorf("the rightful one is %s, closed %d", got, h.shut[h.conn["guest"]])
	}
}

func TestSecondTabTakesOverOnlyWhenAsked(t *testing.T) {
	h := live(t)
	first := h.conn["guest"]
	again := h.join("guest", wire.RoleGuest)
	if e := last[*wire.Error](h, again); e == nil || e.Code != wire.ErrAlreadyHere || h.shut[again] != wire.CloseTakenOver || h.shut[first] != 0 {
		t.Fatalf("second tab got %+v", e)
	}
	h.now = h.now.Add(20 * time.Second)
	stale := h.ticket("guest", wire.RoleGuest)
	h.now = h.now.Add(10 * time.Second)
	second := h.join("guest", wire.RoleGuest, func(j *Join) { j.Takeover = true })
	if bye := last[*wire.Farewell](h, first); bye == nil || bye.Reason != wire.EndTakenOver || h.shut[first] != wire.CloseTakenOver {
		t.Errorf("first tab got %+v", bye)
	}
	if ok := last[*wire.HelloOK](h, second); ok == nil || ok.Gen != 2 || ok.Standing != wire.StandingIn {
		t.Errorf("second tab got %+v", ok)
	}
	h.do(stale)
	if e := last[*wire.Error](h, stale.Conn); e == nil || e.Code != wire.ErrTicketInvalid {
		t.Errorf("a ticket from before the takeover got %+v", e)
	}
}

func TestTicketCountsOnce(t *testing.T) {
	h := newHouse(t)
	j := h.ticket("host", wire.RoleHost)
	h.do(j)
	h.do(Lost{Conn: j.Conn})
	j.Conn = 99
	h.do(j)
	if e := last[*wire.Error](h, 99); e == nil || e.Code != wire.ErrTicketInvalid || h.shut[99] != wire.CloseTicket {
		t.Errorf("second use got %+v", e)
	}
	j.Conn, j.TicketID = 100, "fresh"
	h.do(j)
	if h.shut[100] != 0 {
		t.Error("a fresh ticket was refused")
	}
}

func TestLateWordsOfAnOldConnectionChangeNothing(t *testing.T) {
	h := live(t)
	old, peer := h.conn["guest"], h.peers["guest"]
	h.lose("guest")
	h.join("guest", wire.RoleGuest)
	before := h.state.Rev
	h.do(Said{Conn: old, ID: "9", Message: &wire.HandSet{Up: true}})
	h.do(Lost{Conn: old})
	h.do(Silent{Conn: old})
	h.do(Transport{PID: "guest", Peer: peer, Up: true, Rung: wire.RungTCP})
	h.do(Stalled{PID: "guest", Peer: peer, Source: wire.SourceMic})
	h.do(Answered{PID: "guest", Peer: peer, Neg: 1, SDPZ: "x"})
	if h.state.Rev != before || h.standing("guest") != "in" || h.state.Person("guest").Media.Rung != "" {
		t.Error("something changed")
	}
}

func TestRepeatedRequestCountsOnceAlsoOverAResume(t *testing.T) {
	h := live(t)
	h.sayAs("guest", "x1", &wire.HandSet{Up: true})
	h.say("guest", &wire.HandSet{Up: false})
	h.lose("guest")
	h.resume("guest")
	if got := h.sayAs("guest", "x1", &wire.HandSet{Up: true}); got != "" {
		t.Errorf("repetition answered %q", got)
	}
	if h.state.Person("guest").Seat.Hand != 0 {
		t.Error("the repetition raised the hand again")
	}
	h.now = h.now.Add(61 * time.Second)
	h.sayAs("guest", "x1", &wire.HandSet{Up: true})
	if h.state.Person("guest").Seat.Hand == 0 {
		t.Error("after a minute the id is free again")
	}
}

func TestSilentConnectionIsInterruptedAndComesBack(t *testing.T) {
	h := live(t)
	h.now = h.now.Add(6 * time.Second)
	h.do(Silent{Conn: h.conn["guest"]})
	if got := h.standing("guest"); got != "interrupted" {
		t.Errorf("silent guest is %s", got)
	}
	h.do(Heard{Conn: h.conn["guest"]})
	if got := h.standing("guest"); got != "in" {
		t.Errorf("heard guest is %s", got)
	}
	h.pass(time.Minute)
	if got := h.standing("guest"); got != "in" {
		t.Errorf("a minute later: %s", got)
	}
}

func TestRestoredRoomTakesEverybodyBack(t *testing.T) {
	h := live(t)
	h.join("waiter", wire.RoleInterpreter)
	h.say("waiter", &wire.Knock{})
	h.say("guest", &wire.PublishSet{Source: wire.SourceMic, Active: true})
	h.say("host", &wire.Mute{PID: "guest", Source: wire.SourceMic})
	h.say("host", &wire.ChatSend{CID: "a", Text: "kept"})
	h.join("officer", wire.RoleOfficer)
	h.join("pest", wire.RoleGuest)
	h.say("officer", &wire.Remove{PID: "pest", Ban: true})
	data, err := h.state.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	next := newHouse(t)
	next.now, next.token, next.conns = h.now.Add(3*time.Second), h.token, h.conns
	if next.state, err = Restore(data, 8, next.now); err != nil {
		t.Fatal(err)
	}
	next.do(Open{})
	for _, pid := range []string{"host", "guest", "waiter"} {
		conn := next.resume(pid)
		if ok := last[*wire.HelloOK](next, conn); ok == nil || !ok.Resumed || !ok.NewMedia {
			t.Fatalf("%s was welcomed with %+v", pid, ok)
		}
	}
	if s := next.state.Person("guest").Media.Sources[0]; s.MutedBy != "host" || next.gates["guestmic"] {
		t.Errorf("guest's mute: %+v", s)
	}
	if list := last[*wire.LobbyList](next, next.conn["host"]); list == nil || len(list.Waiting) != 1 {
		t.Errorf("queue: %+v", list)
	}
	if history := last[*wire.ChatHistory](next, next.conn["guest"]); history == nil || len(history.Messages) != 1 {
		t.Errorf("chat: %+v", history)
	}
	conn := next.join("pest", wire.RoleGuest)
	if e := last[*wire.Error](next, conn); e == nil || e.Code != wire.ErrBanned {
		t.Errorf("who was banned got %+v", e)
	}
	if got := next.kinds(); got != "opened joined joined live" {
		t.Errorf("facts: %s", got)
	}
	next.pass(45 * time.Second)
	if got := next.standing("officer"); got != "gone" {
		t.Errorf("who did not come back is %s", got)
	}
}

// A token is told at once and saved some 250 ms later; the process may be killed in between.
func TestTokenThatWasToldAndNotSavedCountsAtTheNextNode(t *testing.T) {
	h := live(t)
	h.do(Heard{Conn: h.resume("guest")}) // the second token
	h.do(Heard{Conn: h.resume("guest")}) // the third
	data, err := h.state.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	var next *house
	come := func(number int64) wire.CloseCode {
		next.token["guest"], next.nth["guest"] = "never saved", number
		return next.shut[next.resume("guest")]
	}
	for _, c := range []struct {
		name   string
		number int64
		closed wire.CloseCode
	}{
		{"older than the one that was saved", 2, wire.CloseTicket},
		{"of nobody", 0, wire.CloseTicket},
		{"in place of the one that was saved", 3, 0}, // the reply to the resume before was lost
		{"newer, and not saved", 4, 0},
		{"newer by two", 5, 0},
	} {
		next = newHouse(t)
		next.conns = h.conns
		if next.state, err = Restore(data, 8, h.now); err != nil {
			t.Fatal(err)
		}
		next.do(Open{})
		if got := come(c.number); got != c.closed {
			t.Errorf("a token %s: closed with %d, want %d", c.name, got, c.closed)
		}
	}
	next.do(Heard{Conn: next.conn["guest"]})
	if got := come(6); got != wire.CloseTicket {
		t.Errorf("after the first resume only the token counts that was given: closed with %d", got)
	}
}

func TestRelayIsCutForWhoLeavesAndNotForANewConnection(t *testing.T) {
	cut := func(out []Effect) bool { return slices.Contains(out, Effect(CutRelay{PID: "guest"})) }
	h := live(t)
	h.lose("guest")
	h.conns++
	next := Resume{Conn: h.conns, Re: "1", SID: h.sid("guest"), Token: h.token["guest"], Next: "next", NewMedia: true}
	if cut(h.do(next)) || h.peers["guest"] == 0 {
		t.Error("the relay was cut under a new connection")
	}
	h.conn["guest"] = h.conns
	h.say("guest", &wire.Bye{})
	if !cut(h.out) {
		t.Error("the relay stays open for who has left")
	}
}

// The reply to a resume may be lost with its connection: the client then holds the token before, and has nothing else.
func TestTokenBeforeCountsUntilTheNewConnectionWasHeard(t *testing.T) {
	h := live(t)
	first := h.token["guest"]
	h.lose("guest")
	h.resume("guest")
	h.token["guest"] = first
	conn := h.resume("guest")
	if ok := last[*wire.HelloOK](h, conn); ok == nil || !ok.Resumed {
		t.Fatalf("after a lost reply: %+v", last[*wire.Error](h, conn))
	}
	h.do(Heard{Conn: conn})
	now := h.token["guest"]
	h.token["guest"] = first
	if conn := h.resume("guest"); h.shut[conn] != wire.CloseTicket {
		t.Errorf("the token before counts though the new one has arrived: closed with %d", h.shut[conn])
	}
	h.token["guest"] = now
	conn = h.resume("guest")
	h.say("guest", &wire.HandSet{Up: true})
	h.token["guest"] = now
	if again := h.resume("guest"); h.shut[again] != wire.CloseTicket || h.shut[conn] != 0 {
		t.Errorf("the token before counts after a word on the new connection: closed with %d", h.shut[again])
	}
}

func TestConnectionThatWasNeverHeardIsNoOtherTab(t *testing.T) {
	h := newHouse(t)
	first := h.join("host", wire.RoleHost)
	second := h.join("host", wire.RoleHost)
	if ok := last[*wire.HelloOK](h, second); ok == nil || h.shut[first] != wire.CloseTakenOver {
		t.Errorf("after a lost welcome: %+v, the first is closed with %d", last[*wire.Error](h, second), h.shut[first])
	}
}
