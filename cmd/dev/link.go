package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/etradeoffice/portal/signaling/edge/edgetest"
)

// link puts a bad network in front of a server until the input ends: `link 127.0.0.2:8443 127.0.0.1:8443`. Each line of the input is
// how the link is from then on, such as {"rttMs":250,"lossPct":5,"noUDP":true}, and is answered with "ok".
func link(ctx context.Context, in io.Reader, out io.Writer, args []string) error {
	if len(args) != 2 {
		return errors.New("name two addresses: where to listen, and where it leads")
	}
	l, err := edgetest.Open(args[0], args[1])
	if err != nil {
		return err
	}
	defer l.Close()
	fmt.Fprintln(out, l.Addr())
	lines := bufio.NewScanner(in)
	for ctx.Err() == nil && lines.Scan() {
		var c edgetest.Conditions
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			fmt.Fprintln(out, err)
			continue
		}
		l.Set(c)
		fmt.Fprintln(out, "ok")
	}
	return lines.Err()
}
