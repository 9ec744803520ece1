package room

// Lost says that a connection is gone. The seat is kept for 45 s.
type Lost struct{ Conn int64 }

func (c Lost) apply(t *turn) {
	if p := t.byConn(c.Conn); p != nil {
		p.Session.Conn = 0
		if p.Session.LostAt == 0 {
			p.Session.LostAt = t.now
		}
	}
}

// Silent says that a connection stands and nothing was heard for 6 s.
type Silent struct{ Conn int64 }

func (c Silent) apply(t *turn) {
	if p := t.byConn(c.Conn); p != nil && !p.Session.Silent {
		p.Session.Silent, p.Session.Interrupted = true, true
		p.Session.LostAt = t.now - interruptAfter
	}
}

// Heard says that a connection speaks, for the first time after its hello or again after a silence.
type Heard struct{ Conn int64 }

func (c Heard) apply(t *turn) {
	if p := t.byConn(c.Conn); p != nil {
		p.Session.Silent, p.Session.Interrupted, p.Session.LostAt = false, false, 0
		p.Session.heard()
	}
}

// Tick says that time has passed; see Deadline.
type Tick struct{}

func (Tick) apply(t *turn) { t.lossy = true }
