package schedule

import (
	"bufio"
	"os"
	"runtime"
	"strings"
	"sync"
)

// TZDB is the version of the tz database that times are resolved with ("2026a"), or the Go release whose own copy is
// used where the system has none. It is kept with what was agreed, to find what a later version would move.
var TZDB = sync.OnceValue(func() string {
	file, err := os.Open("/usr/share/zoneinfo/tzdata.zi")
	if err != nil {
		return runtime.Version()
	}
	defer func() { _ = file.Close() }() // only read
	line, err := bufio.NewReader(file).ReadString('\n')
	version, ok := strings.CutPrefix(strings.TrimSpace(line), "# version ")
	if err != nil || !ok {
		return runtime.Version()
	}
	return version
})
