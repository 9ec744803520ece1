//go:build !linux

package sfu

import "net"

func canSegment(system) bool { return false }

func segments(oob []byte, _, _ int) []byte { return oob }

const noWait, forOne = 0, 0

func ownThread(conn *net.UDPConn) net.PacketConn { return conn }
