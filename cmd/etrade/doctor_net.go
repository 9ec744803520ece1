package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/etradeoffice/portal/signaling/sfu/reach"
)

// doctorCommands look at the machine that the office runs on, or at the office from another one.
type doctorCommands struct {
	Here  doctorCommand      `cmd:"" default:"withargs" help:"Look at what the office needs on this machine and say what is wrong."`
	Ready doctorReadyCommand `cmd:"" help:"Ask the office that runs on this machine whether it can work."`
	Net   doctorNetCommand   `cmd:"" help:"Look from this machine whether sound and picture reach an office, and which way."`
}

// doctorNetCommand is run where participants sit: outside the firewall that stands before the office, or inside their own.
type doctorNetCommand struct {
	URL   string        `arg:"" help:"The office's address, such as https://trade.city.example."`
	Roots string        `help:"PEM file of an authority to believe besides the system's." placeholder:"FILE"`
	Limit time.Duration `help:"How long one way may take." default:"10s"`
}

// Run tries each way, prints what it found and what mends it, and fails when a way is closed.
func (c doctorNetCommand) Run(ctx context.Context, t terminal) error {
	office, err := url.Parse(strings.TrimRight(c.URL, "/"))
	if err != nil || office.Scheme != "https" && office.Scheme != "http" || office.Host == "" {
		return fmt.Errorf("name the office's address like https://trade.city.example, not %q", c.URL)
	}
	config := reach.Config{Office: office, Limit: c.Limit}
	if config.TLS, err = believing(c.Roots); err != nil {
		return err
	}
	results, err := reach.Try(ctx, config)
	if err != nil {
		return fmt.Errorf("%w: check the address, and that its TCP port is open", err)
	}
	closed := 0
	for _, r := range results {
		if r.Err == nil {
			t.say(fmt.Sprintf("ok    %-6s media get through to %s, %s there and back", wayNames[r.Way], r.Over, r.RTT.Round(time.Millisecond)))
			continue
		}
		closed++
		t.say(fmt.Sprintf("fail  %-6s %v", wayNames[r.Way], r.Err))
		t.say("             " + wayOut(r))
	}
	if closed == len(results) {
		return errors.New("no way is open: from here nobody can take part in a consultation")
	}
	if closed > 0 {
		return fmt.Errorf("%d of %d ways are closed; calls from here go over the others", closed, len(results))
	}
	return nil
}

var wayNames = map[reach.Way]string{reach.UDP: "UDP", reach.TCP: "TCP", reach.Relay: "relay"}

// wayOut says who has to open what.
func wayOut(r reach.Result) string {
	offered := !errors.Is(r.Err, reach.ErrNotOffered)
	switch {
	case r.Way == reach.UDP && offered:
		return fmt.Sprintf("let UDP to %s through: in the firewall before the office, or in the one here; where the office's own address is private, its --media-ip must name the public one", r.Over)
	case r.Way == reach.TCP && offered:
		return fmt.Sprintf("let TCP to %s through as it is, without looking for TLS in it; a TLS proxy before the office lets no media through on its port", r.Over)
	case r.Way == reach.Relay && offered:
		return fmt.Sprintf("let TLS to %s through, and look at its certificate: participants' browsers must believe it", r.Over)
	case r.Way == reach.Relay:
		return "the office has no address to relay from: let it listen on one, or name the public one in --media-ip"
	}
	return "name the office's public address in --media-ip"
}

// believing is a TLS configuration with one more authority; nil for the system's alone.
func believing(file string) (*tls.Config, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate in PEM", file)
	}
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, nil
}
