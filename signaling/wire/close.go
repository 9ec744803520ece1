package wire

// CloseCode is the status of a WebSocket close frame (RFC 6455 §7.4).
type CloseCode int

// The codes. 44xx: do not come back by yourself, but for 4408 and 4429; 45xx: come back. 1001, 1006, 1011 and 1012 mean come back, 1007, 1008 and 1009 do not.
const (
	CloseMalformed CloseCode = 4400 // the client broke the protocol
	CloseTicket    CloseCode = 4401 // ticket or session is no good: get a new ticket, then come back
	CloseForbidden CloseCode = 4403 // denied, removed or seat withdrawn
	CloseNoRoom    CloseCode = 4404 // no such room
	CloseSlow      CloseCode = 4408 // the client read too slowly: resume
	CloseTakenOver CloseCode = 4409 // the same person is here by another tab
	CloseEnded     CloseCode = 4410 // the room is over
	CloseRate      CloseCode = 4429 // too many frames: come back after a pause
	CloseDraining  CloseCode = 4503 // the server goes: come back to the URL of "moved", or to the same
)

// Returns reports whether a client comes back by itself after this code. CloseTicket needs a new ticket first and is false here.
func (c CloseCode) Returns() bool {
	switch c {
	case CloseSlow, CloseRate, 1001, 1005, 1006, 1011, 1012:
		return true
	}
	return c >= 4500 && c < 4600
}
