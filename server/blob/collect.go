package blob

import (
	"context"
	"errors"
	"io/fs"
	"time"
)

// Young is how long a file may lie without being named: somebody may just be handing it in.
const Young = 24 * time.Hour

// asked is how many files are asked about at once.
const asked = 500

// Named answers which of these files something names.
type Named func(ctx context.Context, names []string) (map[string]bool, error)

// Collect takes away the files below a folder that nothing names and that are older than Young by the store's own clock. Nothing is taken away
// before the whole folder could be listed; a file that was put again meanwhile is young again and stays. It returns how many are gone, with
// an error too.
func Collect(ctx context.Context, s Store, folder string, named Named) (int, error) {
	var old []string
	err := s.Each(ctx, folder, func(f File) error {
		if time.Since(f.At) >= Young {
			old = append(old, f.Name)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	removed := 0
	for len(old) > 0 {
		some := old[:min(asked, len(old))]
		old = old[len(some):]
		kept, err := named(ctx, some)
		if err != nil {
			return removed, err
		}
		for _, name := range some {
			if kept[name] {
				continue
			}
			gone, err := removeOld(ctx, s, name)
			if err != nil {
				return removed, err
			}
			if gone {
				removed++
			}
		}
	}
	return removed, nil
}

// removeOld looks once more how old the file is.
func removeOld(ctx context.Context, s Store, name string) (bool, error) {
	f, err := s.Stat(ctx, name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && time.Since(f.At) < Young {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, s.Remove(ctx, name)
}
