package sfu

import (
	"sync"
	"time"

	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/rtcp"
)

// senderReport is the newest one of a publisher's stream (RFC 3550 §6.4.1).
type senderReport struct {
	ntp uint64
	ts  uint32
	at  int64 // arrival, ns; 0 = none yet
}

// ntpEpoch is 1900 in Unix seconds, counted down.
const ntpEpoch = 2208988800

func ntpOf(t time.Time) uint64 {
	ns := t.UnixNano()
	return uint64(ns/1e9+ntpEpoch)<<32 | uint64(ns%1e9)<<32/1e9
}

// nanos turns a 32.32 fixed-point NTP time into Unix nanoseconds.
func nanos(ntp uint64) int64 {
	return (int64(ntp>>32)-ntpEpoch)*1e9 + int64((ntp&0xffffffff)*1e9>>32)
}

// heard notes a publisher's sender report.
func (u *uplink) heard(sr *rtcp.SenderReport, now int64) {
	u.feed.mu.Lock()
	u.sender = senderReport{ntp: sr.NTPTime, ts: sr.RTPTime, at: now}
	u.feed.mu.Unlock()
	peer := u.feed.peer
	peer.clock.observe(peer.wall(now).UnixNano() - nanos(sr.NTPTime))
}

// reception is the report block for the publisher. It learns its round trip from it, and repeats nothing twice within one: at
// a long one three tries are all that fit into the time that a picture waits. Where much is lost it is told half of it, as
// if the report had been held back for so long, and there are five.
func (u *uplink) reception(now int64) (block rtcp.ReceptionReport, lossy, ok bool) {
	u.feed.mu.Lock()
	defer u.feed.mu.Unlock()
	if u.last == 0 {
		return block, false, false
	}
	block.SSRC = u.ssrc
	block.FractionLost, block.TotalLost, block.LastSequenceNumber, block.Jitter = u.window.report()
	if u.sender.at != 0 {
		held := now - u.sender.at
		if u.feed.peer.loses.Load() {
			held += u.feed.peer.rtt.Load() / 2
		}
		block.LastSenderReport = uint32(u.sender.ntp >> 16)
		block.Delay = uint32(held * 65536 / 1e9)
	}
	return block, u.window.lossy && !u.feed.source.Audio() && u.live(now), true
}

// rtpNow is the publisher's timestamp at this moment, by its own sender report. All streams of one publisher use the
// same clock offset, so that voice and lips stay together after they went through different slots.
func (u *uplink) rtpNow(now int64) (ts uint32, ok bool) {
	u.feed.mu.Lock()
	sender := u.sender
	u.feed.mu.Unlock()
	peer := u.feed.peer
	offset, known := peer.clock.offset()
	if sender.at == 0 || !known {
		return 0, false
	}
	elapsed := peer.wall(now).UnixNano() - offset - nanos(sender.ntp)
	return sender.ts + uint32(elapsed/1000*u.clock/1_000_000), true
}

// meant is this stream's timestamp of the moment that ts means in other, a layer of the same picture: both by their
// publisher's sender reports.
func (u *uplink) meant(other *uplink, ts uint32) (ours uint32, ok bool) {
	u.feed.mu.Lock()
	defer u.feed.mu.Unlock()
	mine, theirs := u.sender, other.sender
	if mine.at == 0 || theirs.at == 0 {
		return 0, false
	}
	at := nanos(theirs.ntp) + int64(int32(ts-theirs.ts))*1_000_000/other.clock*1000
	return mine.ts + uint32((at-nanos(mine.ntp))/1000*u.clock/1_000_000), true
}

// senderReport tells a subscriber what time the slot's timestamps mean; ok is false while nothing flows.
func (s *slot) senderReport(now int64) (*rtcp.SenderReport, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.out == nil || s.uplink == nil || !s.run.flowing {
		return nil, false
	}
	ts := s.run.ts + uint32((now-s.run.sentAt)/1000*s.run.clock/1_000_000)
	if theirs, ok := s.uplink.rtpNow(now); ok {
		ts = theirs + s.run.shift
	}
	return &rtcp.SenderReport{
		SSRC: s.ssrc, NTPTime: ntpOf(s.peer.wall(now)), RTPTime: ts - s.patience.shift(s.run.clock), PacketCount: s.packets, OctetCount: s.octets,
	}, true
}

// clock is how far a publisher's clock is behind ours plus the shortest way a report took.
type clock struct {
	mu    sync.Mutex
	known bool
	least int64
}

func (c *clock) observe(offset int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	// A clock that was set back or that drifts makes the least offset wrong for good: follow upwards slowly.
	if !c.known || offset < c.least {
		c.least, c.known = offset, true
	} else {
		c.least += (offset - c.least) / 64
	}
}

func (c *clock) offset() (int64, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.least, c.known
}

// arrivals records when packets came, for the publisher's bandwidth estimate (transport-wide congestion control).
type arrivals struct {
	mu       sync.Mutex
	recorder *twcc.Recorder
}

func (a *arrivals) record(ssrc uint32, seq uint16, at int64) {
	a.mu.Lock()
	if a.recorder == nil {
		a.recorder = twcc.NewRecorder(feedbackSSRC)
	}
	a.recorder.Record(ssrc, seq, at/1000)
	a.mu.Unlock()
}

func (a *arrivals) feedback() []rtcp.Packet {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.recorder == nil {
		return nil
	}
	return a.recorder.BuildFeedbackPacket()
}

// feedbackSSRC names us in feedback; no stream of ours has it.
const feedbackSSRC = 1
