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

	"github.com/prometheus/client_golang/prometheus"

	"github.com/etradeoffice/portal/signaling"
	"github.com/etradeoffice/portal/signaling/control"
	"github.com/etradeoffice/portal/signaling/edge"
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
	port  *edge.Port
	ended chan error
}

// startLiveSide is told the leases for its address, http://127.0.0.1:port, or https with certificates. Facts are taken and forgotten, as if the portal had them.
func startLiveSide(log *slog.Logger, origins []string, certificates edge.Certificates, leases func(address string) signaling.Leases) (*liveSide, string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	media, err := sfu.New(sfu.Config{UDPAddr: "127.0.0.1:0", AllowLoopback: true})
	if err != nil {
		return nil, "", errors.Join(err, l.Close())
	}
	address, shared := "http://"+l.Addr().String(), edge.Config{Listener: l}
	if certificates != nil {
		address, shared.TLS = "https://"+l.Addr().String(), edge.TLS(certificates)
	}
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
	s := &liveSide{rooms: rooms, media: media, port: edge.Open(shared), ended: make(chan error, 1),
		web: &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)}}
	go func() { s.ended <- s.web.Serve(s.port.HTTP()) }() // ends with close
	return s, address, nil
}

// sockets is how many are open, by the server's own count.
func (s *liveSide) sockets() (int, error) {
	all := prometheus.NewPedanticRegistry()
	if err := all.Register(s.rooms); err != nil {
		return 0, err
	}
	families, err := all.Gather()
	if err != nil {
		return 0, err
	}
	for _, f := range families {
		if f.GetName() == "etrade_live_sockets" {
			return int(f.GetMetric()[0].GetGauge().GetValue()), nil
		}
	}
	return 0, errors.New("the live side does not count its sockets")
}

// close lets the rooms leave first, then the server.
func (s *liveSide) close() error {
	err := errors.Join(s.rooms.Close(), s.web.Close(), s.port.Close())
	if served := <-s.ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, fmt.Errorf("serve: %w", served))
	}
	s.media.Close()
	return err
}

// noFacts takes what rooms report and keeps nothing: the portal is not there.
type noFacts struct{}

func (noFacts) Record(context.Context, control.Fact) error { return nil }
