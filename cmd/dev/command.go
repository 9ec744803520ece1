package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// command is a program to run in a folder, with settings added to this process's environment.
type command struct {
	dir  string
	env  []string
	args []string
}

// run runs the command with both streams to out. A cancelled context interrupts it and everything it started.
func (c command) run(ctx context.Context, out io.Writer) error {
	cmd := c.make(ctx)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", strings.Join(c.args, " "), err)
	}
	return nil
}

// output is what the command prints on standard output; its errors go to out.
func (c command) output(ctx context.Context, out io.Writer) (string, error) {
	cmd := c.make(ctx)
	var printed bytes.Buffer
	cmd.Stdout, cmd.Stderr = &printed, out
	if err := cmd.Run(); err != nil {
		return printed.String(), fmt.Errorf("%s: %w", strings.Join(c.args, " "), err)
	}
	return printed.String(), nil
}

func (c command) make(ctx context.Context) *exec.Cmd {
	cmd := exec.CommandContext(ctx, c.args[0], c.args[1:]...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), c.env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = 20 * time.Second
	return cmd
}

// in is a command in the repository's root.
func (b *bench) command(args ...string) command {
	return command{dir: b.root, args: args, env: b.services.env()}
}

// web is a command in web/.
func (b *bench) web(args ...string) command {
	c := b.command(args...)
	c.dir = b.root + "/web"
	return c
}
