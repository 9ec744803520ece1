package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// need is something the checks use: how to see that it is here, and the Debian package that brings it.
type need struct {
	name   string
	here   func(ctx context.Context) bool
	debian string
}

var needs = []need{
	{"Chromium", func(context.Context) bool { return chromium() != "" }, "chromium"},
	{"Firefox", func(context.Context) bool { return firefox() != "" }, "firefox-esr"},
	{"a font with Hangul", hasFont("ko"), "fonts-noto-cjk"},
	{"a font with Kana and Kanji", hasFont("ja"), "fonts-noto-cjk"},
	{"a font with simplified Han", hasFont("zh-cn"), "fonts-noto-cjk"},
	{"a font with Vietnamese, Romanian and Cyrillic letters", hasFont("vi", "ro", "ru"), "fonts-noto-core"},
	{"redis-server", onPath("redis-server"), "redis-server"},
	{"PostgreSQL 15 or newer", func(context.Context) bool { return hasPostgres() }, "postgresql"},
	{"Node.js 20 or newer", onPath("node"), "nodejs"},
	{"npm", onPath("npm"), "npm"},
	{"a C compiler for go test -race", onPath("gcc"), "gcc libc6-dev"},
}

// setUp sees to it that the tools are here: installs them with apt-get as root on Debian, otherwise says what to type.
// What a setting replaces (ETRADE_DATABASE_URL, ETRADE_REDIS_URL, ETRADE_CHROMIUM, ETRADE_FIREFOX) is not asked for.
func setUp(ctx context.Context, b *bench) error {
	var missing, packages []string
	for _, n := range needs {
		if n.here(ctx) || replaced(n.name) {
			continue
		}
		missing = append(missing, n.name)
		packages = append(packages, strings.Fields(n.debian)...)
	}
	if len(missing) > 0 {
		if err := install(ctx, b, packages); err != nil {
			return fmt.Errorf("missing: %s: %w", strings.Join(missing, ", "), err)
		}
		for _, n := range needs {
			if !n.here(ctx) && !replaced(n.name) {
				return fmt.Errorf("%s is still not found after installing %s", n.name, n.debian)
			}
		}
	}
	if err := installGateway(ctx, b); err != nil {
		return err
	}
	return installPackages(ctx, b.root, b.out)
}

// s3Gateway is the S3 server of the tests; they find it in the path or where "go install" puts it.
const s3Gateway = "github.com/versity/versitygw/cmd/versitygw@v1.8.0"

func installGateway(ctx context.Context, b *bench) error {
	home, err := os.UserHomeDir()
	if err != nil {
		return err
	}
	_, missing := os.Stat(filepath.Join(home, "go", "bin", "versitygw"))
	if missing == nil || onPath("versitygw")(ctx) || os.Getenv("ETRADE_S3_GATEWAY") != "" {
		return nil
	}
	return command{dir: b.root, args: []string{"go", "install", s3Gateway}}.run(ctx, b.out)
}

func replaced(name string) bool {
	switch name {
	case "redis-server":
		return os.Getenv("ETRADE_REDIS_URL") != ""
	case "PostgreSQL 15 or newer":
		return os.Getenv("ETRADE_DATABASE_URL") != ""
	default:
		return false
	}
}

func install(ctx context.Context, b *bench, packages []string) error {
	line := append([]string{"apt-get", "install", "-y", "--no-install-recommends"}, packages...)
	if os.Geteuid() != 0 || !onPath("apt-get")(ctx) {
		return fmt.Errorf("type: sudo %s", strings.Join(line, " "))
	}
	quiet := []string{"DEBIAN_FRONTEND=noninteractive"}
	if err := (command{dir: b.root, env: quiet, args: []string{"apt-get", "update", "-q"}}).run(ctx, b.out); err != nil {
		return err
	}
	return command{dir: b.root, env: quiet, args: line}.run(ctx, b.out)
}

func onPath(name string) func(context.Context) bool {
	return func(context.Context) bool {
		_, err := exec.LookPath(name)
		return err == nil
	}
}

// chromium is the browser for the journeys, "" when there is none.
func chromium() string {
	if path := os.Getenv("ETRADE_CHROMIUM"); path != "" {
		return path
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// firefox is the second browser of the journeys, "" when there is none.
func firefox() string {
	if path := os.Getenv("ETRADE_FIREFOX"); path != "" {
		return path
	}
	for _, name := range []string{"firefox-esr", "firefox"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// hasFont looks for a font that writes each of these languages (fontconfig's tags); screenshots show boxes without.
func hasFont(langs ...string) func(context.Context) bool {
	return func(ctx context.Context) bool {
		listed, err := exec.CommandContext(ctx, "fc-list", ":lang="+strings.Join(langs, ":lang="), "family").Output()
		return err == nil && len(strings.TrimSpace(string(listed))) > 0
	}
}

func hasPostgres() bool {
	if _, err := exec.LookPath("initdb"); err == nil {
		return true
	}
	if bin := os.Getenv("ETRADE_POSTGRES_BIN"); bin != "" {
		_, err := os.Stat(filepath.Join(bin, "initdb"))
		return !errors.Is(err, os.ErrNotExist)
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	return err == nil && len(found) > 0
}
