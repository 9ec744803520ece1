package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/etradeoffice/portal"

// goFile is one Go file of the repository with what it imports.
type goFile struct {
	path    string // slash-separated, below the root
	folder  string
	test    bool
	imports []string // a package of ours as its folder ("server/page"), another as its import path
}

// root is the repository's top folder.
func root(t *testing.T) string {
	t.Helper()
	dir, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// sources lists every Go file with its imports.
func sources(t *testing.T) []goFile {
	t.Helper()
	top := root(t)
	var files []goFile
	for _, path := range filesBelow(t, top, ".go") {
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(top, path), nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		file := goFile{path: path, folder: filepath.ToSlash(filepath.Dir(path)), test: strings.HasSuffix(path, "_test.go")}
		for _, spec := range parsed.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			file.imports = append(file.imports, strings.TrimPrefix(name, module+"/"))
		}
		files = append(files, file)
	}
	return files
}

// filesBelow lists the files with one of the endings below dir, slash-separated and relative to dir; dot-folders,
// node_modules and what is built are left out.
func filesBelow(t *testing.T, dir string, endings ...string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if path != dir && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "dist" || name == "data") {
				return filepath.SkipDir
			}
			return nil
		}
		for _, ending := range endings {
			if strings.HasSuffix(name, ending) {
				relative, err := filepath.Rel(dir, path)
				found = append(found, filepath.ToSlash(relative))
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// under reports whether an import or folder is one of the places or below one of them.
func under(name string, places ...string) bool {
	for _, place := range places {
		if name == place || strings.HasPrefix(name, place+"/") {
			return true
		}
	}
	return false
}
