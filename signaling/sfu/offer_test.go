package sfu

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// anOffer has the right shape, with one codec a line.
func anOffer() string {
	text := "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=ice-ufrag:abcd\r\na=ice-pwd:" + strings.Repeat("p", 22) + "\r\na=fingerprint:sha-256 AA:BB\r\n"
	for i := range Lines {
		kind, codec, direction := "video", "VP8/90000", "recvonly"
		if i < len(Sources) {
			direction = "sendonly"
		}
		if i == 0 || i == 3 || i >= FirstAudioMid && i < FirstVideoMid {
			kind, codec = "audio", "opus/48000/2"
		}
		text += fmt.Sprintf("m=%s 9 UDP/TLS/RTP/SAVPF 96 97\r\na=mid:%d\r\na=%s\r\na=rtpmap:96 %s\r\n", kind, i, direction, codec)
		if kind == "video" {
			text += "a=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\na=rtcp-fb:96 nack pli\r\na=extmap:3/sendonly urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
		} else {
			text += "a=rtpmap:97 red/48000/2\r\na=fmtp:97 96/96\r\n"
		}
	}
	return text
}

func FuzzOffer(f *testing.F) {
	good := anOffer()
	f.Add(good)
	f.Add(good + "a=candidate:1 1 udp 1 127.0.0.1 6379 typ host\r\n")
	f.Add(good + "a=ssrc-group:FID 7 8\r\na=ssrc:7 cname:x\r\na=ssrc:\r\na=rid:q send\r\na=extmap:0 x\r\n")
	f.Add("v=0\r\nm=\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		o, err := readOffer(text)
		if err != nil && !errors.Is(err, ErrBadOffer) {
			t.Fatalf("another error than ErrBadOffer: %v", err)
		}
		if err == nil && len(o.candidates) > maxCandidates+1 {
			t.Fatalf("%d candidates", len(o.candidates))
		}
	})
}

func TestOfferIsReadInTheClientsOwnNumbers(t *testing.T) {
	o, err := readOffer(anOffer() + "a=candidate:1 1 udp 1 127.0.0.1 6379 typ host\r\na=ssrc-group:FID 7 8\r\na=ssrc:7 cname:x\r\na=ssrc:8 cname:x\r\na=ssrc:9 cname:x\r\n")
	if err != nil {
		t.Fatal(err)
	}
	if len(o.candidates) != 1 || o.ufrag != "abcd" || len(o.claims) != 1 || o.claims[0] != (claim{"sha-256", "AA:BB"}) {
		t.Errorf("the transport is %+v", o)
	}
	voice, picture, last := o.line("0"), o.line("1"), o.line("19")
	if voice.main != 96 || voice.red != 97 || voice.repair != 0 || voice.ours {
		t.Errorf("voice: %+v", voice)
	}
	if picture.main != 96 || picture.repair != 97 || picture.red != 0 || picture.ids.mid != 3 || fmt.Sprint(picture.feedback) != "[nack pli]" {
		t.Errorf("picture: %+v", picture)
	}
	if fmt.Sprint(last.ssrcs) != "[{7 8} {9 0}]" || !last.ours {
		t.Errorf("last: %+v", last)
	}
	for name, bad := range map[string]string{
		"no codec":    strings.Replace(anOffer(), "VP8", "VP9", 1),
		"no password": strings.Replace(anOffer(), "a=ice-pwd", "a=x", 1),
		"our role":    anOffer() + "a=setup:active\r\n",
	} {
		if _, err := readOffer(bad); !errors.Is(err, ErrBadOffer) {
			t.Errorf("%s: %v, want ErrBadOffer", name, err)
		}
	}
}
