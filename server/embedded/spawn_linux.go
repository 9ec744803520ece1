package embedded

import "syscall"

// dieWithParent has the kernel end the server when this process ends, even by SIGKILL. Immediate shutdown leaves no
// backend behind; the next start replays the log.
func dieWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = immediateShutdown }
