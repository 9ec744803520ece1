package main

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// entry is one file the browser loads: its source below web/ and the name a template asks for.
type entry struct{ source, name string }

var entries = []entry{
	{"style/app.css", "app.css"},
	{"style/room.css", "room.css"},
	{"style/check.css", "check.css"},
	{"style/board.css", "board.css"},
	{"style/office.css", "office.css"},
	{"live/room.tsx", "room.js"},
	{"live/check.tsx", "check.js"},
	{"live/voice.ts", "voice.js"},
	{"live/pdf.ts", "pdf.js"},
	{"node_modules/pdfjs-dist/legacy/build/pdf.worker.min.mjs", "pdf-worker.js"},
	{"page/page.ts", "page.js"},
	{"page/desk.ts", "desk.js"},
	{"page/worker.ts", "worker.js"},
}

// bundle is what build makes, by file name below web/dist.
type bundle map[string][]byte

// build writes web/dist: every entry under a name that carries its content's hash, and manifest.json that says
// which name that is. The same sources give the same bytes on every machine.
func build(ctx context.Context, root string, out io.Writer) error {
	if err := installPackages(ctx, root, out); err != nil {
		return err
	}
	made, err := makeBundle(root)
	if err != nil {
		return err
	}
	dist := filepath.Join(root, "web", "dist")
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	for _, name := range made.names() {
		if err := os.WriteFile(filepath.Join(dist, name), made[name], 0o644); err != nil {
			return err
		}
		fmt.Fprintf(out, "  web/dist/%s  %d bytes\n", name, len(made[name]))
	}
	return removeStale(dist, made)
}

// makeBundle bundles every entry in memory.
func makeBundle(root string) (bundle, error) {
	made, manifest := bundle{}, map[string]string{}
	for _, e := range entries {
		files, err := bundleEntry(root, e)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			name := filepath.Base(file.Path)
			if filepath.Ext(name) == filepath.Ext(e.name) {
				stem, ext, _ := strings.Cut(e.name, ".")
				name = stem + "." + contentHash(file.Contents) + "." + ext
				manifest[e.name] = name
			}
			made[name] = file.Contents
		}
	}
	list, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return nil, err
	}
	made["manifest.json"] = append(list, '\n')
	return made, nil
}

// bundleEntry bundles one entry; pictures and fonts that a style names come along as files of their own.
func bundleEntry(root string, e entry) ([]api.OutputFile, error) {
	web := filepath.Join(root, "web")
	result := api.Build(api.BuildOptions{
		AbsWorkingDir:     web,
		EntryPoints:       []string{e.source},
		Outdir:            "dist",
		Bundle:            true,
		Format:            api.FormatESModule,
		Target:            api.ES2022,
		Charset:           api.CharsetUTF8,
		JSX:               api.JSXAutomatic,
		JSXImportSource:   "preact",
		LegalComments:     api.LegalCommentsInline,
		MinifyWhitespace:  true,
		MinifySyntax:      true,
		MinifyIdentifiers: true,
		PublicPath:        "/assets",
		AssetNames:        "[name].[hash]",
		Loader:            map[string]api.Loader{".svg": api.LoaderFile, ".webp": api.LoaderFile, ".woff2": api.LoaderFile},
		LogLevel:          api.LogLevelSilent,
	})
	if len(result.Errors) > 0 {
		return nil, fmt.Errorf("bundle web/%s:\n%s", e.source, strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), ""))
	}
	return result.OutputFiles, nil
}

// contentHash is 10 letters of the content's SHA-256, enough for a name that is cached for ever.
func contentHash(content []byte) string {
	sum := sha256.Sum256(content)
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:10])
}

// hashed is the name below web/dist of what a template asks for by name, "" when there is none.
func (b bundle) hashed(name string) string {
	stem, ext, _ := strings.Cut(name, ".")
	for hashed := range b {
		if strings.HasPrefix(hashed, stem+".") && strings.HasSuffix(hashed, "."+ext) {
			return hashed
		}
	}
	return ""
}

func (b bundle) names() []string {
	names := make([]string, 0, len(b))
	for name := range b {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// removeStale removes files of earlier builds.
func removeStale(dist string, made bundle) error {
	files, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	for _, file := range files {
		if _, ok := made[file.Name()]; !ok {
			err = errors.Join(err, os.Remove(filepath.Join(dist, file.Name())))
		}
	}
	return err
}

// drift says how web/dist differs from what its sources make; nil when it does not.
func drift(root string) error {
	made, err := makeBundle(root)
	if err != nil {
		return err
	}
	dist := filepath.Join(root, "web", "dist")
	files, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	var differ []string
	for _, file := range files {
		if _, ok := made[file.Name()]; !ok {
			differ = append(differ, file.Name()+" is made by nothing")
		}
	}
	for _, name := range made.names() {
		have, err := os.ReadFile(filepath.Join(dist, name))
		switch {
		case errors.Is(err, os.ErrNotExist):
			differ = append(differ, name+" is missing")
		case err != nil:
			return err
		case string(have) != string(made[name]):
			differ = append(differ, name+" has other content")
		}
	}
	if len(differ) > 0 {
		return fmt.Errorf("web/dist does not match its sources:\n  %s", strings.Join(differ, "\n  "))
	}
	return nil
}
