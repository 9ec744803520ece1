package wire

import (
	"errors"
	"strconv"
)

// AudioSlots and VideoSlots are how many receiving m-lines each subscriber has.
const (
	AudioSlots = 8
	VideoSlots = 8
	firstAudio = 4
	firstVideo = firstAudio + AudioSlots
)

// AudioMID is the mid of audio slot i, 0 ≤ i < AudioSlots: "4" to "11".
func AudioMID(i int) string { return strconv.Itoa(firstAudio + i) }

// VideoMID is the mid of video slot i, 0 ≤ i < VideoSlots: "12" to "19".
func VideoMID(i int) string { return strconv.Itoa(firstVideo + i) }

// Offer is the client's session description. Only clients offer; the reply is ok or error and the answer follows as an event.
type Offer struct {
	Neg  int    `json:"neg"`  // grows with every offer of a session, from 1; only the newest is answered
	SDPZ string `json:"sdpz"` // base64 of raw DEFLATE of the SDP, 20 m-lines in the order of PROTOCOL.md
}

func (*Offer) Type() string { return "offer" }

func (m *Offer) Validate() error {
	if m.Neg < 1 {
		return errors.New("neg")
	}
	return checkSDPZ(m.SDPZ)
}

// Answer is the server's session description with all its candidates.
type Answer struct {
	Neg  int    `json:"neg"`
	SDPZ string `json:"sdpz"`
}

func (*Answer) Type() string      { return "answer" }
func (m *Answer) Validate() error { return (&Offer{Neg: m.Neg, SDPZ: m.SDPZ}).Validate() }

// Candidate is one ICE candidate of the client, as RTCIceCandidate.candidate has it; empty at the end of gathering.
type Candidate struct {
	Neg       int    `json:"neg"`
	Candidate string `json:"candidate"`
}

func (*Candidate) Type() string { return "cand" }

func (m *Candidate) Validate() error {
	if m.Neg < 1 || len(m.Candidate) > 512 {
		return errors.New("neg or candidate")
	}
	return nil
}

// ICE brings new TURN credentials; they count from the next ICE restart.
type ICE struct {
	Servers []ICEServer `json:"servers"`
}

func (*ICE) Type() string    { return "ice" }
func (*ICE) Validate() error { return nil }

// ICERestartPlease asks the client for an offer with an ICE restart.
type ICERestartPlease struct {
	Policy Policy `json:"policy"`
}

func (*ICERestartPlease) Type() string { return "ice.restart_please" }
func (m *ICERestartPlease) Validate() error {
	return checkOneOf("policy", m.Policy, PolicyAll, PolicyRelay)
}

// PublishSet says what the client sends. The server remembers it over a resume and enforces it: a muted or inactive source
// is not forwarded. Clients send it before they attach a track.
type PublishSet struct {
	Source Source `json:"source"`
	Active bool   `json:"active"` // the source exists: camera chosen, screen shared
	Muted  bool   `json:"muted"`
}

func (*PublishSet) Type() string      { return "publish.set" }
func (m *PublishSet) Validate() error { return checkSource(m.Source) }

// Want is what a subscriber would like to see, most wanted first and no larger than it shows it; it replaces the one
// before. What is not named comes after that: screens first, then cameras in order of arrival. Sound comes always.
type Want struct {
	Slots   []Wish `json:"slots"`
	Lowband bool   `json:"lowband"` // no video at all
}

// Wish is one picture.
type Wish struct {
	PID    string `json:"pid"`
	Source Source `json:"source"`
	Max    Layer  `json:"max"`
}

func (*Want) Type() string { return "want" }

func (m *Want) Validate() error {
	if len(m.Slots) > 2*VideoSlots {
		return errors.New("too many slots")
	}
	for _, w := range m.Slots {
		if err := errors.Join(checkPID(w.PID), checkOneOf("source", w.Source, SourceCamera, SourceScreen),
			checkOneOf("max", w.Max, LayerQuarter, LayerHalf, LayerFull)); err != nil {
			return err
		}
	}
	return nil
}

// Slots says what arrives on each receiving m-line; it replaces the one before, and an m-line that is not in it is empty.
type Slots struct {
	Rev   int64  `json:"rev"`
	Slots []Slot `json:"slots"`
}

// Slot is one bound m-line.
type Slot struct {
	MID    string `json:"mid"`
	PID    string `json:"pid"`
	Source Source `json:"source"`
}

func (*Slots) Type() string { return "slots" }

func (m *Slots) Validate() error {
	if len(m.Slots) > AudioSlots+VideoSlots {
		return errors.New("too many slots")
	}
	for _, s := range m.Slots {
		if err := errors.Join(checkPID(s.PID), checkSource(s.Source)); err != nil {
			return err
		}
	}
	return nil
}

// LayersWant says which layers of a picture that the client sends are of use to anybody; it stops the others and starts
// these again (RTCRtpSender.setParameters). Until the first one all are.
type LayersWant struct {
	Source Source  `json:"source"`
	Layers []Layer `json:"layers"`
}

func (*LayersWant) Type() string { return "layers.want" }

func (m *LayersWant) Validate() error {
	if len(m.Layers) > 3 {
		return errors.New("too many layers")
	}
	for _, l := range m.Layers {
		if err := checkOneOf("layer", l, LayerQuarter, LayerHalf, LayerFull); err != nil {
			return err
		}
	}
	return checkOneOf("source", m.Source, SourceCamera, SourceScreen)
}

// MediaStalled says that nothing has arrived from the publisher of this m-line for 3 s: it is their link that failed.
type MediaStalled struct {
	MID string `json:"mid"`
}

func (*MediaStalled) Type() string { return "media.stalled" }

func (m *MediaStalled) Validate() error {
	if m.MID == "" {
		return errors.New("mid is empty")
	}
	return nil
}

// Speaker is who speaks now; empty when nobody. Lossy: the latest wins.
type Speaker struct {
	PID          string   `json:"pid"`
	Interpreting []string `json:"interpreting,omitempty"` // pids of interpreters who speak on their channel, or have begun what may be speech; an interpreter is never the speaker
}

func (*Speaker) Type() string { return "speaker" }

func (m *Speaker) Validate() error {
	for _, pid := range m.Interpreting {
		if err := checkPID(pid); err != nil {
			return err
		}
	}
	return nil
}

// Quality is how well a participant is connected to the server. Lossy: the latest a pid wins.
type Quality struct {
	PID     string        `json:"pid"`
	Score   int           `json:"score"` // 0 (no connection) to 5 (as good as it gets)
	Reason  QualityReason `json:"reason,omitempty"`
	Rung    Rung          `json:"rung"`
	RTTms   int           `json:"rttMs"`
	LossPct float64       `json:"lossPct"` // of what the server receives and of what it is told, the worse, in percent
}

func (*Quality) Type() string { return "quality" }

func (m *Quality) Validate() error {
	if m.Score < 0 || m.Score > 5 {
		return errors.New("score")
	}
	return checkPID(m.PID)
}
