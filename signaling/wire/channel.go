package wire

import "errors"

// DefaultDuck is how loud others are while one's channel is spoken on, percent, until a person says otherwise.
const DefaultDuck = 15

// Channel is where an interpreter's voice goes.
type Channel struct {
	To    string `json:"to"`              // primary language subtag (RFC 5646 §2.2.1): to who listens to that language; empty: the floor, to everybody
	By    string `json:"by,omitempty"`    // pid of the interpreter who has taken the channel over
	Until int64  `json:"until,omitempty"` // both are heard until then, ms since 1970 UTC
	Rest  bool   `json:"rest,omitempty"`  // heard by nobody, until interp.direction
}

// Listen is what a person hears beside the floor.
type Listen struct {
	Lang string `json:"lang"` // primary language subtag of the channel; empty: only the original
	Duck int    `json:"duck"` // how loud other languages are on the floor while the channel is spoken on, percent
}

// InterpDirection says to whom an interpreter speaks from now on: to all who listen to a language, or with an empty one to everybody (consecutive
// interpretation). For interpreters. Answered relay_cycle where the interpreter would come to hear what itself has said.
type InterpDirection struct {
	To string `json:"to"` // BCP 47
}

func (*InterpDirection) Type() string      { return "interp.direction" }
func (m *InterpDirection) Validate() error { return checkLang(m.To) }

// InterpTake takes over the channel of another interpreter, who is heard beside for 10 s and rests then. For interpreters.
type InterpTake struct {
	PID string `json:"pid"`
}

func (*InterpTake) Type() string      { return "interp.take" }
func (m *InterpTake) Validate() error { return checkPID(m.PID) }

// InterpSlower asks whoever speaks to do so more slowly, at most once in 10 s. For interpreters.
type InterpSlower struct{}

func (*InterpSlower) Type() string    { return "interp.slower" }
func (*InterpSlower) Validate() error { return nil }

// SlowerAsked tells all others that an interpreter asks for slower speech.
type SlowerAsked struct {
	By string `json:"by"` // pid
}

func (*SlowerAsked) Type() string      { return "slower.asked" }
func (m *SlowerAsked) Validate() error { return checkPID(m.By) }

// ListenSet chooses what one hears beside the floor. Until the first one it is one's own language, for an interpreter the original alone.
type ListenSet struct {
	Lang string `json:"lang"` // BCP 47; empty: only the original
	Duck int    `json:"duck"` // percent, 0-100
}

func (*ListenSet) Type() string { return "listen.set" }

func (m *ListenSet) Validate() error {
	if m.Duck < 0 || m.Duck > 100 {
		return errors.New("duck")
	}
	return checkLang(m.Lang)
}

func (c *Channel) check() error {
	if c == nil {
		return nil
	}
	if c.By != "" {
		return errors.Join(checkLang(c.To), checkPID(c.By))
	}
	return checkLang(c.To)
}
