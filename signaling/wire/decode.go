package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// MaxFrame is the longest frame in bytes; a longer one closes the socket with 1009.
const MaxFrame = 64 << 10

const maxDepth = 16

// ErrMalformed is every frame that is no message of this protocol. It closes the socket with CloseMalformed.
var ErrMalformed = errors.New("malformed frame")

// UnknownTypeError is a well-formed frame whose t this version does not know. It is counted and answered, not fatal.
type UnknownTypeError struct {
	T string
	Head
}

func (e *UnknownTypeError) Error() string { return fmt.Sprintf("unknown message type %q", e.T) }

// InvalidError is a frame of a known type whose content breaks a rule. It is answered with ErrInvalid, not fatal.
type InvalidError struct {
	T string
	Head
	Reason error
}

func (e *InvalidError) Error() string { return fmt.Sprintf("%s: %v", e.T, e.Reason) }

func (e *InvalidError) Unwrap() error { return e.Reason }

// Decode reads a frame that a client sent. It refuses binary rubbish, bad UTF-8, equal keys (also in another case: encoding/json
// would take the last), keys outside ASCII, depth over 16, another version and anything behind the message.
func Decode(data []byte) (Frame, error) {
	if len(data) > MaxFrame {
		return Frame{}, fmt.Errorf("%w: %d bytes", ErrMalformed, len(data))
	}
	return decode(data, toServer)
}

// DecodeToClient reads a frame that a server sent, with the same strictness; Go clients use it.
func DecodeToClient(data []byte) (Frame, error) { return decode(data, toClient) }

func decode(data []byte, known map[string]func() Message) (Frame, error) {
	if !utf8.Valid(data) {
		return Frame{}, fmt.Errorf("%w: not UTF-8", ErrMalformed)
	}
	if err := checkShape(data); err != nil {
		return Frame{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	var e envelope
	if err := json.Unmarshal(data, &e); err != nil {
		return Frame{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if e.V != Version {
		return Frame{}, fmt.Errorf("%w: version %d", ErrMalformed, e.V)
	}
	head := Head{ID: e.ID, Re: e.Re, Seq: e.Seq, Epoch: e.Epoch}
	if head.ID != "" && !isToken(head.ID, 32) {
		return Frame{}, fmt.Errorf("%w: id", ErrMalformed)
	}
	fresh, ok := known[e.T]
	if !ok {
		return Frame{}, &UnknownTypeError{T: clip(e.T, 32), Head: head}
	}
	m := fresh()
	if len(e.D) == 0 || bytes.Equal(e.D, []byte("null")) {
		e.D = json.RawMessage("{}")
	}
	if err := json.Unmarshal(e.D, m); err != nil {
		return Frame{}, &InvalidError{T: e.T, Head: head, Reason: errors.New("a field has the wrong kind of value")}
	}
	if err := m.Validate(); err != nil {
		return Frame{}, &InvalidError{T: e.T, Head: head, Reason: err}
	}
	return Frame{Head: head, Message: m}, nil
}

// checkShape walks one JSON value: an object, keys ASCII and distinct without regard to case, not deeper than maxDepth.
func checkShape(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var open []map[string]bool // one entry a level; nil for an array
	key := false               // the next string token is a key
	for {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case json.Delim:
			switch t {
			case '{', '[':
				if len(open) == 0 && t != '{' {
					return errors.New("not an object")
				}
				if len(open) == maxDepth {
					return errors.New("too deep")
				}
				var keys map[string]bool
				if t == '{' {
					keys = map[string]bool{}
				}
				open = append(open, keys)
			case '}', ']':
				open = open[:len(open)-1]
			}
			key = len(open) > 0 && open[len(open)-1] != nil
		default:
			if len(open) == 0 {
				return errors.New("not an object")
			}
			if !key {
				key = open[len(open)-1] != nil
				continue
			}
			if err := addKey(open[len(open)-1], token); err != nil {
				return err
			}
			key = false
		}
		if len(open) == 0 {
			if _, err := d.Token(); !errors.Is(err, io.EOF) {
				return errors.New("more than one value")
			}
			return nil
		}
	}
}

func addKey(keys map[string]bool, token json.Token) error {
	name, _ := token.(string)
	for _, r := range name {
		if r >= utf8.RuneSelf {
			return errors.New("key outside ASCII")
		}
	}
	name = strings.ToLower(name)
	if keys[name] {
		return errors.New("equal keys")
	}
	keys[name] = true
	return nil
}
