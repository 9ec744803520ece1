package sfu

import (
	"encoding/binary"

	"golang.org/x/sys/unix"
)

const (
	noWait = unix.MSG_DONTWAIT   // a send is lost rather than waits
	forOne = unix.MSG_WAITFORONE // a read waits for the first packet and takes what else is there
)

// canSegment says whether the kernel cuts one datagram into many (UDP_SEGMENT, Linux 4.18).
func canSegment(conn system) (can bool) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return false
	}
	err = raw.Control(func(fd uintptr) {
		_, err := unix.GetsockoptInt(int(fd), unix.IPPROTO_UDP, unix.UDP_SEGMENT)
		can = err == nil
	})
	return can && err == nil
}

// segments appends the control message that says where to cut.
func segments(oob []byte, size, count int) []byte {
	if count < 2 {
		return oob
	}
	// struct cmsghdr: its length in a word of the machine, then level and type.
	const length, word = unix.SizeofCmsghdr + 2, unix.SizeofCmsghdr - 8
	oob = append(oob, make([]byte, unix.CmsgSpace(2))...)
	if word == 8 {
		binary.NativeEndian.PutUint64(oob, length)
	} else {
		binary.NativeEndian.PutUint32(oob, length)
	}
	binary.NativeEndian.PutUint32(oob[word:], unix.IPPROTO_UDP)
	binary.NativeEndian.PutUint32(oob[word+4:], unix.UDP_SEGMENT)
	binary.NativeEndian.PutUint16(oob[unix.SizeofCmsghdr:], uint16(size))
	return oob
}
