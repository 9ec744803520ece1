package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Folder is a store in a folder of this machine.
type Folder struct{ dir string }

// NewFolder is the store in this folder, which appears with the first file.
func NewFolder(dir string) *Folder { return &Folder{dir: dir} }

// unfinished begins the names of files that are still being written. What a crash left is swept after sweepAfter.
const (
	unfinished = "writing-"
	sweepAfter = time.Hour
)

// Put keeps a file, as Store says.
func (s *Folder) Put(_ context.Context, name string, content io.Reader) error {
	path, err := s.path(name)
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); err == nil {
		now := time.Now()
		return os.Chtimes(path, now, now)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return fmt.Errorf("folder of %s: %w", name, err)
	}
	file, err := os.CreateTemp(filepath.Dir(path), unfinished)
	if err != nil {
		return fmt.Errorf("keep %s: %w", name, err)
	}
	defer func() { _ = os.Remove(file.Name()) }()
	_, err = io.Copy(file, content)
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("keep %s: %w", name, err)
	}
	return os.Rename(file.Name(), path)
}

// Open reads a file, as Store says.
func (s *Folder) Open(_ context.Context, name string) (io.ReadCloser, error) {
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

// Stat is what is known of a file, as Store says.
func (s *Folder) Stat(_ context.Context, name string) (File, error) {
	path, err := s.path(name)
	if err != nil {
		return File{}, err
	}
	about, err := os.Stat(path)
	if err != nil {
		return File{}, fmt.Errorf("look at %s: %w", name, err)
	}
	return File{Name: name, Size: about.Size(), At: about.ModTime()}, nil
}

// Remove takes a file away, as Store says.
func (s *Folder) Remove(_ context.Context, name string) error {
	path, err := s.path(name)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove %s: %w", name, err)
	}
	return nil
}

// Each goes over the files below a folder, as Store says, and sweeps what was never finished.
func (s *Folder) Each(ctx context.Context, folder string, do func(File) error) error {
	top, err := s.path(strings.TrimSuffix(folder, "/"))
	if err != nil {
		return err
	}
	err = filepath.WalkDir(top, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return errors.Join(err, ctx.Err())
		}
		about, err := entry.Info()
		if err != nil {
			return err
		}
		if strings.HasPrefix(entry.Name(), unfinished) {
			if time.Since(about.ModTime()) > sweepAfter {
				return os.Remove(path)
			}
			return nil
		}
		name, err := filepath.Rel(s.dir, path)
		if err != nil {
			return err
		}
		return do(File{Name: filepath.ToSlash(name), Size: about.Size(), At: about.ModTime()})
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("list %s: %w", folder, err)
	}
	return nil
}

func (s *Folder) path(name string) (string, error) {
	if err := valid(name); err != nil {
		return "", err
	}
	return filepath.Join(s.dir, filepath.FromSlash(name)), nil
}
