package sfu

import (
	"bytes"
	"testing"
)

func TestWhatAJamHasFilledIsLetGoOf(t *testing.T) {
	conn, _ := listenLoopback(t, "udp4", "127.0.0.1")
	_, to := listenLoopback(t, "udp4", "127.0.0.1")
	o := newOutbox(newSocket(conn))
	packet := bytes.Repeat([]byte{1}, 1000)
	for range 4 {
		o.hold()
		for range 2 * parcelCount {
			o.post(packet, to)
		}
		o.release()
	}
	for _, queue := range [][]parcel{o.queue, o.spare} {
		for i, p := range queue {
			if p.bytes != nil || cap(p.room) != parcelRoom {
				t.Fatalf("parcel %d holds %d bytes", i, cap(p.bytes)+cap(p.room))
			}
		}
	}
}
