package wire

import (
	"errors"
	"unicode/utf8"
)

// OfficePID stands for the Office as the one who has written; no participant has it.
const OfficePID = "office"

// MaxOfficeWord is the longest word of the Office in runes: it stands over the picture of a phone.
const MaxOfficeWord = 300

// OfficeWord is what the Office tells a room from its board: the newest, in place of the one before. It goes to all who are in or wait; who is in has it in
// the chat too, as a line of OfficePID. After hello.ok there is none until it comes.
type OfficeWord struct {
	ID    string `json:"id"`
	Text  string `json:"text"`
	Lang  string `json:"lang,omitempty"` // in which it is written, BCP 47
	At    int64  `json:"at"`             // ms since 1970 UTC
	Until int64  `json:"until"`          // it counts no longer, ms since 1970 UTC
}

func (*OfficeWord) Type() string { return "office.word" }

func (m *OfficeWord) Validate() error {
	switch {
	case !isToken(m.ID, 64):
		return errors.New("id")
	case utf8.RuneCountInString(m.Text) > MaxOfficeWord:
		return errors.New("text")
	case m.At < 1 || m.Until <= m.At:
		return errors.New("at")
	}
	return errors.Join(checkText(m.Text, 1), checkLang(m.Lang))
}
