package wire

import "errors"

// Knock asks to be admitted. A second knock changes language and note and keeps the place.
type Knock struct {
	Lang string `json:"lang,omitempty"` // language the person wants to speak, BCP 47
	Note string `json:"note,omitempty"`
}

func (*Knock) Type() string      { return "knock" }
func (m *Knock) Validate() error { return errors.Join(checkLang(m.Lang), checkText(m.Note, 0)) }

// KnockCancel takes the knock back; the person stays connected and unseen.
type KnockCancel struct{}

func (*KnockCancel) Type() string    { return "knock.cancel" }
func (*KnockCancel) Validate() error { return nil }

// LobbyMessage is a text between who waits and who may admit. Who waits leaves pid out.
type LobbyMessage struct {
	PID  string `json:"pid,omitempty"` // to whom, when somebody who may admit writes
	Text string `json:"text"`
}

func (*LobbyMessage) Type() string { return "lobby.message" }

func (m *LobbyMessage) Validate() error {
	if m.PID != "" {
		return errors.Join(checkPID(m.PID), checkText(m.Text, 1))
	}
	return checkText(m.Text, 1)
}

// LobbyAdmit lets one waiting person in. For officers and hosts.
type LobbyAdmit struct {
	PID string `json:"pid"`
}

func (*LobbyAdmit) Type() string      { return "lobby.admit" }
func (m *LobbyAdmit) Validate() error { return checkPID(m.PID) }

// LobbyAdmitAll lets everyone in who has knocked. For officers and hosts.
type LobbyAdmitAll struct{}

func (*LobbyAdmitAll) Type() string    { return "lobby.admit_all" }
func (*LobbyAdmitAll) Validate() error { return nil }

// LobbyDeny refuses a waiting person, who is told the reason and closed with 4403. For officers and hosts.
type LobbyDeny struct {
	PID    string     `json:"pid"`
	Reason DenyReason `json:"reason"`
}

func (*LobbyDeny) Type() string { return "lobby.deny" }

func (m *LobbyDeny) Validate() error {
	return errors.Join(checkPID(m.PID), checkOneOf("reason", m.Reason, DenyNotExpected, DenyLater, DenyFull, DenyOther))
}

// LobbyReturn sends somebody who is in back to the lobby; media stop both ways at once. For officers and hosts.
type LobbyReturn struct {
	PID string `json:"pid"`
}

func (*LobbyReturn) Type() string      { return "lobby.return" }
func (m *LobbyReturn) Validate() error { return checkPID(m.PID) }

// LobbyStatus is all that who waits gets to know; sent at each change.
type LobbyStatus struct {
	Place     int       `json:"place"` // 1 is next; 0 when not knocking
	HostState HostState `json:"hostState"`
	Locked    bool      `json:"locked"`
	Message   string    `json:"message,omitempty"` // last text from who may admit
	StartsAt  int64     `json:"startsAt"`          // agreed start, ms since 1970 UTC
	Returned  bool      `json:"returned"`          // was in and has been sent back
}

func (*LobbyStatus) Type() string { return "lobby.status" }

func (m *LobbyStatus) Validate() error {
	if m.Place < 0 {
		return errors.New("place")
	}
	return checkOneOf("hostState", m.HostState, HostHere, HostAway)
}

// Visitor is one waiting person as those see it who may admit.
type Visitor struct {
	PID          string            `json:"pid"`
	Name         string            `json:"name"`
	Company      string            `json:"company"`
	CompanyNames map[string]string `json:"companyNames,omitempty"` // as in Person
	Role         Role              `json:"role"`
	Side         Side              `json:"side"`
	Lang         string            `json:"lang"`
	Note         string            `json:"note,omitempty"`
	Message      string            `json:"message,omitempty"` // last text from this person
	Since        int64             `json:"since"`             // of the knock, ms since 1970 UTC
	Away         bool              `json:"away"`              // socket gone, place kept
}

// LobbyList is the whole queue in order, for all who may admit; it replaces the one before.
type LobbyList struct {
	Waiting []Visitor `json:"waiting"`
}

func (*LobbyList) Type() string { return "lobby.list" }

func (m *LobbyList) Validate() error {
	for _, one := range m.Waiting {
		if err := checkNames(one.CompanyNames); err != nil {
			return err
		}
	}
	return nil
}

// Knocked is the moment of a knock, for sound and notification; the queue itself is in lobby.list.
type Knocked struct {
	PID  string `json:"pid"`
	Name string `json:"name"`
}

func (*Knocked) Type() string      { return "knocked" }
func (m *Knocked) Validate() error { return checkPID(m.PID) }

// LobbySaid is the moment of a text from a waiting person, for those who may admit.
type LobbySaid struct {
	PID  string `json:"pid"`
	Name string `json:"name"`
	Text string `json:"text"`
	At   int64  `json:"at"` // ms since 1970 UTC
}

func (*LobbySaid) Type() string      { return "lobby.said" }
func (m *LobbySaid) Validate() error { return errors.Join(checkPID(m.PID), checkText(m.Text, 1)) }
