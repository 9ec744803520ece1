package wire

import "errors"

// Late is everybody who is booked, has said to come later and has not been here yet. It replaces the list before, and goes to all who are in or wait;
// without it nobody is late.
type Late struct {
	People []Latecomer `json:"people"` // in the order in which they have said so
}

// Latecomer is one of them.
type Latecomer struct {
	PID     string `json:"pid"`
	Name    string `json:"name"`
	Role    Role   `json:"role"`
	Side    Side   `json:"side"`
	Minutes int    `json:"minutes"` // about how much later
	At      int64  `json:"at"`      // when they come by their own word, ms since 1970 UTC
	Zone    string `json:"zone"`    // where they are, IANA
}

func (*Late) Type() string { return "late" }

func (m *Late) Validate() error {
	for _, one := range m.People {
		if err := errors.Join(checkPID(one.PID), checkRole(one.Role), checkSide(one.Side)); err != nil {
			return err
		}
		if one.Minutes < 1 || one.At < 1 {
			return errors.New("late")
		}
	}
	return nil
}
