// Package mail owns how a letter leaves the house: its MIME form, and SMTP, or a folder where nothing is configured so
// that it can be read at /dev/mail. It leaves what a letter says to the topics, and sending once to the job that carries it.
package mail

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	gomail "github.com/wneessen/go-mail"
)

// Message is one letter to one person.
type Message struct {
	ID             string `json:"id"`                    // Message-ID without brackets, the same for every try of this letter
	InReplyTo      string `json:"in_reply_to,omitempty"` // Message-ID of the letter that this one follows
	Lang           string `json:"lang"`                  // BCP 47
	ToName         string `json:"to_name,omitempty"`
	To             string `json:"to"`
	Subject        string `json:"subject"`
	Text           string `json:"text"`
	HTML           string `json:"html,omitempty"`
	Unsubscribe    string `json:"unsubscribe,omitempty"`     // address that ends a digest by one POST (RFC 8058); none for other letters
	Calendar       []byte `json:"calendar,omitempty"`        // one VCALENDAR (RFC 5545), none when empty
	CalendarMethod string `json:"calendar_method,omitempty"` // REQUEST or CANCEL (RFC 5546)
}

// Job carries a letter from the transaction that wrote it to Send.
type Job struct {
	Message Message `json:"message"`
}

// Kind is the job's name in the queue.
func (Job) Kind() string { return "mail" }

// Config says how letters leave.
type Config struct {
	SMTPURL  string // smtp://user:password@host:587 (STARTTLS when offered), smtps://host:465; empty: kept in Dir
	FromName string
	From     string // the office's address
	Dir      string // folder of the kept letters
	Now      func() time.Time
}

// Outbox sends letters. It is safe for concurrent use.
type Outbox struct {
	cfg    Config
	client *gomail.Client // nil: letters are kept
	sent   *prometheus.CounterVec
}

// New checks the settings; it does not connect.
func New(cfg Config) (*Outbox, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if _, err := mail.ParseAddress(cfg.From); err != nil {
		return nil, fmt.Errorf("the office's mail address %q: %w", cfg.From, err)
	}
	out := &Outbox{cfg: cfg, sent: newSent()}
	if cfg.SMTPURL == "" {
		return out, nil
	}
	var err error
	if out.client, err = newClient(cfg.SMTPURL); err != nil {
		return nil, fmt.Errorf("the mail server's address (ETRADE_SMTP_URL): %w", err)
	}
	return out, nil
}

func newClient(raw string) (*gomail.Client, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, errors.New("it is not a URL") // the parser's own words would repeat the password
	}
	opts := []gomail.Option{gomail.WithTimeout(15 * time.Second)}
	port := 587
	switch u.Scheme {
	case "smtp":
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	case "smtps":
		opts, port = append(opts, gomail.WithSSL()), 465
	default:
		return nil, fmt.Errorf("it must begin with smtp:// or smtps://, not %q", u.Scheme)
	}
	if p := u.Port(); p != "" {
		if port, err = strconv.Atoi(p); err != nil {
			return nil, fmt.Errorf("port %q", p)
		}
	}
	opts = append(opts, gomail.WithPort(port))
	if u.User != nil {
		password, _ := u.User.Password()
		// A password leaves only inside TLS.
		if u.Scheme == "smtp" {
			opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
		}
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	return gomail.NewClient(u.Hostname(), opts...)
}

// Send hands the letter to the mail server, or keeps it. The same letter sent twice has the same Message-ID, and is
// kept once.
func (o *Outbox) Send(ctx context.Context, m Message) error {
	letter, err := o.compose(m)
	if err != nil {
		return fmt.Errorf("compose mail %s: %w", m.ID, err)
	}
	if o.client == nil {
		return o.count("kept", o.keep(m.ID, letter))
	}
	if err := o.count("sent", o.client.DialAndSendWithContext(ctx, letter)); err != nil {
		return fmt.Errorf("send mail %s: %w", m.ID, err)
	}
	return nil
}
