package sfu

import (
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
)

// control takes one packet of RTCP that the client sent, on the goroutine that read it.
func (p *Peer) control(b []byte) {
	packets, err := rtcp.Unmarshal(b)
	if err != nil {
		return
	}
	for _, pkt := range packets {
		switch pkt := pkt.(type) {
		case *rtcp.SenderReport:
			if u := p.uplink(pkt.SSRC); u != nil {
				u.heard(pkt, p.now())
			}
			p.reported(pkt.Reports)
		case *rtcp.ReceiverReport:
			p.reported(pkt.Reports)
		case *rtcp.TransportLayerCC:
			for _, m := range p.down.feedback(pkt, time.Duration(p.rtt.Load()), p.now()) {
				m.slot.resend(m.number)
			}
		case *rtcp.TransportLayerNack:
			p.owned[pkt.MediaSSRC].control(pkt)
		case *rtcp.PictureLossIndication:
			p.owned[pkt.MediaSSRC].control(pkt)
		case *rtcp.FullIntraRequest:
			for _, entry := range pkt.FIR {
				p.owned[entry.SSRC].control(pkt)
			}
		}
	}
}

// uplink is the incoming stream with this SSRC.
func (p *Peer) uplink(ssrc uint32) *uplink {
	for _, f := range p.feeds {
		for _, u := range f.uplinks() {
			if u != nil && u.ssrc == ssrc {
				return u
			}
		}
	}
	return nil
}

// reported reads loss and round trip out of what the client says about our streams (RFC 3550 §6.4.1).
func (p *Peer) reported(blocks []rtcp.ReceptionReport) {
	for _, block := range blocks {
		if p.owned[block.SSRC] == nil {
			continue
		}
		worst(&p.lostDown, uint32(block.FractionLost))
		p.told.Store(uint32(block.FractionLost))
		if block.LastSenderReport == 0 {
			continue
		}
		now := uint32(ntpOf(p.wall(p.now())) >> 16)
		if trip := int32(now - block.LastSenderReport - block.Delay); trip >= 0 && trip < 10<<16 {
			p.rtt.Store(int64(trip) * int64(time.Second) / 65536)
			p.reports.Store(true)
		}
	}
}

// worst keeps the worst fraction (of 256) since the last Quality.
func worst(kept *atomic.Uint32, fraction uint32) {
	for {
		was := kept.Load()
		if fraction <= was || kept.CompareAndSwap(was, fraction) {
			return
		}
	}
}

// tick is called every 100 ms by the room: feedback, requests that are due, and once a second the reports.
func (p *Peer) tick(n int, now int64) {
	p.link.look()
	up := p.up.Load()
	var out []rtcp.Packet
	if up {
		out = p.arrivals.feedback()
	}
	report := &rtcp.ReceiverReport{SSRC: feedbackSSRC}
	loses := false
	for _, f := range p.feeds {
		events := f.tick(now)
		for _, u := range f.uplinks() {
			if u == nil {
				continue
			}
			more, requests := u.tick(now, up, f.awaits(u))
			events, out = append(events, more...), append(out, requests...)
			if n%reportTicks != 0 {
				continue
			}
			block, lossy, ok := u.reception(now)
			loses = loses || lossy
			if ok {
				report.Reports = append(report.Reports, block)
				worst(&p.lostUp, uint32(block.FractionLost))
			}
		}
		for _, e := range events {
			p.emit(e)
		}
	}
	if n%reportTicks == 0 && up {
		p.loses.Store(loses)
		p.ping()
		told := float64(p.told.Load()) / 256
		sent := p.sent.Load()
		p.down.reported(told, int(sent-p.before)*8, now)
		p.before = sent
		loss := p.down.losing(told)
		for _, s := range p.slots {
			if s.audio {
				s.shield(loss, now)
			} else {
				s.wait(now)
			}
		}
		if len(report.Reports) > 0 {
			out = append(out, report)
		}
		for _, s := range p.slots {
			if sr, ok := s.senderReport(now); ok {
				out = append(out, sr)
			}
		}
	}
	p.send(out...)
	if n%qualityTicks == 0 && up {
		p.emit(p.quality(now))
	}
}

// ping takes the round trip from ICE where no report tells it: who only sends is told nothing to report on.
func (p *Peer) ping() {
	if p.reports.Load() {
		return
	}
	stats, ok := p.link.agent.GetSelectedCandidatePairStats()
	if ok && stats.CurrentRoundTripTime > 0 {
		p.rtt.Store(int64(stats.CurrentRoundTripTime * float64(time.Second)))
	}
}

const (
	tickEvery    = 100 * time.Millisecond
	reportTicks  = 10
	qualityTicks = 20
	divideTicks  = 2
)

func (p *Peer) quality(now int64) Quality {
	p.mu.Lock()
	before := p.counted
	p.counted.at, p.counted.up, p.counted.down = now, p.received.Load(), p.sent.Load()
	after := p.counted
	p.mu.Unlock()
	flow := func(lost *atomic.Uint32, bytes uint64) Flow {
		f := Flow{Loss: float64(lost.Swap(0)) / 256}
		if elapsed := after.at - before.at; elapsed > 0 {
			f.Kbps = int(int64(bytes) * 8 * int64(time.Millisecond) / elapsed)
		}
		return f
	}
	return Quality{
		RTT: time.Duration(p.rtt.Load()), Rung: p.link.rung(), Narrow: p.narrow.Load(),
		Up: flow(&p.lostUp, after.up-before.up), Down: flow(&p.lostDown, after.down-before.down),
	}
}
