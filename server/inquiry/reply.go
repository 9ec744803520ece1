package inquiry

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// address is the Message-ID of a mail about a message, without the domain. It holds a proof that the office wrote it, so
// that who answers it shows that the mail had come.
func (s *Service) address(inquiry ID, reader account.UserID, message uuid.UUID) string {
	name := "inquiry." + inquiry.String() + "." + reader.String() + "." + message.String()
	return name + "." + proof(s.Keys[0], name)
}

func proof(key []byte, name string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("mail\x00" + name))
	return hex.EncodeToString(mac.Sum(nil)[:12])
}

// answered is the thread and the reader of the mail with this Message-ID; false when the office wrote no such.
func (s *Service) answered(messageID string) (ID, account.UserID, bool) {
	name, _, _ := strings.Cut(messageID, "@")
	at := strings.LastIndexByte(name, '.')
	parts := strings.Split(name, ".")
	ours := func(key []byte) bool { return hmac.Equal([]byte(name[at+1:]), []byte(proof(key, name[:at]))) }
	if len(parts) != 5 || parts[0] != "inquiry" || !slices.ContainsFunc(s.Keys, ours) {
		return ID{}, account.UserID{}, false
	}
	inquiry, err := uuid.Parse(parts[1])
	reader, err2 := uuid.Parse(parts[2])
	return ID{inquiry}, account.UserID{UUID: reader}, err == nil && err2 == nil
}

// TakeMail joins a mail that answers one of the office's to its thread, and reports whether it is such a mail. It counts
// when it comes from the address that the answered mail went to; programs that answer by themselves are not heard.
func (s *Service) TakeMail(ctx context.Context, raw []byte) (bool, error) {
	a, err := mail.ReadArrived(raw)
	if err != nil {
		return false, err
	}
	for _, id := range a.Answers {
		inquiry, reader, ok := s.answered(id)
		if !ok {
			continue
		}
		return true, s.takeReply(ctx, a, inquiry, reader)
	}
	return false, nil
}

func (s *Service) takeReply(ctx context.Context, a mail.Arrived, id ID, reader account.UserID) error {
	v, err := s.Accounts.Viewer(ctx, reader)
	if problem.Is(err, problem.NotFound) || err == nil && (a.Automatic || !strings.EqualFold(v.Email, a.From)) {
		s.Log.Info("mail to a thread left out", "inquiry", id, "automatic", a.Automatic)
		return nil
	}
	if err != nil {
		return err
	}
	text := a.Text
	if text == "" {
		text = withoutTags(a.HTML)
	}
	sum := sha256.Sum256([]byte(a.ID))
	w := Write{Key: "mail " + hex.EncodeToString(sum[:]), Text: clip(unquoted(text), messageMax), Lang: v.Lang, Way: ByMail}
	for _, f := range a.Files {
		if kind, _ := sniff(f.Content); kind != "" && len(w.Files) < s.Settings.FilesMost {
			w.Files = append(w.Files, Upload{Name: f.Name, Size: int64(len(f.Content)), Body: bytes.NewReader(f.Content)})
		}
	}
	if w.Text == "" && len(w.Files) > 0 {
		w.Text = "…"
	}
	_, err = s.Say(ctx, v, id, w)
	switch problem.KindOf(err) {
	case problem.Conflict, problem.Invalid, problem.Forbidden, problem.NotFound:
		if err == nil {
			return nil
		}
		return s.refuse(ctx, id, v)
	default:
		return err
	}
}

// refuse tells the writer of a mail that it did not get into the thread, which it may read why.
func (s *Service) refuse(ctx context.Context, id ID, v account.Viewer) error {
	return s.DB.Tx(ctx, func(tx postgres.Tx) error {
		return s.Queue.Insert(ctx, tx, letter{About: aboutRefused, Inquiry: id.UUID, Message: newID(), Reader: v.User.UUID})
	})
}

func clip(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

var (
	quoteBegins = regexp.MustCompile(`(?im)^\s*(-{2,}\s*(original message|원본 메일|원본 메시지|ursprüngliche nachricht|mesaj original).*|_{10,}|on .{6,120}(wrote|написал\(а\)):|am .{6,120} schrieb.*:|.{6,120} 작성:|.{6,120}님이 작성:|în .{6,120} a scris:|(from|von|보낸 사람|발신|de la|от):\s.*@.*)\s*$`)
	tag         = regexp.MustCompile(`(?s)<(script|style|head)\b.*?</(script|style|head)>|<[^>]*>`)
	lineEnd     = regexp.MustCompile(`(?i)<(br|/p|/div|/tr|/li)\b[^>]*>`)
)

// unquoted is what somebody wrote without what the mail program quoted below.
func unquoted(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if at := quoteBegins.FindStringIndex(text); at != nil {
		text = text[:at[0]]
	}
	var kept []string
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(line, ">") {
			continue
		}
		if line == "-- " {
			break
		}
		kept = append(kept, strings.TrimRight(line, " \t"))
	}
	return strings.TrimSpace(strings.Join(kept, "\n"))
}

var entities = strings.NewReplacer("&nbsp;", " ", "&amp;", "&", "&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#39;", "'")

func withoutTags(html string) string {
	return entities.Replace(tag.ReplaceAllString(lineEnd.ReplaceAllString(html, "\n"), ""))
}
