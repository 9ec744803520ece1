package embedded

import (
	"os/exec"
	"runtime"
)

// spawn starts the server and closes exited when it is gone. The kernel sends the parent-death signal when the thread
// that started the child ends, not the process; so one goroutine keeps its thread locked for the server's whole life. It
// ends with the server.
func spawn(server *exec.Cmd, exited chan<- struct{}) error {
	dieWithParent(server.SysProcAttr)
	// A group of its own keeps the terminal's Ctrl-C from reaching the server before we stop it in order.
	server.SysProcAttr.Setpgid = true
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		err := server.Start()
		started <- err
		if err == nil {
			_ = server.Wait()
		}
		close(exited)
	}()
	return <-started
}
