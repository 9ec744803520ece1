package room

import (
	"testing"

	"github.com/etradeoffice/portal/signaling/wire"
)

func late(pids ...string) Late {
	var c Late
	for _, pid := range pids {
		who := person(pid, wire.RoleGuest)
		c.People = append(c.People, wire.Latecomer{PID: pid, Name: who.Name, Role: who.Role, Side: who.Side, Minutes: 10, At: start.UnixMilli() + 600_000, Zone: "Europe/Bucharest"})
	}
	return c
}

// awaits are those of whom a person knows that they come later.
func (h *house) awaits(pid string) string {
	var all string
	if told := last[*wire.Late](h, h.conn[pid]); told != nil {
		for _, one := range told.People {
			all += one.PID + " "
		}
	}
	return all
}

func TestWhoIsInAndWhoWaitsHearThatSomebodyComesLater(t *testing.T) {
	h := newHouse(t)
	h.join("host", wire.RoleHost)
	h.join("early", wire.RoleGuest)
	h.say("early", &wire.Knock{})
	h.do(late("guest"))
	for _, pid := range []string{"host", "early"} {
		if got := h.awaits(pid); got != "guest " {
			t.Errorf("%s knows of %q", pid, got)
		}
	}
	h.do(late("guest"))
	if n := count[*wire.Late](h, h.conn["host"]); n != 1 {
		t.Errorf("the same was told %d times", n)
	}
	h.say("host", &wire.LobbyAdmit{PID: "early"})
	if got := h.awaits("early"); got != "guest " {
		t.Errorf("once in, who waited knows of %q", got)
	}
	h.do(Late{})
	if got := h.awaits("host") + h.awaits("early"); got != "" {
		t.Errorf("they come in time after all, and %q is awaited", got)
	}
}

func TestLateIsToldAfterAReloadAResumeAndATakeover(t *testing.T) {
	h := newHouse(t)
	h.join("host", wire.RoleHost)
	h.do(late("guest"))
	h.join("host", wire.RoleHost, func(j *Join) { j.Takeover = true })
	if got := h.awaits("host"); got != "guest " {
		t.Errorf("after a reload the host knows of %q", got)
	}
	h.lose("host")
	h.resume("host")
	if got := h.awaits("host"); got != "guest " {
		t.Errorf("after a resume the host knows of %q", got)
	}
	h.takeOver()
	h.resume("host")
	if got := h.awaits("host"); got != "guest " {
		t.Errorf("in the next process the host knows of %q", got)
	}
}

func TestWhoHasComeIsNotAwaitedAnyMore(t *testing.T) {
	h := newHouse(t)
	h.join("host", wire.RoleHost)
	h.do(late("guest", "other"))
	h.join("guest", wire.RoleGuest)
	if got := h.awaits("host"); got != "guest other " {
		t.Errorf("before the knock: %q", got)
	}
	h.say("guest", &wire.Knock{})
	if got := h.awaits("host"); got != "other " {
		t.Errorf("at the door: %q", got)
	}
	h.say("host", &wire.LobbyAdmit{PID: "guest"})
	h.say("guest", &wire.Bye{})
	h.do(late("guest", "other"))
	if got := h.awaits("host"); got != "other " {
		t.Errorf("after they have been in and the portal says it once more: %q", got)
	}
}
