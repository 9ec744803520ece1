// Command dev holds the verbs of a developer: check runs everything that must be green before a push, build
// makes web/dist from web/style, web/live and web/page, and generate writes the files that are made from other files.
//
// It owns how the repository is checked and built, and the import rules (rules_test.go). It leaves running the
// program to cmd/etrade and figures to cmd/loadtest. The program itself links nothing of what is used here.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

const usage = `usage: go run ./cmd/dev <verb>

  check [step ...]   everything that must be green before a push, in order, stopping at the first red; or only some steps
  journey name ...   some browser journeys of web/e2e
  link ADDRESS TARGET   a bad network in front of a server; each line of the input says how it is (link.go)
  drawn LANG PAGE ...   the examples of pages, as a JSON list of HTML (drawn.go)
  build              the browser's files: web/style, web/live, web/page -> web/dist
  pictures           the demo's drawings: cmd/etrade/demo/pictures/*.svg -> WebP in three widths
  strings --missing LANG   what a language lacks, as JSON: key -> English
  strings --put LANG       takes such a JSON with translations and writes them into web/locale
  cldr               names and conventions of the languages: Node's CLDR -> server/locale/cldr.json
  generate           all files made from other files: the wire's TypeScript, then build
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "dev:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("no verb given\n%s", usage)
	}
	if args[0] == "link" { // needs no sources
		return link(ctx, os.Stdin, os.Stdout, args[1:])
	}
	if args[0] == "drawn" {
		return drawn(ctx, os.Stdout, args[1:])
	}
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	switch args[0] {
	case "check":
		return check(ctx, root, os.Stdout, args[1:])
	case "journey":
		return journey(ctx, root, os.Stdout, args[1:])
	case "build":
		return build(ctx, root, os.Stdout)
	case "pictures":
		return pictures(ctx, root, os.Stdout)
	case "strings":
		return localeStrings(ctx, root, os.Stdin, os.Stdout, args[1:])
	case "cldr":
		return generateCLDR(ctx, root, os.Stderr)
	case "generate":
		return generate(ctx, root, os.Stdout)
	default:
		return fmt.Errorf("unknown verb %q\n%s", args[0], usage)
	}
}

// moduleRoot is the nearest folder upwards that holds go.mod.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("no go.mod here or above: run this inside the repository")
		}
		dir = parent
	}
}
