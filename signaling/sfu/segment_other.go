//go:build !linux

package sfu

import "net"

func canSegment(*net.UDPConn) bool { return false }

func segments(oob []byte, _, _ int) []byte { return oob }

const noWait = 0
