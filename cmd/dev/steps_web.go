package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func typeCheck(ctx context.Context, b *bench) error {
	return b.web("node_modules/.bin/tsc", "--noEmit").run(ctx, b.out)
}

// webTests bundles every test file of web/live and web/page and runs them in Node, with web/ as the working folder.
func webTests(ctx context.Context, b *bench) error {
	files, err := testFiles(b.root, "live", "page")
	if err != nil {
		return err
	}
	bundled, err := bundleForNode(b.root, files)
	if err != nil {
		return err
	}
	args := append([]string{"node", "--test", "--enable-source-maps", "--test-reporter=spec"}, bundled...)
	passed, err := nodeTests(ctx, b, b.web(args...))
	if err != nil {
		return err
	}
	b.tests += passed
	b.note("TypeScript: %d tests in %d files", passed, len(files))
	return nil
}

// testFiles are the *.test.ts(x) files in the folders of web/, relative to web/.
func testFiles(root string, folders ...string) ([]string, error) {
	web := filepath.Join(root, "web")
	var files []string
	for _, folder := range folders {
		for _, pattern := range []string{"*.test.ts", "*.test.tsx"} {
			found, err := filepath.Glob(filepath.Join(web, folder, pattern))
			if err != nil {
				return nil, err
			}
			for _, file := range found {
				relative, err := filepath.Rel(web, file)
				if err != nil {
					return nil, err
				}
				files = append(files, relative)
			}
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no tests in web/%s", strings.Join(folders, ", web/"))
	}
	slices.Sort(files)
	return files, nil
}

// bundleForNode makes each file one module that Node runs, inside node_modules so that packages are found from there.
func bundleForNode(root string, files []string) ([]string, error) {
	web := filepath.Join(root, "web")
	out := filepath.Join(web, "node_modules", ".tests")
	result := api.Build(api.BuildOptions{
		AbsWorkingDir:   web,
		EntryPoints:     files,
		Outbase:         ".",
		Outdir:          out,
		OutExtension:    map[string]string{".js": ".mjs"},
		Bundle:          true,
		Write:           true,
		Platform:        api.PlatformNode,
		Format:          api.FormatESModule,
		Target:          api.ES2022,
		Packages:        api.PackagesExternal,
		Sourcemap:       api.SourceMapInline,
		JSX:             api.JSXAutomatic,
		JSXImportSource: "preact",
		LogLevel:        api.LogLevelSilent,
	})
	if len(result.Errors) > 0 {
		return nil, fmt.Errorf("bundle tests:\n%s", strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), ""))
	}
	var bundled []string
	for _, file := range files {
		bundled = append(bundled, filepath.Join(out, strings.TrimSuffix(file, filepath.Ext(file))+".mjs"))
	}
	return bundled, nil
}

var counted = regexp.MustCompile(`(?m)^\S* ?(pass|skipped|todo) (\d+)$`)

// nodeTests runs a `node --test` command and returns how many tests passed; skipped ones are an error.
func nodeTests(ctx context.Context, b *bench, c command) (int, error) {
	printed, err := c.output(ctx, b.out)
	fmt.Fprint(b.out, printed)
	if err != nil {
		return 0, err
	}
	counts := map[string]int{}
	for _, m := range counted.FindAllStringSubmatch(printed, -1) {
		counts[m[1]], err = strconv.Atoi(m[2])
		if err != nil {
			return 0, err
		}
	}
	if counts["skipped"]+counts["todo"] > 0 {
		return 0, errors.New("some tests were skipped, and nothing is skipped silently")
	}
	if counts["pass"] == 0 {
		return 0, errors.New("no test ran")
	}
	return counts["pass"], nil
}

// budget is how much a page's part may weigh, in bytes of brotli at its best (ux.md: budgets).
type budget struct {
	names []string
	bytes int
}

var budgets = []budget{
	{[]string{"app.css"}, 14_000},
	{[]string{"page.js"}, 15_000},
	{[]string{"room.js", "room.css"}, 60_000},
	{[]string{"check.js"}, 60_000},
}

// weigh prints the brotli size of each file named on its command line.
const weigh = `for (const f of process.argv.slice(1)) console.log(zlib.brotliCompressSync(fs.readFileSync(f)).length)`

func checkSizes(ctx context.Context, b *bench) error {
	made, err := makeBundle(b.root)
	if err != nil {
		return err
	}
	var over []string
	for _, limit := range budgets {
		args := []string{"node", "-e", weigh}
		for _, name := range limit.names {
			args = append(args, filepath.Join(b.root, "web", "dist", made.hashed(name)))
		}
		printed, err := b.command(args...).output(ctx, b.out)
		if err != nil {
			return err
		}
		total := 0
		for line := range strings.Lines(printed) {
			size, err := strconv.Atoi(strings.TrimSpace(line))
			if err != nil {
				return err
			}
			total += size
		}
		line := fmt.Sprintf("%s: %d bytes brotli, at most %d", strings.Join(limit.names, " + "), total, limit.bytes)
		b.note("%s", line)
		if total > limit.bytes {
			over = append(over, line)
		}
	}
	if len(over) > 0 {
		return fmt.Errorf("too heavy:\n  %s", strings.Join(over, "\n  "))
	}
	return nil
}
