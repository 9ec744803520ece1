package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// pictures draws the demo's SVGs as WebP in the widths that the catalog serves. A test of the demo compares the hashes in
// the manifest with the SVGs, so that a drawing that was changed and not drawn anew is noticed.
func pictures(ctx context.Context, root string, out io.Writer) error {
	if err := installPackages(ctx, root, out); err != nil {
		return err
	}
	browser := chromium()
	if browser == "" {
		return errors.New("drawing pictures needs Chromium: apt-get install chromium, or set ETRADE_CHROMIUM to one")
	}
	folder := filepath.Join("cmd", "etrade", "demo", "pictures")
	run := exec.CommandContext(ctx, "node", filepath.Join("cmd", "dev", "pictures.mjs"), folder, "320", "640", "1200")
	run.Dir, run.Stdout, run.Stderr = root, out, out
	run.Env = append(os.Environ(), "ETRADE_CHROMIUM="+browser)
	if err := run.Run(); err != nil {
		return fmt.Errorf("draw pictures: %w", err)
	}
	return nil
}
