package room

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/signaling/wire"
)

func (h *house) says(id string, ago time.Duration) OfficeSays {
	return OfficeSays{ID: id, By: "Suwon e-Trade Office", Text: "Word " + id, Lang: "en", At: h.now.Add(-ago).UnixMilli()}
}

// reads is how often a person was told a word of the Office, the last one, and whether it stands in the chat that they see.
func (h *house) reads(pid string) (times int, word string, inChat bool) {
	conn := h.conn[pid]
	if told := last[*wire.OfficeWord](h, conn); told != nil {
		word = told.ID
	}
	for _, s := range h.got[conn] {
		switch m := s.Message.(type) {
		case *wire.ChatMsg:
			inChat = inChat || m.PID == wire.OfficePID && m.CID == word
		case *wire.ChatHistory:
			for _, one := range m.Messages {
				inChat = inChat || one.PID == wire.OfficePID && one.CID == word
			}
		}
	}
	return count[*wire.OfficeWord](h, conn), word, inChat
}

func TestWordOfTheOfficeReachesWhoIsInAndWhoWaits(t *testing.T) {
	h := newHouse(t)
	h.join("host", wire.RoleHost)
	h.join("knocks", wire.RoleGuest)
	h.say("knocks", &wire.Knock{})
	h.join("looks", wire.RoleInterpreter)
	h.do(h.says("a", 0))
	h.do(h.says("a", 0)) // the portal's job was not sure
	for pid, chat := range map[string]bool{"host": true, "knocks": false, "looks": false} {
		if times, word, inChat := h.reads(pid); times != 1 || word != "a" || inChat != chat || len(h.state.Chat) != 1 {
			t.Errorf("%s was told %q %d times, in the chat: %v", pid, word, times, inChat)
		}
	}
	if line := last[*wire.ChatMsg](h, h.conn["host"]); line.Name != "Suwon e-Trade Office" || line.Text != "Word a" || line.Lang != "en" {
		t.Errorf("in the chat: %+v", line)
	}
	h.say("host", &wire.LobbyAdmit{PID: "knocks"})
	if _, word, inChat := h.reads("knocks"); word != "a" || !inChat {
		t.Errorf("who has come in reads %q, in the chat: %v", word, inChat)
	}
}

func TestWordOfTheOfficeIsToldAfterAReloadAResumeAndATakeover(t *testing.T) {
	h := newHouse(t)
	h.join("host", wire.RoleHost)
	h.do(h.says("a", 0))
	h.join("host", wire.RoleHost, func(j *Join) { j.Takeover = true })
	if _, word, inChat := h.reads("host"); word != "a" || !inChat {
		t.Errorf("after a reload: %q, in the chat: %v", word, inChat)
	}
	h.lose("host")
	h.resume("host")
	if _, word, _ := h.reads("host"); word != "a" {
		t.Errorf("after a resume: %q", word)
	}
	h.takeOver()
	h.resume("host")
	if _, word, _ := h.reads("host"); word != "a" {
		t.Errorf("in the next process: %q", word)
	}
	h.do(h.says("a", time.Minute))
	if times, _, _ := h.reads("host"); times != 1 {
		t.Errorf("in the next process what was said before is told %d times", times)
	}
}

func TestWordOfTheOfficeCountsForTenMinutes(t *testing.T) {
	h := newHouse(t)
	h.join("host", wire.RoleHost)
	h.do(h.says("late", 10*time.Minute))
	if times, _, _ := h.reads("host"); times != 0 || len(h.state.Chat) != 0 {
		t.Error("a word was told that came ten minutes late")
	}
	h.do(h.says("a", 9*time.Minute))
	if word := last[*wire.OfficeWord](h, h.conn["host"]); word == nil || word.Until != h.now.Add(time.Minute).UnixMilli() {
		t.Errorf("one minute before its end: %+v", word)
	}
	h.pass(time.Minute)
	h.join("officer", wire.RoleOfficer)
	if _, word, inChat := h.reads("officer"); word != "" || len(h.state.Chat) != 1 || inChat {
		t.Errorf("who comes after its time is told %q", word)
	}
	if history := last[*wire.ChatHistory](h, h.conn["officer"]); history == nil || history.Messages[0].Text != "Word a" {
		t.Errorf("and reads in the chat %+v", history)
	}
}

func TestNobodyInARoomCanWriteAsTheOffice(t *testing.T) {
	if person(wire.OfficePID, wire.RoleGuest).Check() == nil {
		t.Error("somebody has the pid of the Office")
	}
	h := newHouse(t)
	h.join("host", wire.RoleHost)
	h.say("host", &wire.ChatSend{CID: "a", Text: "I am the Office"})
	if line := last[*wire.ChatMsg](h, h.conn["host"]); line.PID != "host" {
		t.Errorf("%+v", line)
	}
	h.do(h.says("a", 0)) // the same cid, by another
	if line := last[*wire.ChatMsg](h, h.conn["host"]); line.PID != wire.OfficePID {
		t.Errorf("%+v", line)
	}
}
