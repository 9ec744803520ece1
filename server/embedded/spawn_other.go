//go:build !linux

package embedded

import "syscall"

// dieWithParent does nothing where the system cannot: the next start ends a server that was left behind.
func dieWithParent(*syscall.SysProcAttr) {}
