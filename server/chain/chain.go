// Package chain owns how rows of a history are bound to one another by hashes, so that none can be changed or taken out
// unseen. It leaves what a row says, and keeping it, to the topics.
package chain

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Next is the hash (SHA-256) of a row that follows the one with the hash prev; the first row has none before it. The parts
// are what the row says, in an order that its topic never changes; none holds a zero byte.
func Next(prev []byte, parts ...string) []byte {
	sum := sha256.Sum256([]byte(hex.EncodeToString(prev) + "\x00" + strings.Join(parts, "\x00")))
	return sum[:]
}
