package wire

// Role is what a participant may do in a room.
type Role string

// The roles. A host is a member of the supplier and admits; a guest is a member of the buyer and waits to be admitted; an
// interpreter waits too; an officer of the office may do everything and is always announced.
const (
	RoleHost        Role = "host"
	RoleGuest       Role = "guest"
	RoleInterpreter Role = "interpreter"
	RoleOfficer     Role = "officer"
)

// Side is whom a participant is there for.
type Side string

// The sides. Interpreters and officers are of the office.
const (
	SideSupplier Side = "supplier"
	SideBuyer    Side = "buyer"
	SideOffice   Side = "office"
)

// Source is what a track carries. A participant publishes at most one track a source.
type Source string

// The sources, in the order of the first four m-lines of the client's offer.
const (
	SourceMic         Source = "mic"
	SourceCamera      Source = "camera"
	SourceScreen      Source = "screen"
	SourceScreenAudio Source = "screen_audio"
)

// Codec is how a picture is written.
type Codec string

// The codecs: VP8 (RFC 6386), H.264 ((constrained) baseline, packetization-mode 1).
const (
	CodecVP8  Codec = "vp8"
	CodecH264 Codec = "h264"
)

// Phase is where a room stands in its life.
type Phase string

// The phases: lobby (nobody admitted yet), live, unattended (nobody who may admit has been there for 60 s), overtime (agreed end
// passed, grace runs), ending (all were told; sockets close).
const (
	PhaseLobby      Phase = "lobby"
	PhaseLive       Phase = "live"
	PhaseUnattended Phase = "unattended"
	PhaseOvertime   Phase = "overtime"
	PhaseEnding     Phase = "ending"
)

// Hold is whose word a room waits for while its interpreter is not there. It is absent in a room that does not wait.
type Hold string

// The holds: the sound of supplier and buyer reaches nobody until the interpreter is in, or until the sides that are named
// here have said that they start without.
const (
	HoldNone     Hold = ""
	HoldBoth     Hold = "both"
	HoldSupplier Hold = "supplier"
	HoldBuyer    Hold = "buyer"
)

// Standing is where a participant stands.
type Standing string

// The standings. Interrupted is a participant whose socket is gone, whose seat is kept for 45 s.
const (
	StandingWaiting     Standing = "waiting"
	StandingIn          Standing = "in"
	StandingInterrupted Standing = "interrupted"
)

// HostState tells who waits whether somebody who can admit is there.
type HostState string

// The host states.
const (
	HostHere HostState = "here"
	HostAway HostState = "away"
)

// DenyReason is why a waiting person was not admitted; clients show a sentence for it.
type DenyReason string

// The reasons.
const (
	DenyNotExpected DenyReason = "not_expected"
	DenyLater       DenyReason = "later"
	DenyFull        DenyReason = "full"
	DenyOther       DenyReason = "other"
)

// Layer is the largest picture that a subscriber can use.
type Layer string

// The layers: at most 320x180, 640x360, 1280x720.
const (
	LayerQuarter Layer = "q"
	LayerHalf    Layer = "h"
	LayerFull    Layer = "f"
)

// Policy is the value for RTCConfiguration.iceTransportPolicy.
type Policy string

// The policies.
const (
	PolicyAll   Policy = "all"
	PolicyRelay Policy = "relay"
)

// EndReason is why a participant's time in the room is over; clients show a sentence for it.
type EndReason string

// The reasons: ended by an officer or host, agreed time and grace over, consultation cancelled, nobody left, denied at the
// lobby, removed by an officer, seat withdrawn by the portal, the same person opened the room elsewhere, left by itself.
const (
	EndByHost    EndReason = "ended"
	EndTimeOver  EndReason = "time_over"
	EndCancelled EndReason = "cancelled"
	EndEmpty     EndReason = "empty"
	EndDenied    EndReason = "denied"
	EndRemoved   EndReason = "removed"
	EndRevoked   EndReason = "revoked"
	EndTakenOver EndReason = "taken_over"
	EndLeft      EndReason = "left"
)

// QualityReason is the main thing that lowers a participant's score.
type QualityReason string

// The reasons; empty when nothing does.
const (
	QualityGood QualityReason = ""
	QualityLoss QualityReason = "loss"
	QualityRTT  QualityReason = "rtt"
	QualityDown QualityReason = "down"
	QualityRate QualityReason = "rate" // the way to the participant carries less than they wish to see
)

// Rung is the path that a participant's media takes.
type Rung string

// The rungs, best first; empty until the transport is up.
const (
	RungNone  Rung = ""
	RungUDP   Rung = "udp"
	RungTCP   Rung = "tcp"
	RungRelay Rung = "relay"
)

// ErrorCode says what was wrong with a request; clients show a sentence for it.
type ErrorCode string

// The codes.
const (
	ErrInvalid        ErrorCode = "invalid"         // a field breaks a rule
	ErrUnknownType    ErrorCode = "unknown_type"    // this server does not know the message
	ErrForbidden      ErrorCode = "forbidden"       // the role may not do this
	ErrNotIn          ErrorCode = "not_in"          // only who was admitted may do this
	ErrNoSuchPerson   ErrorCode = "no_such_person"  // pid is not in the room or not where the request expects it
	ErrHostMuted      ErrorCode = "host_muted"      // an officer or host muted this source; only unmute.ask lifts it
	ErrFull           ErrorCode = "full"            // 8 are in
	ErrLocked         ErrorCode = "locked"          // the room is locked
	ErrRate           ErrorCode = "rate"            // too many; see retryAfterMs
	ErrTicketInvalid  ErrorCode = "ticket_invalid"  // forged, expired or used: get a new one
	ErrSessionUnknown ErrorCode = "session_unknown" // resume is not possible: get a new ticket
	ErrAlreadyHere    ErrorCode = "already_here"    // the same person is in by another tab: ask, then hello with takeover
	ErrBanned         ErrorCode = "banned"          // removed for good
	ErrEnded          ErrorCode = "ended"           // the room is over
	ErrMedia          ErrorCode = "media"           // the SFU refused the offer or candidate
	ErrRelayCycle     ErrorCode = "relay_cycle"     // interpreters would come to interpret what they have said themselves
	ErrStale          ErrorCode = "stale"           // neg is not newer than the last
	ErrUnavailable    ErrorCode = "unavailable"     // not now; see retryAfterMs
)
