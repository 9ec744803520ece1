package room

import "github.com/etradeoffice/portal/signaling/wire"

// Speaking is news of somebody's voice.
type Speaking struct {
	PID     string
	Peer    int64
	Audible bool // speaks, or has begun what may be speech
	Loud    bool // speaks
}

func (c Speaking) apply(t *turn) {
	t.lossy = true
	if p := t.peer(c.PID, c.Peer); p != nil {
		p.Media.Audible, p.Media.Loud = c.Audible, c.Loud
		t.chooseSpeaker()
	}
}

// chooseSpeaker keeps who speaks until silence, then takes the first who does. An interpreter is never the speaker.
func (t *turn) chooseSpeaker() {
	may := func(p *Person) bool {
		return p != nil && p.In && p.Media.Loud && t.forwarded(p, 0) && p.Role != wire.RoleInterpreter
	}
	if may(t.Person(t.Speaks)) {
		return
	}
	t.Speaks = ""
	for _, p := range t.People {
		if may(p) {
			t.Speaks = p.PID
			return
		}
	}
}
