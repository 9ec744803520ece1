package registry

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// Memory is the registry of several nodes in one process, with the same promises as Redis: rooms in virtual time and the load generator use it.
// Its nodes are made by Node.
type Memory struct {
	now    func() time.Time
	mu     sync.Mutex
	leases map[string]lease
	epochs map[string]int64
	states map[string][]byte
	nodes  map[string]time.Time // by inner URL: until when it counts
	since  time.Time            // of a node's first word
	away   bool
	cut    map[string]bool // nodes that do not reach it
}

type lease struct {
	node, url, inner string
	epoch            int64
	until            time.Time
}

// NewMemory is empty.
func NewMemory(now func() time.Time) *Memory {
	return &Memory{now: now, leases: map[string]lease{}, epochs: map[string]int64{}, states: map[string][]byte{}, nodes: map[string]time.Time{}, cut: map[string]bool{}}
}

// ErrAway is the answer of a Memory that was taken away.
var ErrAway = errors.New("registry is away")

// Away makes every call fail with ErrAway, or ends that. Leases expire meanwhile.
func (m *Memory) Away(away bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.away = away
}

// Forget empties it, as a Redis that comes back without its data.
func (m *Memory) Forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.leases)
	clear(m.epochs)
	clear(m.states)
	clear(m.nodes)
	m.since = time.Time{}
}

// Cut makes every call of one node fail with ErrAway, as behind a broken link, or ends that.
func (m *Memory) Cut(node string, cut bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cut[node] = cut
}

// Node is one node's view; Registry documents the methods. inner is "" for a node that takes no calls of others.
func (m *Memory) Node(name, url, inner string) *MemoryNode {
	return &MemoryNode{memory: m, name: name, url: url, inner: inner, held: map[string]int64{}}
}

// MemoryNode holds one node's leases.
type MemoryNode struct {
	memory           *Memory
	name, url, inner string
	held             map[string]int64 // under memory's mutex
}

func (n *MemoryNode) enter() (*Memory, error) {
	n.memory.mu.Lock()
	if n.memory.away || n.memory.cut[n.name] {
		n.memory.mu.Unlock()
		return nil, ErrAway
	}
	return n.memory, nil
}

// owner is who has the room now.
func (m *Memory) owner(room string) (lease, bool) {
	l, ok := m.leases[room]
	return l, ok && m.now().Before(l.until)
}

// Acquire is Registry.Acquire.
func (n *MemoryNode) Acquire(_ context.Context, room string) (int64, error) {
	m, err := n.enter()
	if err != nil {
		return 0, err
	}
	defer m.mu.Unlock()
	if owner, ok := m.owner(room); ok && owner.node != n.name {
		return 0, &Elsewhere{URL: owner.url, Inner: owner.inner}
	}
	epoch := max(m.epochs[room]+1, m.now().UnixMilli())
	m.epochs[room] = epoch
	m.leases[room] = lease{n.name, n.url, n.inner, epoch, m.now().Add(Life)}
	n.held[room] = epoch
	return epoch, nil
}

// Owner is Registry.Owner.
func (n *MemoryNode) Owner(_ context.Context, room string) (string, error) {
	m, err := n.enter()
	if err != nil {
		return "", err
	}
	defer m.mu.Unlock()
	owner, ok := m.owner(room)
	if !ok {
		return "", nil
	}
	return owner.url, nil
}

// Renew is Registry.Renew.
func (n *MemoryNode) Renew(context.Context) (lost map[string]string, back []string, err error) {
	m, err := n.enter()
	if err != nil {
		return nil, nil, err
	}
	defer m.mu.Unlock()
	lost = map[string]string{}
	for room, epoch := range n.held {
		owner, ok := m.owner(room)
		if ok && (owner.node != n.name || owner.epoch != epoch) || !ok && m.epochs[room] > epoch {
			lost[room] = owner.url
			delete(n.held, room)
			continue
		}
		if !ok {
			back = append(back, room)
		}
		m.epochs[room] = epoch
		m.leases[room] = lease{n.name, n.url, n.inner, epoch, m.now().Add(Life)}
	}
	return lost, back, nil
}

// Release is Registry.Release.
func (n *MemoryNode) Release(_ context.Context, room string) error {
	m, err := n.enter()
	if err != nil {
		return err
	}
	defer m.mu.Unlock()
	if l := m.leases[room]; l.node == n.name && l.epoch == n.held[room] {
		delete(m.leases, room)
	}
	delete(n.held, room)
	return nil
}

// Save is Registry.Save.
func (n *MemoryNode) Save(_ context.Context, room string, epoch int64, data []byte) error {
	m, err := n.enter()
	if err != nil {
		return err
	}
	defer m.mu.Unlock()
	if m.epochs[room] > epoch {
		return ErrFenced
	}
	m.states[room] = data
	return nil
}

// Load is Registry.Load.
func (n *MemoryNode) Load(_ context.Context, room string) ([]byte, error) {
	m, err := n.enter()
	if err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
	return m.states[room], nil
}

// Drop is Registry.Drop.
func (n *MemoryNode) Drop(_ context.Context, room string) error {
	m, err := n.enter()
	if err != nil {
		return err
	}
	defer m.mu.Unlock()
	delete(m.states, room)
	return nil
}

// Announce is Registry.Announce.
func (n *MemoryNode) Announce(context.Context) (others []string, err error) {
	m, err := n.enter()
	if err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
	if n.inner == "" {
		return nil, nil
	}
	m.nodes[n.inner] = m.now().Add(Life)
	if m.since.IsZero() {
		m.since = m.now()
	}
	for inner, until := range m.nodes {
		if inner != n.inner && m.now().Before(until) {
			others = append(others, inner)
		}
	}
	slices.Sort(others)
	return others, nil
}

// Withdraw is Registry.Withdraw.
func (n *MemoryNode) Withdraw(context.Context) error {
	m, err := n.enter()
	if err != nil {
		return err
	}
	defer m.mu.Unlock()
	delete(m.nodes, n.inner)
	return nil
}

// Young is Registry.Young.
func (n *MemoryNode) Young(context.Context) (bool, error) {
	m, err := n.enter()
	if err != nil {
		return false, err
	}
	defer m.mu.Unlock()
	return n.inner != "" && (m.since.IsZero() || m.now().Sub(m.since) < Life), nil
}
