package media

import (
	"context"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/blob"
)

// young is how long a file may lie without being named: somebody may just be handing it in.
const young = 24 * time.Hour

// sweep is how many files are asked about at once.
const sweep = 500

// madeName is the file of a picture that the job has made; the others came with the products.
var madeName = regexp.MustCompile(`^([0-9a-f]{32})-[0-9]+\.webp$`)

// Collect takes away files that nothing names any more: pictures of photographs that were removed or cut anew, originals
// and brochures. A file that is handed in again meanwhile is young again.
func (s *Service) Collect(ctx context.Context) error {
	if err := s.dropPast(ctx); err != nil {
		return err
	}
	for folder, named := range map[string]func(context.Context, []string) (map[string]bool, error){
		originals: s.namedOriginals, brochures: s.namedBrochures, "pictures/": s.namedPictures,
	} {
		c := collection{s: s, named: named}
		if err := s.files.Each(ctx, folder, func(f blob.File) error { return c.take(ctx, f) }); err != nil {
			return err
		}
		if err := c.flush(ctx); err != nil {
			return err
		}
	}
	return nil
}

// collection gathers files that are old enough, to ask about many at once.
type collection struct {
	s     *Service
	named func(context.Context, []string) (map[string]bool, error)
	files map[string][]string // by what names them
}

func (c *collection) take(ctx context.Context, f blob.File) error {
	if time.Since(f.At) < young { // the store's own clock
		return nil
	}
	key := path.Base(f.Name)
	if strings.HasPrefix(f.Name, "pictures/") {
		match := madeName.FindStringSubmatch(key)
		if match == nil {
			return nil
		}
		key = match[1]
	}
	if c.files == nil {
		c.files = map[string][]string{}
	}
	c.files[key] = append(c.files[key], f.Name)
	if len(c.files) < sweep {
		return nil
	}
	return c.flush(ctx)
}

func (c *collection) flush(ctx context.Context) error {
	if len(c.files) == 0 {
		return nil
	}
	keys := make([]string, 0, len(c.files))
	for key := range c.files {
		keys = append(keys, key)
	}
	named, err := c.named(ctx, keys)
	if err != nil {
		return err
	}
	for key, files := range c.files {
		if named[key] {
			continue
		}
		for _, file := range files {
			if err := c.s.files.Remove(ctx, file); err != nil {
				return err
			}
			c.s.collected.Inc()
		}
	}
	clear(c.files)
	return nil
}
