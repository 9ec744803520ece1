package main

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/etradeoffice/portal/signaling"
	"github.com/etradeoffice/portal/signaling/control"
	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/ticket"
)

// officeSecret is what the nodes of a run share; they listen on loopback alone and live as long as it.
const officeSecret = "what the nodes of one run share, and nobody else"

// roomKeys sign tickets as `etrade serve` with that secret does.
func roomKeys() ticket.Keys {
	key, err := hkdf.Key(sha256.New, []byte(officeSecret), nil, "etrade join ticket", ticket.MinKey)
	if err != nil { // an impossible length
		panic(err)
	}
	return ticket.Keys{Current: key}
}

// liveSide is sockets, rooms and media of one node in this process, on a port of loopback.
type liveSide struct {
	rooms *signaling.Server
	media *sfu.SFU
	web   *http.Server
	ended chan error
}

// startLiveSide is told the leases for its address, http://127.0.0.1:port. Facts are taken and forgotten, as if the portal had them.
func startLiveSide(log *slog.Logger, origins []string, leases func(address string) signaling.Leases) (*liveSide, string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	media, err := sfu.New(sfu.Config{UDPAddr: "127.0.0.1:0", AllowLoopback: true})
	if err != nil {
		return nil, "", errors.Join(err, l.Close())
	}
	address := "http://" + l.Addr().String()
	rooms, err := signaling.New(signaling.Config{
		Keys: roomKeys(), Origins: origins, SFU: media, Facts: noFacts{}, Hellos: 100_000, Log: log, Registry: leases(address),
	})
	if err != nil {
		media.Close()
		return nil, "", errors.Join(err, l.Close())
	}
	mux := http.NewServeMux()
	rooms.Routes(mux)
	rooms.NodeRoutes(mux)
	s := &liveSide{rooms: rooms, media: media, ended: make(chan error, 1),
		web: &http.Server{ReadHeaderTimeout: 5 * time.Second, Handler: mux, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)}}
	go func() { s.ended <- s.web.Serve(l) }() // ends with close
	return s, address, nil
}

// close lets the rooms leave first, then the server.
func (s *liveSide) close() error {
	err := errors.Join(s.rooms.Close(), s.web.Close())
	if served := <-s.ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, fmt.Errorf("serve: %w", served))
	}
	s.media.Close()
	return err
}

// noFacts takes what rooms report and keeps nothing: the portal is not there.
type noFacts struct{}

func (noFacts) Record(context.Context, control.Fact) error { return nil }
