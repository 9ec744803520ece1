package upload

import (
	"archive/zip"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/etradeoffice/portal/server/problem"
)

// ZipLimits are what an archive may cost.
type ZipLimits struct {
	Entries int   // files in it
	Each    int64 // bytes of one, unpacked
	All     int64 // bytes of all, unpacked
}

// Entry is one file of an archive.
type Entry struct {
	Name    string // without folders
	Content []byte
}

// Unzip calls each for the files of an archive, in their order. It refuses, before anything is unpacked, an archive that
// says it is too large, has too many entries or a name that leads out of its folder, and while unpacking one that lied;
// as an Invalid problem: zip_broken, zip_entries, zip_big, zip_path. Folders and what file managers add are passed over.
func Unzip(file io.ReaderAt, size int64, limits ZipLimits, each func(Entry) error) error {
	archive, err := zip.NewReader(file, size)
	if err != nil {
		return problem.New(problem.Invalid, "zip_broken").Because(err)
	}
	if len(archive.File) > limits.Entries {
		return problem.New(problem.Invalid, "zip_entries", "Most", limits.Entries)
	}
	all := int64(0)
	for _, entry := range archive.File {
		if !inside(entry.Name) || entry.Mode()&^0o7777 != 0 && !entry.FileInfo().IsDir() {
			return problem.New(problem.Invalid, "zip_path", "Name", shown(entry.Name))
		}
		if entry.UncompressedSize64 > uint64(limits.Each) {
			return problem.New(problem.Invalid, "zip_big", "Name", shown(entry.Name), "Most", limits.Each>>20)
		}
		if all += int64(entry.UncompressedSize64); all > limits.All {
			return problem.New(problem.Invalid, "zip_all", "Most", limits.All>>20)
		}
	}
	left := limits.All
	for _, entry := range archive.File {
		name := path.Base(strings.ReplaceAll(entry.Name, `\`, "/"))
		if entry.FileInfo().IsDir() || strings.HasPrefix(name, ".") || strings.HasPrefix(entry.Name, "__MACOSX/") || name == "Thumbs.db" {
			continue
		}
		content, err := unpack(entry, min(left, limits.Each))
		if err != nil {
			return err
		}
		left -= int64(len(content))
		if err := each(Entry{Name: name, Content: content}); err != nil {
			return err
		}
	}
	return nil
}

func unpack(entry *zip.File, most int64) ([]byte, error) {
	reader, err := entry.Open()
	if err != nil {
		return nil, problem.New(problem.Invalid, "zip_broken").Because(err)
	}
	defer func() { _ = reader.Close() }()
	content, err := io.ReadAll(io.LimitReader(reader, most+1))
	if err != nil {
		return nil, problem.New(problem.Invalid, "zip_broken").Because(fmt.Errorf("%q: %w", entry.Name, err))
	}
	if int64(len(content)) > most {
		return nil, problem.New(problem.Invalid, "zip_big", "Name", shown(entry.Name), "Most", most>>20)
	}
	return content, nil
}

// inside reports a name that stays in the folder where an archive would be unpacked, on every system.
func inside(name string) bool {
	slashed := strings.ReplaceAll(name, `\`, "/")
	if slashed == "" || strings.HasPrefix(slashed, "/") || strings.ContainsRune(slashed, 0) || len(slashed) > 1 && slashed[1] == ':' {
		return false
	}
	for part := range strings.SplitSeq(slashed, "/") {
		if part == ".." {
			return false
		}
	}
	return true
}

// shown is a stranger's name for a file as a sentence can carry it.
func shown(name string) string {
	name = strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f || c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069 {
			return -1
		}
		return c
	}, strings.ToValidUTF8(name, ""))
	if runes := []rune(name); len(runes) > 60 {
		name = string(runes[:60]) + "…"
	}
	return name
}

// Name is the last part of what a browser says a file is called, fit to be shown; it is never used as a path.
func Name(said string) string {
	return shown(path.Base(strings.ReplaceAll(said, `\`, "/")))
}
