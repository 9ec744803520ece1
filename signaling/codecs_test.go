package signaling_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/sfu/sfutest"
	"github.com/etradeoffice/portal/signaling/wire"
)

// One client knows H.264 alone, one VP8 alone, one both and sends the first: who can show nothing of a picture has no slot for it, and
// all are told who that is.
func TestCase16WhoCannotShowAPictureIsToldAndSoIsItsSender(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 20*time.Millisecond, 0, wire.RoleHost, wire.RoleOfficer, wire.RoleHost)
		defer h.close()
		h264, vp8, both := h.people[0], h.people[1], h.people[2]
		h264.config.Video, vp8.config.Video, both.config.Video = sfutest.H264, sfutest.VP8, sfutest.VP8AndH264
		for _, p := range h.people {
			p.join()
			defer p.play(sfu.Mic, sfu.Camera)()
		}
		time.Sleep(2 * time.Second)
		h.sees(h264)
		h.sees(vp8, both)
		h.sees(both, h264, vp8)
		for _, p := range h.people {
			for from, want := range map[*person]wire.Track{
				h264: {Source: wire.SourceCamera, UnseenBy: []string{vp8.pid}, Codec: wire.CodecH264},
				vp8:  {Source: wire.SourceCamera, UnseenBy: []string{h264.pid}, Codec: wire.CodecVP8},
				both: {Source: wire.SourceCamera, UnseenBy: []string{h264.pid}, Codec: wire.CodecVP8},
			} {
				got := cameraOf(p, from)
				if got.Codec != want.Codec || !slices.Equal(got.UnseenBy, want.UnseenBy) {
					t.Errorf("%s is told of %s's camera %+v, should be %+v", p.pid, from.pid, got, want)
				}
			}
		}
	})
}

// sees checks whose pictures come: those of from and nobody else's.
func (h *house) sees(p *person, from ...*person) {
	h.t.Helper()
	var seen, want []string
	for _, s := range latest[*wire.Slots](p).Slots {
		if s.Source != wire.SourceCamera {
			continue
		}
		seen = append(seen, s.PID)
		if got := p.media.Received(s.MID); got.Packets == 0 {
			h.t.Errorf("%s gets nothing of %s", p.pid, s.PID)
		}
	}
	for _, f := range from {
		want = append(want, f.pid)
	}
	slices.Sort(seen)
	slices.Sort(want)
	if !slices.Equal(seen, want) {
		h.t.Errorf("%s is given the pictures of %v, should be %v", p.pid, seen, want)
	}
}

// cameraOf is what p has been told last of somebody's camera.
func cameraOf(p, from *person) (camera wire.Track) {
	for _, f := range p.socket.All() {
		var people []wire.Person
		switch m := f.Message.(type) {
		case *wire.State:
			people = m.People
		case *wire.Delta:
			people = m.People
		}
		if one := personIn(people, from.pid); one != nil {
			for _, track := range one.Tracks {
				if track.Source == wire.SourceCamera {
					camera = track
				}
			}
		}
	}
	return camera
}
