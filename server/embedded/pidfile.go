package embedded

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// pidFile is what postmaster.pid says (src/include/utils/pidfile.h): its lines are pid, data folder, start time, port,
// socket folder, listen address, shared memory key, status.
type pidFile struct {
	pid    int
	socket string
	status string
}

func readPIDFile(cluster string) (pidFile, bool) {
	raw, err := os.ReadFile(filepath.Join(cluster, "postmaster.pid"))
	if err != nil {
		return pidFile{}, false
	}
	lines := strings.Split(string(raw), "\n")
	line := func(i int) string {
		if i < len(lines) {
			return strings.TrimSpace(lines[i])
		}
		return ""
	}
	pid, err := strconv.Atoi(line(0))
	if err != nil {
		return pidFile{}, false
	}
	return pidFile{pid: pid, socket: line(4), status: line(7)}, true
}

// alive reports whether a process with this id exists and is a server of the cluster, not a stranger that got the
// number after a restart of the machine: its working folder is the cluster (where /proc tells).
func (p pidFile) alive(cluster string) bool {
	if err := syscall.Kill(p.pid, 0); err != nil && err != syscall.EPERM {
		return false
	}
	cwd, err := os.Readlink("/proc/" + strconv.Itoa(p.pid) + "/cwd")
	if err != nil {
		return !os.IsNotExist(err) || !procMounted()
	}
	return cwd == cluster
}

func procMounted() bool {
	_, err := os.Stat("/proc/self/cwd")
	return err == nil
}
