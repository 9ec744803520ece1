package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// doctorReadyCommand asks the office that runs on this machine whether it can work. It is for whoever keeps it running and has no other
// program to ask with, as in its image.
type doctorReadyCommand struct {
	MetricsListen string        `help:"The --metrics-listen of the office that runs here." env:"ETRADE_METRICS_LISTEN" required:"" placeholder:"HOST:PORT"`
	Limit         time.Duration `help:"How long it may take to answer." default:"4s"`
}

// Run fails where the office does not answer, has no database, or is leaving.
func (c doctorReadyCommand) Run(ctx context.Context, t terminal) error {
	host, port, err := net.SplitHostPort(c.MetricsListen)
	if err != nil {
		return fmt.Errorf("--metrics-listen must be like 127.0.0.1:9090, not %q", c.MetricsListen)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	response, err := (&http.Client{Timeout: c.Limit}).Do(request)
	if err != nil {
		return fmt.Errorf("the office does not answer: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	said, err := io.ReadAll(io.LimitReader(response.Body, 1<<10))
	if err != nil {
		return fmt.Errorf("the office does not answer: %w", err)
	}
	text := strings.TrimSpace(strings.ReplaceAll(string(said), "\n", ", "))
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the office is not ready: %s", text)
	}
	t.say(text)
	return nil
}
