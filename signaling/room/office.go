package room

import "github.com/etradeoffice/portal/signaling/wire"

// wordCounts is how long a word of the Office stands before everybody, ms: "please wait three minutes" is wrong after ten.
const wordCounts = 600_000

// OfficeSays is a sentence of the Office from its board, to all who are in and who wait. What is said again, or comes when it counts no longer, changes
// nothing.
type OfficeSays struct {
	ID   string
	By   string // what the Office is called
	Text string
	Lang string
	At   int64 // when it was written, ms since 1970 UTC
}

func (c OfficeSays) apply(t *turn) {
	word := c.Word()
	if t.now >= word.Until || t.saidBefore(wire.OfficePID, c.ID) {
		return
	}
	t.Word = word
	t.line(wire.ChatMsg{CID: c.ID, PID: wire.OfficePID, Name: c.By, Text: c.Text, Lang: c.Lang, At: t.now})
}

// Word is it as everybody is told.
func (c OfficeSays) Word() wire.OfficeWord {
	return wire.OfficeWord{ID: c.ID, Text: c.Text, Lang: c.Lang, At: c.At, Until: c.At + wordCounts}
}

// tellWord tells everybody what the Office has said just now, and whoever is fresh as long as it counts.
func (t *turn) tellWord(before *State, p *Person) {
	_, fresh := t.fresh[p.PID]
	if t.now < t.Word.Until && (fresh || t.Word != before.Word) {
		word := t.Word
		t.send(p, Normal, &word)
	}
}
