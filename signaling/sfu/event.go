package sfu

import (
	"strconv"
	"time"
)

// Source names what a participant sends. Its m-line in the client's offer is fixed: see Mid.
type Source string

// The four things a participant can send.
const (
	Mic         Source = "mic"
	Camera      Source = "camera"
	Screen      Source = "screen"
	ScreenAudio Source = "screen_audio"
)

// Sources lists every source in the order of its m-line, 0 to 3.
var Sources = [...]Source{Mic, Camera, Screen, ScreenAudio}

// The m-lines of a client's first offer: four to send, then eight to receive audio, then eight to receive video.
// The mid of an m-line is its index written as a string.
const (
	FirstAudioMid = 4
	FirstVideoMid = 12
	SlotsPerKind  = 8
	Lines         = FirstVideoMid + SlotsPerKind
)

// AudioMid is the mid of the receiving audio slot A1..A8, n from 0.
func AudioMid(n int) string { return strconv.Itoa(FirstAudioMid + n) }

// VideoMid is the mid of the receiving video slot V1..V8, n from 0.
func VideoMid(n int) string { return strconv.Itoa(FirstVideoMid + n) }

// Audio says whether s is heard rather than seen.
func (s Source) Audio() bool { return s == Mic || s == ScreenAudio }

func (s Source) index() int {
	for i, known := range Sources {
		if s == known {
			return i
		}
	}
	return -1
}

// Rung is a step of the transport ladder, the best first: "udp", "tcp", "relay".
type Rung string

// The rungs a participant can stand on.
const (
	RungUDP   Rung = "udp"   // ICE over UDP straight to the media port
	RungTCP   Rung = "tcp"   // ICE-TCP (RFC 6544)
	RungRelay Rung = "relay" // through the embedded TURN server
)

// Event is what a Peer tells its owner. It is one of TransportUp, TransportDown, TrackStarted, TrackStalled,
// LayersWanted, Level and Quality.
type Event interface{ event() }

// TransportUp: ICE and DTLS stand, media can flow. Sent again when a lost transport is back.
type TransportUp struct{ Rung Rung }

// TransportDown: ICE heard nothing for 6 s, or failed, or DTLS ended. The client is expected to restart ICE.
type TransportDown struct{}

// TrackStarted: the first packet of a source arrived, or the first one after TrackStalled.
type TrackStarted struct{ Source Source }

// TrackStalled: a source that had started, or that somebody is to receive, sent nothing for 3 s, whether or not its transport
// is up. Told again 3 s after somebody new is to receive it, or after it was unmuted, if still nothing came.
// Whether that is a fault is for the owner to say: a camera switched off by its person stalls too.
type TrackStalled struct{ Source Source }

// LayersWanted asks for the layers of a source that are of use to somebody: the client stops and starts them. It is
// sent when that changes; until the first time all are wanted.
type LayersWanted struct {
	Source Source
	On     [len(Layers)]bool
}

// Level tells how loud a microphone is, by the client's own measure (RFC 6464). It is sent with the first loud packet after a pause, when the
// person begins or ends to speak (300 ms of speech begin it, 1.2 s of silence end it) and every 400 ms in between.
type Level struct {
	Audible  bool // speaks, or has begun what may be speech: a noise is audible for half a second
	Speaking bool
	DBov     int // 0 is the loudest, -127 is silence; a running mean
}

// Flow is what went one way in the last 2 s.
type Flow struct {
	Loss float64 // 0 to 1, the worst stream's
	Kbps int     // kbit/s of payload
}

// Quality is sent every 2 s while the transport is up.
type Quality struct {
	RTT  time.Duration // from RTCP reports; 0 = not known yet
	Up   Flow          // from this participant to us
	Down Flow          // from us to them
	Rung Rung
	// Narrow: the way to this participant carries less than they wish to see; pictures are smaller or missing.
	Narrow bool
}

// Loss is the worse of both directions, 0 to 1.
func (q Quality) Loss() float64 { return max(q.Up.Loss, q.Down.Loss) }

func (TransportUp) event()   {}
func (TransportDown) event() {}
func (TrackStarted) event()  {}
func (TrackStalled) event()  {}
func (LayersWanted) event()  {}
func (Level) event()         {}
func (Quality) event()       {}
