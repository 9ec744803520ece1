package sfu

import "time"

// speech tells speaking from silence by the levels a client writes on its packets (RFC 6464, 0 loudest, 127 silent).
// A stretch of 100 ms counts as loud when 40 % of its packets are; 300 ms of that begin a speech and 1.2 s without it end it, so that
// neither a cough nor a breath moves the stage. Whose packets do not come at all does not speak any more, however short that is: who listens to an
// interpreter would hear nobody. The first loud packet after a pause opens what may become speech, for half a second if none comes of it: who
// listens to an interpreter shall not wait until it is one. A noise that goes on opens once. Its uplink guards it.
type speech struct {
	speaking     bool
	opened       int64 // when the first loud packet after a pause came, until it has become speech or half a second has passed; 0 = no
	loudAt       int64 // when the newest loud packet came
	begun        bool
	since        int64 // start of the window, ns
	total, loud  int
	sum          int64
	mean         float64 // running mean over two windows, dBov below zero
	lastLoud     int64
	heard        int64 // when the newest packet came
	sentAt       int64
	beganLoudAt  int64
	wasLoudBlock bool
}

const (
	loudLevel    = 35
	speechWindow = 100 * time.Millisecond
	speechAttack = 300 * time.Millisecond
	speechHold   = 1200 * time.Millisecond
	speechEvery  = 400 * time.Millisecond
	speechGone   = 350 * time.Millisecond // without a packet; what is told of it is there within 500 ms
	speechOpen   = 500 * time.Millisecond // longer than it takes to tell speech
	speechPause  = 400 * time.Millisecond // without a loud packet
)

// hear takes one packet's level and says whether something that may become speech begins with it.
func (s *speech) hear(level int16, now int64) (opens bool) {
	if !s.begun {
		s.begun, s.since, s.mean = true, now, 127
	}
	s.total, s.heard = s.total+1, now
	s.sum += int64(level)
	if level > loudLevel {
		return false
	}
	s.loud++
	opens = !s.speaking && s.opened == 0 && (s.loudAt == 0 || now-s.loudAt >= int64(speechPause))
	s.loudAt = now
	if opens {
		s.opened = now
	}
	return opens
}

// turn closes a window when it is over and says whether there is something to tell.
func (s *speech) turn(now int64) (Level, bool) {
	if !s.begun || now-s.since < int64(speechWindow) {
		return Level{}, false
	}
	loud := s.total > 0 && s.loud*10 >= s.total*4
	if s.total > 0 {
		s.mean += (float64(s.sum)/float64(s.total) - s.mean) / 2
	} else {
		s.mean += (127 - s.mean) / 2
	}
	if loud {
		if !s.wasLoudBlock {
			s.beganLoudAt = s.since
		}
		s.lastLoud = now
	}
	s.wasLoudBlock = loud
	s.since, s.total, s.loud, s.sum = now, 0, 0, 0

	was := s.speaking
	switch {
	case !was && loud && now-s.beganLoudAt >= int64(speechAttack):
		s.speaking = true
	case was && (now-s.lastLoud >= int64(speechHold) || now-s.heard >= int64(speechGone)):
		s.speaking = false
	}
	came := s.opened != 0 && (s.speaking || now-s.opened >= int64(speechOpen) || now-s.heard >= int64(speechGone))
	if came {
		s.opened = 0
	}
	if s.speaking == was && !came && (!s.speaking || now-s.sentAt < int64(speechEvery)) {
		return Level{}, false
	}
	s.sentAt = now
	return s.level(), true
}

func (s *speech) level() Level {
	return Level{Audible: s.speaking || s.opened != 0, Speaking: s.speaking, DBov: -int(s.mean)}
}
