// Package leaktest ends a package's tests when nothing that they began runs on.
package leaktest

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// looks bounds how often Main looks for goroutines that run on. goleak gives them some 0.4 s at each look, which is little on a machine
// whose processors others want too; 100 looks are about 40 s.
const looks = 100

// Main runs the tests and ends the process. A goroutine that runs on after tests that passed, and after time enough to end, fails them; its stack is
// printed. allowed names what a library keeps for good.
func Main(m *testing.M, allowed ...goleak.Option) {
	code := m.Run()
	if code == 0 {
		if err := wait(allowed); err != nil {
			fmt.Fprintf(os.Stderr, "goroutines that the tests began run on: %v\n", err)
			code = 1
		}
	}
	os.Exit(code)
}

func wait(allowed []goleak.Option) error {
	var err error
	for range looks {
		if err = goleak.Find(allowed...); err == nil {
			return nil
		}
	}
	return err
}
