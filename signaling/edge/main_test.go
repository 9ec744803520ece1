package edge

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/etradeoffice/portal/signaling/leaktest"
)

// Pebble, the authority of a test, and certmagic keep some of theirs for good.
func TestMain(m *testing.M) {
	leaktest.Main(m,
		goleak.IgnoreAnyFunction("github.com/letsencrypt/pebble/v2/va.VAImpl.processTasks"),
		goleak.IgnoreAnyFunction("github.com/caddyserver/certmagic.keepLockfileFresh"),
		goleak.IgnoreAnyFunction("github.com/caddyserver/certmagic.(*RingBufferRateLimiter).loop"),
	)
}
