package media

import (
	"context"
	"path"
	"regexp"
	"strings"

	"github.com/etradeoffice/portal/server/blob"
)

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
		removed, err := blob.Collect(ctx, s.files, folder, func(ctx context.Context, files []string) (map[string]bool, error) {
			return filesNamed(ctx, files, named)
		})
		s.collected.Add(float64(removed))
		if err != nil {
			return err
		}
	}
	return nil
}

// filesNamed asks what names files by the key that rows have of them; a picture that the job has not made stays.
func filesNamed(ctx context.Context, files []string, named func(context.Context, []string) (map[string]bool, error)) (map[string]bool, error) {
	kept, keys := map[string]bool{}, map[string]string{}
	var asked []string
	for _, file := range files {
		key := path.Base(file)
		if strings.HasPrefix(file, "pictures/") {
			match := madeName.FindStringSubmatch(key)
			if match == nil {
				kept[file] = true
				continue
			}
			key = match[1]
		}
		keys[file] = key
		asked = append(asked, key)
	}
	found, err := named(ctx, asked)
	if err != nil {
		return nil, err
	}
	for file, key := range keys {
		if found[key] {
			kept[file] = true
		}
	}
	return kept, nil
}
