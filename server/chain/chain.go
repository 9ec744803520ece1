// Package chain owns how rows of a history are bound to one another by hashes, so that none can be changed or taken out
// unseen. It leaves which moves there are, and keeping the rows, to the topics.
package chain

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// Next is the hash (SHA-256) of a row that follows the one with the hash prev; the first row has none before it. The parts
// are what the row says, in an order that its topic never changes; none holds a zero byte.
func Next(prev []byte, parts ...string) []byte {
	sum := sha256.Sum256([]byte(hex.EncodeToString(prev) + "\x00" + strings.Join(parts, "\x00")))
	return sum[:]
}

// Entry is one move in the life of a thing, as it was made. A topic's row of history is an entry and whose it is.
type Entry struct {
	Version   int // counts from 1 in the life of one thing
	At        time.Time
	Actor     string // a person's id, or "server"
	Role      string
	Move      string
	FromState string
	ToState   string
	Reason    string
	PrevHash  []byte
	Hash      []byte
}

// Sealed is the entry of a thing with its hash after the one before it. Times count in microseconds, as tables keep them.
func (e Entry) Sealed(subject string, prev []byte) Entry {
	e.At = e.At.UTC().Truncate(time.Microsecond)
	e.PrevHash = append([]byte{}, prev...)
	e.Hash = Next(prev, subject, strconv.Itoa(e.Version), e.At.Format(time.RFC3339Nano), e.Actor, e.Role, e.Move, e.FromState, e.ToState, e.Reason)
	return e
}

// Whole reports whether the history of a thing, in order, is as it was written: none is missing, none was changed.
func Whole(subject string, entries []Entry) bool { return Follows(subject, Entry{}, entries) }

// Follows is Whole for what comes after an entry that is known to stand; zero: from the first on.
func Follows(subject string, last Entry, entries []Entry) bool {
	prev := last.Hash
	for i, e := range entries {
		if e.Version != last.Version+i+1 || !bytes.Equal(e.Sealed(subject, prev).Hash, e.Hash) {
			return false
		}
		prev = e.Hash
	}
	return true
}
