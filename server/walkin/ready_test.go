package walkin

import (
	"testing"
	"time"
)

func TestOnlyWhoHasTriedCameraAndMicrophoneWithinADayIsAtTheDesk(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	delete(b.desks.how, b.host.User.String())
	there := func() bool {
		d, err := b.service.onDuty(ctx, b.company)
		b.Must(err)
		return d.there == 2 // with the colleague
	}
	b.refused(b.service.Here(ctx, b.host), "desk_untested")
	for _, half := range []DeviceTest{{Camera: true}, {Sound: true}, {}} {
		b.Must(b.service.KeepTest(ctx, b.host, half))
		b.refused(b.service.Here(ctx, b.host), "desk_untested")
	}
	if there() {
		t.Error("a beat counted without a test")
	}
	for _, whole := range []DeviceTest{{Camera: true, Sound: true}, {Waived: true}} {
		b.Must(b.service.KeepTest(ctx, b.host, whole))
		b.Must(b.service.Here(ctx, b.host))
		b.Pass(24*time.Hour - time.Second)
		b.Must(b.service.Here(ctx, b.host))
		b.Pass(time.Second)
		b.refused(b.service.Here(ctx, b.host), "desk_untested")
	}
	if !there() {
		t.Error("nobody is there after a test")
	}
}
