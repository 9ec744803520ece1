// Package wire owns the words that a room's server and its clients say to each other: one struct a message, with its
// rules in Validate, the envelope around it and the strict decoder. PROTOCOL.md tells the story; testdata holds golden
// frames that Go and TypeScript both read; web/live/wire.gen.ts is generated from these structs.
// It leaves to others what a message does (room), how frames travel (socket) and what stands in SDP (sfu).
package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Version is the protocol's version, the envelope's v. It grows only when an old client would misunderstand.
const Version = 1

// Subprotocol is the WebSocket subprotocol that both sides must agree on (RFC 6455 §1.9).
const Subprotocol = "etrade.v1"

// Message is one message's content, the envelope's d.
type Message interface {
	// Type is the envelope's t.
	Type() string
	// Validate reports what makes the message unusable; handlers see only messages for which it is nil.
	Validate() error
}

// Head is the envelope without type and content.
type Head struct {
	ID    string // set by a client that wants a reply: 1-32 characters of A-Z a-z 0-9 _ -, never reused in a session
	Re    string // in a reply: the request's id
	Seq   uint64 // in an event: its number in the session, without gaps; 0 in replies and lossy events
	Epoch int64  // the room's epoch: it grows when another process takes the room over
}

// Frame is one message with its envelope.
type Frame struct {
	Head
	Message Message
}

type envelope struct {
	V     int             `json:"v"`
	T     string          `json:"t"`
	ID    string          `json:"id,omitempty"`
	Re    string          `json:"re,omitempty"`
	Seq   uint64          `json:"seq,omitempty"`
	Epoch int64           `json:"epoch,omitempty"`
	D     json.RawMessage `json:"d"`
}

// Encode is the JSON text of a frame. The message must be valid.
func Encode(f Frame) ([]byte, error) {
	d, err := plain(f.Message)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", f.Message.Type(), err)
	}
	return plain(envelope{V: Version, T: f.Message.Type(), ID: f.ID, Re: f.Re, Seq: f.Seq, Epoch: f.Epoch, D: d})
}

// plain is JSON in which "<" is one byte and not six: frames are never part of HTML, and six times a long chat is too much for a queue.
func plain(v any) ([]byte, error) {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(text.Bytes(), []byte("\n")), err
}
