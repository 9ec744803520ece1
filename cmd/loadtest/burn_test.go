package main

import (
	"testing"
	"time"

	"github.com/pion/rtp"
)

// What comes while a core is burnt is counted by itself, and the gap over a change of the two by neither.
func TestMediaUnderFireAreCountedApart(t *testing.T) {
	b := &bot{}
	f := fire{bots: []*bot{b}}
	at := time.Unix(1000, 0)
	hear := func(after time.Duration) {
		at = at.Add(after)
		b.flow.hear("4", &rtp.Packet{}, at)
		b.flow.hear("12", &rtp.Packet{}, at)
	}
	hear(time.Hour) // before anybody looks
	f.tell(false)
	hear(time.Hour)
	hear(30 * time.Millisecond)
	f.tell(true)
	hear(time.Hour)
	hear(700 * time.Millisecond)
	hear(20 * time.Millisecond)
	both := f.sum()
	if quiet := both[0]; quiet.Burnt || quiet.VoiceMax != 30 || quiet.PictureP99 != 30 {
		t.Errorf("without fire: %+v", quiet)
	}
	if burnt := both[1]; !burnt.Burnt || burnt.VoiceMax != 700 || burnt.PictureP99 != 700 {
		t.Errorf("under fire: %+v", burnt)
	}
}
