package main

import "context"

// serveCommand starts the office for real.
type serveCommand struct{ settings }

// Run serves until Ctrl-C.
func (c serveCommand) Run(ctx context.Context, t terminal) error {
	o := newOffice(c.settings, mode{}, t)
	return o.run(ctx, func() { t.say("  e-Trade Office: " + o.public.String() + "/") })
}
