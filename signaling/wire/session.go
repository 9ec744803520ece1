package wire

import "errors"

// Hello is the first message, within 2 s: with a ticket from the portal, or with what the last hello.ok gave to resume. The
// reply is hello.ok or error; after an error the socket is closed.
type Hello struct {
	Ticket   string  `json:"ticket,omitempty"`
	Resume   *Resume `json:"resume,omitempty"`
	Takeover bool    `json:"takeover,omitempty"` // the person asked that this tab replaces the other one
	NewMedia bool    `json:"newMedia,omitempty"` // with resume: the page will make a new RTCPeerConnection
	LastChat int64   `json:"lastChat,omitempty"` // number n of the last chat message that this page holds; only newer ones are sent
}

// Resume names the session to go on with. Both values are opaque to clients.
type Resume struct {
	SID   string `json:"sid"`
	Token string `json:"token"`
}

func (*Hello) Type() string { return "hello" }

func (m *Hello) Validate() error {
	switch {
	case (m.Ticket == "") == (m.Resume == nil):
		return errors.New("either ticket or resume")
	case len(m.Ticket) > 4096 || m.Resume != nil && (m.Resume.SID == "" || len(m.Resume.SID) > 128 || m.Resume.Token == "" || len(m.Resume.Token) > 128):
		return errors.New("ticket or resume has the wrong length")
	case m.LastChat < 0:
		return errors.New("lastChat")
	}
	return nil
}

// HelloOK opens a session. What follows it is lobby.status for who waits, state and slots for who is in.
type HelloOK struct {
	SID        string      `json:"sid"`
	Resume     string      `json:"resume"` // token for the next hello of this session; it works once and for 45 s after the socket is gone
	PID        string      `json:"pid"`
	Gen        int         `json:"gen"` // grows with every session of this participant
	Role       Role        `json:"role"`
	Side       Side        `json:"side"`
	Standing   Standing    `json:"standing"`
	Resumed    bool        `json:"resumed"`  // the seat was kept: mute state, hand and language are in state
	NewMedia   bool        `json:"newMedia"` // make a new RTCPeerConnection and offer from neg 1; else the old one goes on
	ICE        []ICEServer `json:"ice"`
	Features   []string    `json:"features"` // optional parts that this server speaks; a client ignores what it does not know
	ServerTime int64       `json:"serverTime"`
}

// ICEServer is an RTCIceServer of the browser's API.
type ICEServer struct {
	URLs       []string `json:"urls"`
	Username   string   `json:"username,omitempty"`
	Credential string   `json:"credential,omitempty"`
}

func (*HelloOK) Type() string { return "hello.ok" }

func (m *HelloOK) Validate() error {
	if m.SID == "" || m.Resume == "" {
		return errors.New("sid or resume is empty")
	}
	return errors.Join(checkPID(m.PID), checkRole(m.Role), checkSide(m.Side), checkOneOf("standing", m.Standing, StandingWaiting, StandingIn))
}

// Bye says that the person leaves; the seat is not kept.
type Bye struct{}

func (*Bye) Type() string    { return "bye" }
func (*Bye) Validate() error { return nil }

// Farewell is the last message before the server closes; it says why, and the close code says whether to come back.
type Farewell struct {
	Code   CloseCode  `json:"code"`
	Reason EndReason  `json:"reason"`
	Deny   DenyReason `json:"deny,omitempty"` // with reason "denied"
}

func (*Farewell) Type() string { return "bye" }

func (m *Farewell) Validate() error {
	if m.Code < 1000 || m.Code > 4999 {
		return errors.New("code")
	}
	return nil
}

// Ack says that all events up to seq n have arrived. Sent every 2 s when n has grown.
type Ack struct {
	N uint64 `json:"n"`
}

func (*Ack) Type() string    { return "ack" }
func (*Ack) Validate() error { return nil }

// Ping keeps the socket: every 2 s. T is the client's clock in ms and comes back unchanged.
type Ping struct {
	T int64 `json:"t"`
}

func (*Ping) Type() string    { return "ping" }
func (*Ping) Validate() error { return nil }

// Pong answers a ping at once; with both times a client knows its offset to the server's clock.
type Pong struct {
	T          int64 `json:"t"`
	ServerTime int64 `json:"serverTime"` // ms since 1970 UTC
}

func (*Pong) Type() string    { return "pong" }
func (*Pong) Validate() error { return nil }

// OK is the reply to a request that was done.
type OK struct{}

func (*OK) Type() string    { return "ok" }
func (*OK) Validate() error { return nil }

// Error is the reply to a request that was refused, or (without re) a warning.
type Error struct {
	Code         ErrorCode `json:"code"`
	Msg          string    `json:"msg,omitempty"` // English, for developers; people read the client's sentence for code
	RetryAfterMs int64     `json:"retryAfterMs,omitempty"`
}

func (*Error) Type() string { return "error" }

func (m *Error) Validate() error {
	if m.Code == "" {
		return errors.New("code is empty")
	}
	return nil
}

// Moved says that the room is now at another server; the client comes back there with resume.
type Moved struct {
	URL string `json:"url"`
}

func (*Moved) Type() string { return "moved" }

func (m *Moved) Validate() error {
	if m.URL == "" {
		return errors.New("url is empty")
	}
	return nil
}
