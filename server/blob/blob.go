// Package blob owns files that are kept beside the database: pictures now, attachments later. Names carry a hash of the
// content, so a file never changes. It leaves what a file is, and who may see it, to the topics.
package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Store is a folder of files. It is safe for concurrent use.
type Store struct{ dir string }

// New is the store in this folder, which appears with the first file.
func New(dir string) *Store { return &Store{dir: dir} }

// Put keeps a file whole or not at all. A file of this name that is there already stays as it is.
func (s *Store) Put(_ context.Context, name string, content io.Reader) error {
	path, err := s.path(name)
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return fmt.Errorf("folder of %s: %w", name, err)
	}
	file, err := os.CreateTemp(filepath.Dir(path), "writing-")
	if err != nil {
		return fmt.Errorf("keep %s: %w", name, err)
	}
	defer func() { _ = os.Remove(file.Name()) }()
	_, err = io.Copy(file, content)
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("keep %s: %w", name, err)
	}
	return os.Rename(file.Name(), path)
}

// Open reads a file; fs.ErrNotExist when there is none of this name.
func (s *Store) Open(_ context.Context, name string) (io.ReadCloser, error) {
	path, err := s.path(name)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	return file, nil
}

// path refuses names that lead out of the folder; they are not there.
func (s *Store) path(name string) (string, error) {
	if !fs.ValidPath(name) || name == "." || !filepath.IsLocal(name) {
		return "", fmt.Errorf("file %q: %w", name, fs.ErrNotExist)
	}
	return filepath.Join(s.dir, filepath.FromSlash(name)), nil
}
