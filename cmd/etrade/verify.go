package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/statement"
)

// verifyCommand checks an endorsement by files alone: it opens no connection.
type verifyCommand struct {
	File string    `arg:"" type:"existingfile" help:"The endorsement, as the office's page hands it out."`
	Keys string    `help:"Published keys: /trust/keys.json of the office, got by a way you trust." required:"" type:"existingfile" placeholder:"FILE"`
	List string    `help:"The newest list of what was revoked: /trust/revoked.json of the office." required:"" type:"existingfile" placeholder:"FILE"`
	At   time.Time `help:"Check as of this day instead of now." format:"2006-01-02" placeholder:"2026-11-26"`
}

// Run prints what was found; it fails for everything but a valid endorsement.
func (c verifyCommand) Run(t terminal) error {
	var files [3][]byte
	for i, name := range []string{c.File, c.Keys, c.List} {
		var err error
		if files[i], err = os.ReadFile(name); err != nil {
			return err
		}
	}
	at := c.At
	if at.IsZero() {
		at = time.Now()
	}
	found := statement.Verify(files[0], files[1], files[2], at)
	if found.Statement.Code != "" {
		t.say(found.Statement.Code)
		t.say(found.Statement.Said("en"))
	}
	for _, key := range found.Signers {
		t.say("signed by " + key.Owner.En + ", key " + key.ID)
	}
	verdict := verdictOf(found)
	if found.Result != statement.Valid {
		return fmt.Errorf("NOT VALID, %s", verdict)
	}
	t.say("VALID, " + verdict)
	return nil
}

// verdictOf is a finding in words.
func verdictOf(f statement.Finding) string {
	switch f.Result {
	case statement.Valid:
		return fmt.Sprintf("as of list no. %d of %s", f.List.Number, f.List.IssuedAt)
	case statement.Expired:
		return "expired: it was valid until " + f.Statement.ValidUntil
	case statement.Revoke:
		return fmt.Sprintf("revoked on %s (%s)", f.Revoked.On, strings.ReplaceAll(f.Revoked.Reason, "_", " "))
	case statement.UnknownKey:
		return fmt.Sprintf("unknown key %q: the published keys have none of this name that signed then, or they cannot be read", f.Key)
	case statement.ListAltered:
		return "list altered: the list of what was revoked does not carry the office's signature; get it again"
	case statement.ListOld:
		return fmt.Sprintf("list too old: no. %d was to be replaced by %s; get the newest one", f.List.Number, f.List.NextBy)
	case statement.Altered:
	}
	return "altered: this is not what was signed"
}
