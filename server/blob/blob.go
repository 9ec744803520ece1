// Package blob owns files that are kept beside the database: pictures, their originals, brochures, attachments. Names carry
// a hash of the content, so a file never changes and may be put twice. Files lie in a folder or in a bucket of S3, and
// nobody can tell which. It leaves what a file is, and who may see it, to the topics.
package blob

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"time"
)

// Store keeps files. It is safe for concurrent use, by several processes too.
type Store interface {
	// Put keeps a file whole or not at all. A file of this name that is there already stays as it is and counts as new.
	Put(ctx context.Context, name string, content io.Reader) error
	// Open reads a file; fs.ErrNotExist when there is none of this name.
	Open(ctx context.Context, name string) (io.ReadCloser, error)
	// Stat is what is known of a file; fs.ErrNotExist when there is none of this name.
	Stat(ctx context.Context, name string) (File, error)
	// Remove takes a file away; that there is none is no error.
	Remove(ctx context.Context, name string) error
	// Each calls do for every file below a folder ("pictures/"), in no order, until it fails.
	Each(ctx context.Context, folder string, do func(File) error) error
}

// File is a file that is kept.
type File struct {
	Name string
	Size int64     // bytes
	At   time.Time // when it was put last
}

// Open makes the store that a URL names; it does not speak to it yet. An empty URL is the folder dir.
//
//	file:///srv/etrade/files
//	s3://KEY:SECRET@s3.eu-central-1.amazonaws.com/bucket?region=eu-central-1
//	s3+http://KEY:SECRET@127.0.0.1:7070/bucket     without TLS, on one's own network
func Open(url, dir string) (Store, error) {
	switch scheme, path, _ := strings.Cut(url, "://"); {
	case url == "":
		return NewFolder(dir), nil
	case scheme == "file" && filepath.IsAbs(path):
		return NewFolder(path), nil
	case scheme == "s3", scheme == "s3+http":
		return newBucket(url)
	}
	return nil, errWrongURL
}

var errWrongURL = errors.New("--blob-url must be like s3://KEY:SECRET@host/bucket or file:///srv/etrade/files")

// Probe writes a small file, reads it, and takes it away again.
func Probe(ctx context.Context, s Store) error {
	name, want := "probe/"+strings.ToLower(rand.Text()), []byte(rand.Text())
	if err := s.Put(ctx, name, bytes.NewReader(want)); err != nil {
		return fmt.Errorf("it cannot be written: %w", err)
	}
	file, err := s.Open(ctx, name)
	if err != nil {
		return fmt.Errorf("what was written cannot be read: %w", err)
	}
	got, err := io.ReadAll(file)
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("what was written cannot be read: %w", err)
	}
	if !bytes.Equal(got, want) {
		return errors.New("what is read is not what was written")
	}
	if err := s.Remove(ctx, name); err != nil {
		return fmt.Errorf("what was written cannot be taken away: %w", err)
	}
	return nil
}

// valid refuses names that lead out of the store; they are not there.
func valid(name string) error {
	if !fs.ValidPath(name) || name == "." || !filepath.IsLocal(name) {
		return fmt.Errorf("file %q: %w", name, fs.ErrNotExist)
	}
	return nil
}
