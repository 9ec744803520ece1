package sfu

import "time"

// window follows the sequence numbers of one incoming stream: it undoes the wraps, knows what is missing and when to
// ask for it again, and keeps the figures of a receiver report (RFC 3550 §6.4.1). Its uplink guards it.
type window struct {
	begun bool
	high  int64 // newest number
	seen  [windowSize / 64]uint64

	lossy   bool // so much was lost of late that what is missing is not waited for
	calm    int  // reports in a row with little loss
	missing [maxMissing]gap
	gaps    int

	first           int64
	count           int64 // packets received, without duplicates
	lastCount       int64 // at the last report
	lastExpected    int64
	raw             int64 // missed since then, though repairs may have come
	jitter, transit int64 // in timestamp units; jitter is scaled by 16 (A.8)
}

type gap struct {
	ext   int64
	since int64 // when it was missed, ns
	at    int64 // when to ask next
	then  int64 // when to ask after that, if at is for the same request once more; else 0
}

const (
	windowSize = 1024
	maxMissing = 128
	giveUp     = int64(2 * time.Second)       // no picture waits that long
	firstAsk   = int64(15 * time.Millisecond) // packets that only changed places arrive within that
	// Where much is lost, requests are lost too, and each is made twice.
	askTwice = int64(20 * time.Millisecond)
	// While a picture can still wait, requests follow the clock and not what comes in.
	hurry = int64(800 * time.Millisecond)
	// Loss comes and goes: a stream counts as lossy until it has been calm for so many reports.
	calmReports = 5
)

// take places seq. It says false for a duplicate and for what is too old to matter.
func (w *window) take(seq uint16, now int64) (ext int64, ok bool) {
	if !w.begun {
		w.begun = true
		w.high = int64(seq) + 1<<32 // room below for packets from before the first
		w.first = w.high
		w.mark(w.high)
		w.count++
		return w.high, true
	}
	ext = w.high + int64(int16(seq-uint16(w.high)))
	switch ahead := ext - w.high; {
	case ahead > windowSize: // the sender began anew
		w.seen = [windowSize / 64]uint64{}
		w.gaps = 0
		w.high = ext
	case ahead > 0:
		for n := w.high + 1; n < ext; n++ {
			w.clear(n)
			w.miss(n, now)
		}
		w.high = ext
	case ahead <= -windowSize || w.has(ext):
		return 0, false
	default:
		w.found(ext)
	}
	w.mark(ext)
	w.count++
	return ext, true
}

// lacks says whether seq is one that a repair may still bring.
func (w *window) lacks(seq uint16) bool {
	ext := w.high + int64(int16(seq-uint16(w.high)))
	return w.begun && ext > w.high-windowSize && (ext > w.high || !w.has(ext))
}

// due lists what to ask for now into buf (at most its capacity). Each is asked for every `every` at first, less often
// later, and not any more after 2 s.
func (w *window) due(now int64, every time.Duration, buf []uint16) []uint16 {
	buf = buf[:0]
	kept := 0
	for i := range w.gaps {
		g := w.missing[i]
		if g.ext <= w.high-windowSize || now-g.since > giveUp {
			continue
		}
		if g.at <= now && len(buf) < cap(buf) {
			buf = append(buf, uint16(g.ext))
			next := now + max(int64(every), (now-g.since)/4)
			if w.lossy && now-g.since < hurry {
				next = max(g.at+int64(every), now)
			}
			switch {
			case g.then != 0:
				g.at, g.then = g.then, 0
			case w.lossy:
				g.at, g.then = now+askTwice, next
			default:
				g.at = next
			}
		}
		w.missing[kept] = g
		kept++
	}
	w.gaps = kept
	return buf
}

// pace keeps the interarrival jitter.
func (w *window) pace(ts uint32, now int64, clock int64) {
	transit := now/1000*clock/1_000_000 - int64(ts)
	if w.transit != 0 {
		d := int64(int32(transit - w.transit))
		w.jitter += max(d, -d) - (w.jitter+8)>>4
	}
	w.transit = transit
}

// report gives fraction lost (of 256) since the last call, the total lost, the newest number and the jitter.
func (w *window) report() (fraction uint8, total, high, jitter uint32) {
	expected := w.high - w.first + 1
	lost := max(expected-w.count, 0)
	newExpected, newCount := expected-w.lastExpected, w.count-w.lastCount
	w.lastExpected, w.lastCount = expected, w.count
	if newExpected > 0 && newExpected > newCount {
		fraction = uint8(min((newExpected-newCount)*256/newExpected, 255))
	}
	switch {
	case w.raw > newExpected/25: // of what came by itself
		w.calm = 0
	case newExpected > 0:
		w.calm++
	}
	w.lossy = w.calm < calmReports && (w.lossy || w.calm == 0)
	w.raw = 0
	return fraction, uint32(min(lost, 1<<23-1)), uint32(w.high), uint32(w.jitter >> 4)
}

func (w *window) miss(n, now int64) {
	w.raw++
	wait := firstAsk
	if w.lossy {
		wait = 0
	}
	if w.gaps < maxMissing {
		w.missing[w.gaps] = gap{ext: n, since: now, at: now + wait}
		w.gaps++
	}
}

func (w *window) found(n int64) {
	for i := range w.gaps {
		if w.missing[i].ext == n {
			copy(w.missing[i:w.gaps], w.missing[i+1:w.gaps])
			w.gaps--
			return
		}
	}
}

func (w *window) has(n int64) bool { return w.seen[n%windowSize/64]&(1<<(n%64)) != 0 }
func (w *window) mark(n int64)     { w.seen[n%windowSize/64] |= 1 << (n % 64) }
func (w *window) clear(n int64)    { w.seen[n%windowSize/64] &^= 1 << (n % 64) }
