package wire

import "errors"

// ChatSend says something to all who are in, or to one of them. It counts once: a second one with the same cid is answered ok
// and changes nothing.
type ChatSend struct {
	CID  string `json:"cid"` // chosen by the client, 1-64 characters of A-Z a-z 0-9 _ -
	Text string `json:"text"`
	To   string `json:"to,omitempty"`   // pid; empty for all
	Lang string `json:"lang,omitempty"` // BCP 47
}

func (*ChatSend) Type() string { return "chat.send" }

func (m *ChatSend) Validate() error {
	if !isToken(m.CID, 64) {
		return errors.New("cid")
	}
	if m.To != "" && checkPID(m.To) != nil {
		return errors.New("to")
	}
	return errors.Join(checkText(m.Text, 1), checkLang(m.Lang))
}

// ChatMsg is one message in the room's order; it comes to its sender too. Clients show text as text, never as markup.
type ChatMsg struct {
	N    int64  `json:"n"` // grows in a room; who reads direct messages of others sees gaps
	CID  string `json:"cid"`
	PID  string `json:"pid"`  // OfficePID ("office") when the Office has written from its board
	Name string `json:"name"` // of the sender, who may have left
	Text string `json:"text"`
	To   string `json:"to,omitempty"`
	Lang string `json:"lang,omitempty"`
	At   int64  `json:"at"` // ms since 1970 UTC
}

func (*ChatMsg) Type() string { return "chat.msg" }

func (m *ChatMsg) Validate() error {
	if m.N < 1 {
		return errors.New("n")
	}
	return errors.Join(checkPID(m.PID), checkText(m.Text, 1))
}

// ChatHistory is what was said after hello's lastChat and is for this person, oldest first; long histories come in several.
type ChatHistory struct {
	Messages []ChatMsg `json:"messages"`
}

func (*ChatHistory) Type() string { return "chat.history" }

func (m *ChatHistory) Validate() error {
	for i := range m.Messages {
		if err := m.Messages[i].Validate(); err != nil {
			return err
		}
	}
	return nil
}
