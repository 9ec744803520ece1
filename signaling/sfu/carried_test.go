package sfu

import (
	"bytes"
	"slices"
	"testing"
)

// carriedExample is what web/live/carried.test.ts makes of the same two frames.
var carriedExample = []byte{0x0b, 0x41, 11, 1, 2, 3, 0x08, 9, 9, 0x03, 0xc0, 0, 3, 'e', 'T', 'O', '1'}

func TestCarriedSoundIsTakenApart(t *testing.T) {
	before, own, ok := parseCarried(slices.Clone(carriedExample))
	if !ok || !bytes.Equal(own, []byte{0x08, 1, 2, 3}) || !bytes.Equal(before.body, []byte{0x08, 9, 9}) || before.before != 960 {
		t.Errorf("read as %v after %+v, %v", own, before, ok)
	}
	body := bytes.Repeat([]byte{7}, 300) // 308 bytes of padding: 254 and 54
	long := slices.Concat([]byte{0x0b, 0x41, 255, 54, 1, 2}, body, []byte{0x03, 0xc0, 1, 44}, carriedMark)
	if before, own, ok := parseCarried(long); !ok || !bytes.Equal(own, []byte{0x08, 1, 2}) || !bytes.Equal(before.body, body) {
		t.Errorf("read as %v after %d bytes, %v", own, len(before.body), ok)
	}
	for name, b := range map[string][]byte{
		"nothing": {}, "plain": {0x08, 1, 2, 3}, "the mark alone": slices.Concat([]byte{0x0b, 0x41}, carriedMark),
		"padding of an encoder":    {0x0b, 0x41, 4, 1, 2, 3, 0, 0, 0, 0},
		"more padding than packet": slices.Concat([]byte{0x0b, 0x41, 200, 1, 2, 3, 0x08, 9, 9, 0x03, 0xc0, 0, 3}, carriedMark),
		"another size":             slices.Concat([]byte{0x0b, 0x41, 11, 1, 2, 3, 0x08, 9, 9, 0x03, 0xc0, 0, 4}, carriedMark),
		"no frame":                 slices.Concat([]byte{0x0b, 0x41, 11, 0x08, 9, 9, 0x03, 0xc0, 0, 3}, carriedMark),
		"sizes without end":        slices.Concat([]byte{0x0b, 0x41}, bytes.Repeat([]byte{255}, 9), carriedMark),
	} {
		if before, own, ok := parseCarried(b); ok {
			t.Errorf("%s: taken as %v after %+v", name, own, before)
		}
	}
}
