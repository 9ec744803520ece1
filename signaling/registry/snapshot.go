package registry

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/redis/go-redis/v9"
)

// SnapshotLife is how long the state of a room that nobody has is kept.
const SnapshotLife = 2 * time.Hour

// ErrFenced is a snapshot that came too late: a newer epoch has begun.
var ErrFenced = errors.New("a newer epoch has the room")

func snapshotKeys(room string) []string {
	return []string{"room:{" + room + "}:state", "room:{" + room + "}:epoch"}
}

// Save keeps a room's snapshot for its next owner. ErrFenced when this owner is no longer the newest.
func (r *Registry) Save(ctx context.Context, room string, epoch int64, data []byte) error {
	if r.Folder != "" {
		return r.saveFile(room, data)
	}
	kept, err := save.Run(ctx, r.Redis, snapshotKeys(room), epoch, data, SnapshotLife.Milliseconds()).Int()
	if err != nil {
		return fmt.Errorf("save room %s: %w", room, err)
	}
	if kept == 0 {
		return ErrFenced
	}
	return nil
}

// Load is the last snapshot of a room, nil when there is none.
func (r *Registry) Load(ctx context.Context, room string) ([]byte, error) {
	if r.Folder != "" {
		return r.loadFile(room)
	}
	data, err := r.Redis.Get(ctx, snapshotKeys(room)[0]).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("load room %s: %w", room, err)
	}
	return data, nil
}

// Drop forgets a room's snapshot: the room is over.
func (r *Registry) Drop(ctx context.Context, room string) error {
	if r.Folder != "" {
		if err := os.Remove(r.file(room)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("drop room %s: %w", room, err)
		}
		return nil
	}
	if err := r.Redis.Del(ctx, snapshotKeys(room)[0]).Err(); err != nil {
		return fmt.Errorf("drop room %s: %w", room, err)
	}
	return nil
}

// file is where a snapshot is; room ids are checked to be plain names before they come here.
func (r *Registry) file(room string) string { return filepath.Join(r.Folder, room+".json") }

// saveFile replaces the file as a whole: a crash leaves the old or the new one. The folder is locked by the program, so there is one writer and no fence.
func (r *Registry) saveFile(room string, data []byte) error {
	if err := os.MkdirAll(r.Folder, 0o700); err != nil {
		return fmt.Errorf("save room %s: %w", room, err)
	}
	fresh := r.file(room) + ".new"
	if err := os.WriteFile(fresh, data, 0o600); err != nil {
		return fmt.Errorf("save room %s: %w", room, err)
	}
	if err := os.Rename(fresh, r.file(room)); err != nil {
		return fmt.Errorf("save room %s: %w", room, err)
	}
	return nil
}

func (r *Registry) loadFile(room string) ([]byte, error) {
	info, err := os.Stat(r.file(room))
	if errors.Is(err, fs.ErrNotExist) || err == nil && r.isOver(info) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("load room %s: %w", room, err)
	}
	data, err := os.ReadFile(r.file(room))
	if err != nil {
		return nil, fmt.Errorf("load room %s: %w", room, err)
	}
	return data, nil
}

func (r *Registry) isOver(info fs.FileInfo) bool { return r.Now().Sub(info.ModTime()) > SnapshotLife }

// sweep removes what is over. What cannot be removed now is tried again at the next start.
func (r *Registry) sweep() {
	if r.Folder == "" {
		return
	}
	entries, err := os.ReadDir(r.Folder)
	if err != nil {
		return // no room was ever saved
	}
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() && r.isOver(info) {
			_ = os.Remove(filepath.Join(r.Folder, entry.Name()))
		}
	}
}
