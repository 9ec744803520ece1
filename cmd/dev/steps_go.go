package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// golangciVersion is the one linter that counts; .golangci.yml is written for it.
const golangciVersion = "v2.15.0"

func gofmt(ctx context.Context, b *bench) error {
	unformatted, err := b.command("gofmt", "-l", "cmd", "server", "signaling", "web/web.go").output(ctx, b.out)
	if err != nil {
		return err
	}
	if unformatted != "" {
		fmt.Fprint(b.out, unformatted)
		return errors.New("files above are not formatted")
	}
	return nil
}

func goVet(ctx context.Context, b *bench) error {
	return b.command("go", "vet", "./...").run(ctx, b.out)
}

// lint runs the pinned golangci-lint. It is built once, into the user's cache.
func lint(ctx context.Context, b *bench) error {
	cache, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	bin := filepath.Join(cache, "etrade", "dev", "golangci-lint-"+golangciVersion)
	linter := filepath.Join(bin, "golangci-lint")
	if _, err := os.Stat(linter); err != nil {
		install := b.command("go", "install", "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@"+golangciVersion)
		install.env = append(install.env, "GOBIN="+bin, "GOFLAGS=")
		if err := install.run(ctx, b.out); err != nil {
			return err
		}
	}
	if err := b.command(linter, "run", "--timeout=10m", "./...").run(ctx, b.out); err != nil {
		return err
	}
	b.note("golangci-lint %s", golangciVersion)
	return nil
}

func checkModules(ctx context.Context, b *bench) error {
	for _, args := range [][]string{{"go", "mod", "tidy", "-diff"}, {"go", "mod", "verify"}} {
		if err := b.command(args...).run(ctx, b.out); err != nil {
			return err
		}
	}
	return checkFloors(ctx, b)
}

// checkGenerated compares the files that are made from other files with what their sources make now.
func checkGenerated(_ context.Context, b *bench) error {
	wire, err := wireTypes(b.root)
	if err != nil {
		return err
	}
	have, err := os.ReadFile(filepath.Join(b.root, wireFile))
	if err != nil {
		return err
	}
	if string(have) != string(wire) {
		return fmt.Errorf("%s is not what signaling/wire says now", wireFile)
	}
	return drift(b.root)
}
