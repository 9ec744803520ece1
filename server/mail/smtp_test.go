package mail_test

import (
	"bufio"
	"fmt"
	"net"
	netmail "net/mail"
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/mail"
)

// mailServer takes letters like a plain SMTP server (RFC 5321) and answers RCPT with the code that it is given.
func mailServer(t *testing.T, recipientCode int) (url string, letters <-chan string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	received := make(chan string, 10)
	go func() { // ends with the listener
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			serveSMTP(conn, recipientCode, received)
		}
	}()
	return "smtp://" + listener.Addr().String(), received
}

func serveSMTP(conn net.Conn, recipientCode int, received chan<- string) {
	defer func() { _ = conn.Close() }()
	lines := bufio.NewScanner(conn)
	_, _ = fmt.Fprint(conn, "220 test\r\n")
	for lines.Scan() {
		verb, _, _ := strings.Cut(strings.ToUpper(lines.Text()), " ")
		switch verb {
		case "RCPT":
			_, _ = fmt.Fprintf(conn, "%d recipient\r\n", recipientCode)
		case "DATA":
			_, _ = fmt.Fprint(conn, "354 go on\r\n")
			var letter strings.Builder
			for lines.Scan() && lines.Text() != "." {
				letter.WriteString(lines.Text() + "\r\n")
			}
			received <- letter.String()
			_, _ = fmt.Fprint(conn, "250 taken\r\n")
		case "QUIT":
			_, _ = fmt.Fprint(conn, "221 bye\r\n")
			return
		default:
			_, _ = fmt.Fprint(conn, "250 ok\r\n")
		}
	}
}

func TestLetterReachesTheMailServer(t *testing.T) {
	url, letters := mailServer(t, 250)
	out, err := mail.New(mail.Config{SMTPURL: url, From: "office@office.example", FromName: "e-Trade Office", Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	send(t, out, invite)
	letter, err := netmail.ReadMessage(strings.NewReader(<-letters))
	if err != nil {
		t.Fatal(err)
	}
	if id := letter.Header.Get("Message-Id"); id != "<"+invite.ID+">" {
		t.Errorf("message id %q", id)
	}
	if kept, err := out.List(); err != nil || len(kept) != 0 {
		t.Errorf("a letter that left was kept too: %d, %v", len(kept), err)
	}
}

func TestRefusedRecipientAndSilentServerAreErrors(t *testing.T) {
	refusing, _ := mailServer(t, 550)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	for _, url := range []string{refusing, "smtp://" + closed.Addr().String()} {
		out, err := mail.New(mail.Config{SMTPURL: url, From: "office@office.example"})
		if err != nil {
			t.Fatal(err)
		}
		if err := out.Send(t.Context(), invite); err == nil || !strings.Contains(err.Error(), invite.ID) {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestPasswordNeverLeavesWithoutTLS(t *testing.T) {
	url, letters := mailServer(t, 250)
	out, err := mail.New(mail.Config{SMTPURL: strings.Replace(url, "smtp://", "smtp://user:secret@", 1), From: "office@office.example"})
	if err != nil {
		t.Fatal(err)
	}
	if err := out.Send(t.Context(), invite); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
	if len(letters) != 0 {
		t.Error("the letter was sent")
	}
}
