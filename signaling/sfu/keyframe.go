package sfu

import "time"

// keyframe decides when a publisher is asked for a keyframe (PLI, RFC 4585 §6.3.1): however many subscribers need
// one, at most one request in `every`, repeated with growing pauses until a keyframe came. Its uplink guards it.
type keyframe struct {
	every  time.Duration
	wanted bool
	next   int64 // not before, ns
	pause  time.Duration
}

const (
	keyframeEvery    = 500 * time.Millisecond // of the smallest layer; keyframes of larger ones cost more
	keyframeMaxPause = 4 * time.Second
)

// ask notes the need and says whether a request is to be sent now.
func (k *keyframe) ask(now int64) bool {
	if !k.wanted {
		k.wanted, k.pause = true, k.every
	}
	return k.due(now)
}

// due says whether a request is to be sent now.
func (k *keyframe) due(now int64) bool {
	if !k.wanted || now < k.next {
		return false
	}
	k.next = now + int64(k.pause)
	k.pause = min(2*k.pause, keyframeMaxPause)
	return true
}

// came notes a keyframe. Whoever needs another one asks anew, and still waits for its turn.
func (k *keyframe) came(now int64) {
	k.wanted = false
	k.next = min(k.next, now+int64(k.every))
}
