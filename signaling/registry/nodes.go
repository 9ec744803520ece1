package registry

import (
	"context"
	"fmt"
	"slices"
)

// nodesKey is a sorted set of the nodes' inner URLs by the time until which they count.
const nodesKey = "nodes"

// Announce says that this node is there for Life, and lists the inner URLs of the others that are. The only node has none and says nothing.
func (r *Registry) Announce(ctx context.Context) (others []string, err error) {
	if r.Inner == "" {
		return nil, nil
	}
	all, err := announce.Run(ctx, r.Redis, []string{nodesKey}, r.Inner, Life.Milliseconds()).StringSlice()
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
