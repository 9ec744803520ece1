package main

import (
	"bufio"
	"bytes"
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
	lines := make(chan []byte)
	go func() { // ends with the input, or with the program that was told to stop
		defer close(lines)
		for all := bufio.NewScanner(in); all.Scan(); {
			lines <- bytes.Clone(all.Bytes())
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return nil
		case line, more := <-lines:
			if !more {
				return nil
			}
			fmt.Fprintln(out, set(l, line))
		}
	}
}

// set makes the link as the line says, and answers "ok" or what is wrong with it.
func set(l *edgetest.Link, line []byte) string {
	var c edgetest.Conditions
	if err := json.Unmarshal(line, &c); err != nil {
		return err.Error()
	}
	l.Set(c)
	return "ok"
}
