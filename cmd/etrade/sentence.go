package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strings"
	"syscall"

	"github.com/etradeoffice/portal/server/postgres"
)

// freeSpace is in every sentence about a full disk; package embedded says it too.
const freeSpace = "free some space"

// sentence puts what to do in front of a cause that an operator cannot be expected to know.
func sentence(err error) error {
	full := errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || postgres.IsDiskFull(err)
	if full && !strings.Contains(err.Error(), freeSpace) {
		return fmt.Errorf("the disk is full: %s, or choose a folder on another disk with --data (%w)", freeSpace, err)
	}
	return err
}

// listenError says what to do about an address that cannot be had.
func listenError(address string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s is taken by another program: stop that one, or choose another address with --listen, such as --listen 127.0.0.1:0 for any free port", address)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s needs a right that this user lacks (ports below 1024): choose a higher port with --listen, or give the right (setcap cap_net_bind_service=+ep)", address)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("%s is no address of this machine: choose another one with --listen", address)
	}
	if _, ok := errors.AsType[*net.AddrError](err); ok {
		return fmt.Errorf("--listen must be like 127.0.0.1:8080 (%w)", err)
	}
	return fmt.Errorf("listen on %s: %w", address, err)
}

// folderError says what to do about a data folder that cannot be used.
func folderError(dir string, err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("the disk of %s is full: %s, or choose a folder on another disk with --data", dir, freeSpace)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("the folder %s cannot be written: give yourself the right to write it, or choose another one with --data", dir)
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s is not a folder: choose another one with --data", dir)
	}
	return fmt.Errorf("data folder %s: %w", dir, err)
}
