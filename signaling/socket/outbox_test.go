package socket

import (
	"strings"
	"testing"
)

func put(t *testing.T, o *outbox, class Class, key, data string) bool {
	t.Helper()
	ok, err := o.push(class, key, class != Lossy, func(uint64) ([]byte, error) { return []byte(data), nil })
	if err != nil {
		t.Fatal(err)
	}
	return ok
}

func TestLaterLossyFrameReplacesTheOneThatWaits(t *testing.T) {
	o := newOutbox(func() {})
	put(t, o, Lossy, "a", "a1")
	put(t, o, Normal, "", "n")
	put(t, o, Lossy, "b", "b1")
	put(t, o, Lossy, "a", "a2")
	var got []string
	for {
		data, ok, _ := o.pop()
		if !ok {
			break
		}
		got = append(got, string(data))
	}
	if strings.Join(got, " ") != "n b1 a2" || o.bytes != 0 {
		t.Errorf("came %v, %d bytes left", got, o.bytes)
	}
}

func TestFullOutboxDropsLossyFirstAndKeepsRoomForCritical(t *testing.T) {
	o := newOutbox(func() {})
	put(t, o, Lossy, "a", "a")
	for i := range MaxFrames - MaxFrames/8 {
		if !put(t, o, Normal, "", "n") {
			t.Fatalf("no room for frame %d", i)
		}
	}
	if put(t, o, Normal, "", "n") {
		t.Error("a normal frame took the room of critical ones")
	}
	if !put(t, o, Lossy, "b", "b") {
		t.Error("a lossy frame closed the connection")
	}
	for range MaxFrames / 8 {
		if !put(t, o, Critical, "", "c") {
			t.Fatal("no room for critical frames")
		}
	}
	if put(t, o, Critical, "", "c") || len(o.items) != MaxFrames {
		t.Errorf("%d frames wait", len(o.items))
	}
}

func TestOutboxIsBoundedInBytes(t *testing.T) {
	o := newOutbox(func() {})
	big := strings.Repeat("x", 60<<10)
	n := 0
	for put(t, o, Normal, "", big) {
		n++
	}
	if o.bytes > MaxBytes || n < 6 {
		t.Errorf("%d frames, %d bytes", n, o.bytes)
	}
}
