package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// cpu is the processor time that this process and the ground's PostgreSQL have used; of PostgreSQL where /proc tells.
func (g *ground) cpu() time.Duration {
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		return 0
	}
	used := time.Duration(own.Utime.Nano() + own.Stime.Nano())
	return used + childrenTime(filepath.Join(g.dir, "postgres", "cluster", "postmaster.pid"))
}

// childrenTime is the processor time of the children of the postmaster that this file names; 0 where /proc does not tell.
func childrenTime(pidFile string) time.Duration {
	postmaster, err := os.ReadFile(pidFile)
	if err != nil {
		return 0
	}
	pid, _, _ := strings.Cut(string(postmaster), "\n")
	processes, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return 0
	}
	var used time.Duration
	for _, p := range processes {
		raw, err := os.ReadFile(p)
		if err != nil {
			continue // it has ended
		}
		used += childTime(string(raw), pid)
	}
	return used
}

// childTime is the time of a process from its line in /proc, if it is a child of the parent (proc(5): the 4th, 14th and
// 15th field, in hundredths of a second).
func childTime(stat, parent string) time.Duration {
	_, rest, found := strings.Cut(stat, ") ")
	fields := strings.Fields(rest)
	if !found || len(fields) < 13 || fields[1] != parent {
		return 0
	}
	user, errUser := strconv.Atoi(fields[11])
	system, errSystem := strconv.Atoi(fields[12])
	if errUser != nil || errSystem != nil {
		return 0
	}
	return time.Duration(user+system) * 10 * time.Millisecond
}

// charged adds to a rate what it has used of the processors.
func (g *ground) charged(work func() (rate, error)) (rate, error) {
	before := g.cpu()
	r, err := work()
	r.used = g.cpu() - before
	return r, err
}
