package registry

import (
	"context"
	"fmt"
	"slices"
)

// nodesKey is a sorted set of the nodes' inner URLs by the time until which they count, sinceKey since when Redis holds it, in ms: it is gone with the rest when
// Redis has come back empty.
const (
	nodesKey = "nodes"
	sinceKey = "{nodes}:since"
)

// Announce says that this node is there for Life, and lists the inner URLs of the others that are. The only node has none and says nothing.
func (r *Registry) Announce(ctx context.Context) (others []string, err error) {
	if r.Inner == "" {
		return nil, nil
	}
	all, err := announce.Run(ctx, r.Redis, []string{nodesKey, sinceKey}, r.Inner, Life.Milliseconds()).StringSlice()
	if err != nil {
		return nil, fmt.Errorf("announce this node: %w", err)
	}
	return slices.DeleteFunc(all, func(inner string) bool { return inner == r.Inner }), nil
}

// Withdraw says that this node goes.
func (r *Registry) Withdraw(ctx context.Context) error {
	if r.Inner == "" {
		return nil
	}
	if err := r.Redis.ZRem(ctx, nodesKey, r.Inner).Err(); err != nil {
		return fmt.Errorf("withdraw this node: %w", err)
	}
	return nil
}

// Young reports whether Redis began so lately, or came back empty, that other nodes may not have said yet which rooms they have. The only node has no others.
func (r *Registry) Young(ctx context.Context) (bool, error) {
	if r.Inner == "" {
		return false, nil
	}
	is, err := young.Run(ctx, r.Redis, []string{sinceKey}, Life.Milliseconds()).Bool()
	if err != nil {
		return false, fmt.Errorf("age of the list of nodes: %w", err)
	}
	return is, nil
}
