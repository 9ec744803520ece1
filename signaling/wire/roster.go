package wire

import "errors"

// State is the whole room as one participant sees it. It replaces everything that the client held.
type State struct {
	Rev    int64    `json:"rev"`
	Room   RoomInfo `json:"room"`
	People []Person `json:"people"` // everyone who is in, oneself too, in order of arrival
}

// RoomInfo is what is true for all.
type RoomInfo struct {
	Number string `json:"number"` // of the consultation
	Phase  Phase  `json:"phase"`
	Locked bool   `json:"locked"`
	Hold   Hold   `json:"hold,omitempty"` // the interpreter is not there yet
}

// Person is one participant who is in.
type Person struct {
	PID          string            `json:"pid"`
	Name         string            `json:"name"`
	Role         Role              `json:"role"`
	Side         Side              `json:"side"`
	Company      string            `json:"company"`                // as shown to who reads none of companyNames
	CompanyNames map[string]string `json:"companyNames,omitempty"` // by language, BCP 47, 8 at most; absent from a ticket of an older portal
	Lang         string            `json:"lang"`
	Since        int64             `json:"since"` // of the admission, ms since 1970 UTC
	Standing     Standing          `json:"standing"`
	Hand         int64             `json:"hand"`              // since when the hand is up, ms since 1970 UTC; 0 when it is down
	Tracks       []Track           `json:"tracks"`            // active sources only
	Channel      *Channel          `json:"channel,omitempty"` // of interpreters
	Listen       Listen            `json:"listen"`
}

// Track is one source that a person sends.
type Track struct {
	Source   Source   `json:"source"`
	Muted    bool     `json:"muted"`
	MutedBy  string   `json:"mutedBy,omitempty"`  // pid of the officer or host who muted it; the person cannot unmute it then
	UnseenBy []string `json:"unseenBy,omitempty"` // pids of those who are in and do not take the picture's codec: they get nothing of it
	Codec    Codec    `json:"codec,omitempty"`    // told with unseenBy
}

func (*State) Type() string { return "state" }

func (m *State) Validate() error {
	if m.Rev < 1 {
		return errors.New("rev")
	}
	if err := checkOneOf("hold", m.Room.Hold, HoldNone, HoldBoth, HoldSupplier, HoldBuyer); err != nil {
		return err
	}
	return checkPeople(m.People)
}

// Delta is a change from rev-1 to rev. A client that holds another rev ignores it and waits for state.
type Delta struct {
	Rev    int64     `json:"rev"`
	Room   *RoomInfo `json:"room,omitempty"`   // when it has changed
	People []Person  `json:"people,omitempty"` // whole entries that are new or have changed
	Gone   []string  `json:"gone,omitempty"`   // pids that are no longer in
}

func (*Delta) Type() string { return "delta" }

func (m *Delta) Validate() error {
	if m.Rev < 1 {
		return errors.New("rev")
	}
	return checkPeople(m.People)
}

func checkPeople(people []Person) error {
	for _, p := range people {
		if err := errors.Join(checkPID(p.PID), checkRole(p.Role), checkSide(p.Side),
			checkOneOf("standing", p.Standing, StandingIn, StandingInterrupted), p.Channel.check(), checkNames(p.CompanyNames)); err != nil {
			return err
		}
		for _, track := range p.Tracks {
			if err := track.check(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t Track) check() error {
	if len(t.UnseenBy) == 0 {
		return checkSource(t.Source)
	}
	for _, pid := range t.UnseenBy {
		if err := checkPID(pid); err != nil {
			return err
		}
	}
	return errors.Join(checkOneOf("source", t.Source, SourceCamera, SourceScreen), checkOneOf("codec", t.Codec, CodecVP8, CodecH264))
}

// HandSet raises or lowers one's own hand.
type HandSet struct {
	Up bool `json:"up"`
}

func (*HandSet) Type() string    { return "hand" }
func (*HandSet) Validate() error { return nil }

// LangSpeak says which language the person speaks.
type LangSpeak struct {
	Lang string `json:"lang"`
}

func (*LangSpeak) Type() string      { return "lang.speak" }
func (m *LangSpeak) Validate() error { return checkLang(m.Lang) }

// Timer is the agreed time. All are ms since 1970 UTC by the server's clock.
type Timer struct {
	StartsAt   int64 `json:"startsAt"`
	EndsAt     int64 `json:"endsAt"`
	GraceUntil int64 `json:"graceUntil"` // the room ends by itself
	ServerTime int64 `json:"serverTime"`
	// Extension is absent as long as nobody has asked for more time.
	Extension *Extension `json:"extension,omitempty"`
}

func (*Timer) Type() string { return "timer" }

func (m *Timer) Validate() error {
	if m.GraceUntil < m.EndsAt {
		return errors.New("graceUntil")
	}
	return checkExtension(m.Extension)
}
