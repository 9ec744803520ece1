package main

import "github.com/etradeoffice/portal/signaling/sfu"

// own is the product's SFU.
type own struct{ sfu *sfu.SFU }

func newOwn() (forwarder, error) {
	s, err := sfu.New(sfu.Config{UDPAddr: "127.0.0.1:0", AllowLoopback: true})
	if err != nil {
		return nil, err
	}
	return own{s}, nil
}

func (o own) join(room, who, offer string) (string, error) {
	p, err := o.sfu.Open(room).Join(who, func(sfu.Event) {})
	if err != nil {
		return "", err
	}
	return p.Offer(1, offer)
}

func (o own) bind(room, who string, slots []sfu.Slot) { o.sfu.Open(room).Bind(who, slots) }

func (o own) close() { o.sfu.Close() }
