package embedded_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/etradeoffice/portal/server/embedded"
)

// childDir in the environment makes the test binary play the program that is killed.
const childDir = "ETRADE_TEST_CLUSTER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		playKilledProgram(dir)
	}
	os.Exit(m.Run())
}

func playKilledProgram(dir string) {
	c, err := embedded.Start(context.Background(), embedded.Config{Dir: dir})
	if err != nil {
		_, _ = os.Stdout.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
	_, _ = os.Stdout.WriteString(c.URL() + "\n")
	<-c.Exited()
	os.Exit(1)
}

func TestKilledProgramLeavesNoServerAndTheNextStartRecovers(t *testing.T) {
	dir := clusterDir(t)
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childDir+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 4096)
	n, err := out.Read(line)
	url := strings.TrimSpace(string(line[:n]))
	if err != nil || !strings.HasPrefix(url, "postgres://") {
		t.Fatalf("the child says %q, %v", url, err)
	}
	query(t, url, "create table kept as select 'committed' as word")
	raw, err := os.ReadFile(filepath.Join(dir, "cluster", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(raw), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	server, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.Close(server) }()
	if err := child.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()
	// A pidfd is readable when its process has ended (pidfd_open(2)).
	ended := []unix.PollFd{{Fd: int32(server), Events: unix.POLLIN}}
	n, err = unix.Poll(ended, int(time.Minute.Milliseconds()))
	for errors.Is(err, unix.EINTR) {
		n, err = unix.Poll(ended, int(time.Minute.Milliseconds()))
	}
	if err != nil || n != 1 {
		t.Fatalf("the server outlives its program: %d, %v", n, err)
	}
	c := start(t, dir)
	if word := query(t, c.URL(), "select word from kept"); word != "committed" {
		t.Fatalf("after recovery: %q", word)
	}
}
