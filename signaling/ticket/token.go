package ticket

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
)

const tokenPurpose = "etrade resume token v1\x00"

// Token is a new word by which a client goes on with its session: the n-th of them, from 1. The room keeps its hash alone. The signature lets a node that
// takes a room over tell a token that the node before has told and had no time to save.
func Token(keys Keys, session string, n int64) string {
	body := strconv.FormatInt(n, 10) + "." + rand.Text()
	return body + "." + base64.RawURLEncoding.EncodeToString(sign(keys.Current, tokenPurpose, tokenText(session, body)))
}

// TokenNumber is which of the session's tokens the text is, 0 when it is none that a node of this office made.
func TokenNumber(keys Keys, session, text string) int64 {
	number, rest, _ := strings.Cut(text, ".")
	word, signature, _ := strings.Cut(rest, ".")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 1 {
		return 0
	}
	given, err := base64.RawURLEncoding.Strict().DecodeString(signature)
	if err != nil || !signedBy(keys, tokenPurpose, tokenText(session, number+"."+word), given) {
		return 0
	}
	return n
}

// tokenText is what is signed; quoting keeps the parts apart whatever they hold.
func tokenText(session, body string) string { return fmt.Sprintf("%q %q", session, body) }
