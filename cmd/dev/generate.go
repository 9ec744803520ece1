package main

import (
	"context"
	"io"
)

// generate writes every file that is made from other files, in the order in which they depend on each other.
func generate(ctx context.Context, root string, out io.Writer) error {
	if err := generateWire(root); err != nil {
		return err
	}
	return build(ctx, root, out)
}
