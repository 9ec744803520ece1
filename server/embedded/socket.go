package embedded

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const (
	socketPort = "5432"
	// socketMax is the longest path of a unix socket in bytes (sockaddr_un has 108 with the closing zero; macOS 104).
	socketMax      = 103
	socketTempName = "etrade-pg-"
)

// socketDir is the folder of the server's unix socket: nobody but the owner and root may enter it.
type socketDir struct {
	path      string
	temporary bool
}

// newSocketDir makes the wanted folder, or a short temporary one when the socket's path would not fit.
func newSocketDir(wanted string, o owner) (socketDir, error) {
	dir := socketDir{path: wanted}
	if len(filepath.Join(wanted, ".s.PGSQL."+socketPort)) > socketMax {
		temp, err := os.MkdirTemp(shortTemp(), socketTempName)
		if err != nil {
			return socketDir{}, folderError(shortTemp(), err)
		}
		dir = socketDir{path: temp, temporary: true}
	} else if err := os.MkdirAll(wanted, 0o700); err != nil {
		return socketDir{}, folderError(wanted, err)
	}
	if err := o.give(dir.path); err != nil {
		return socketDir{}, fmt.Errorf("socket folder %s: %w", dir.path, err)
	}
	return dir, nil
}

// shortTemp is where temporary socket folders go: TMPDIR unless it is itself too long.
func shortTemp() string {
	temp := os.TempDir()
	if len(filepath.Join(temp, socketTempName+"0123456789", ".s.PGSQL."+socketPort)) > socketMax {
		return "/tmp"
	}
	return temp
}

// remove takes a temporary folder away; one under the data folder stays.
func (d socketDir) remove() {
	if d.temporary {
		_ = os.RemoveAll(d.path)
	}
}

// removeStale takes away the temporary folder that a killed process left behind, and nothing else.
func removeStale(dir string) {
	if filepath.IsAbs(dir) && strings.HasPrefix(filepath.Base(dir), socketTempName) {
		_ = os.RemoveAll(dir)
	}
}
