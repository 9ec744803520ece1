package upload

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"golang.org/x/text/encoding/korean"

	"github.com/etradeoffice/portal/server/problem"
)

// The limits of a zip that is taken.
const (
	MostZipBytes = 200 << 20 // of the file
	mostZipFiles = 2000
	mostUnzipped = 600 << 20 // of all files
)

// Zip is a stranger's archive. Nothing of it is ever written under a name of its own.
type Zip struct {
	files []*zip.File
	most  int64 // bytes of one file
}

// OpenZip reads the list of a zip, of whose files none may be larger than most. What is broken, encrypted or too large is an
// Invalid problem before anything is unpacked: zip_broken, zip_locked, zip_many or zip_big.
func OpenZip(file io.ReaderAt, size, most int64) (Zip, error) {
	if size > MostZipBytes {
		return Zip{}, zipBig()
	}
	read, err := zip.NewReader(file, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return Zip{}, problem.New(problem.Invalid, "zip_broken").Because(err)
	}
	if len(read.File) > 2*mostZipFiles {
		return Zip{}, problem.New(problem.Invalid, "zip_many", "Most", mostZipFiles)
	}
	z, unzipped := Zip{most: most}, uint64(0)
	for _, f := range read.File {
		name := entryName(f)
		if f.FileInfo().IsDir() || strings.HasPrefix(name, ".") || strings.HasPrefix(f.Name, "__MACOSX/") {
			continue
		}
		if f.Flags&1 != 0 {
			return Zip{}, problem.New(problem.Invalid, "zip_locked")
		}
		if f.UncompressedSize64 > mostUnzipped-unzipped {
			return Zip{}, zipBig()
		}
		unzipped += f.UncompressedSize64
		z.files = append(z.files, f)
	}
	if len(z.files) > mostZipFiles {
		return Zip{}, problem.New(problem.Invalid, "zip_many", "Most", mostZipFiles)
	}
	if len(z.files) == 0 {
		return Zip{}, problem.New(problem.Invalid, "zip_empty")
	}
	return z, nil
}

func zipBig() error {
	return problem.New(problem.Invalid, "zip_big", "Most", MostZipBytes>>20, "Unzipped", mostUnzipped>>20)
}

// Len is how many files there are.
func (z Zip) Len() int { return len(z.files) }

// Each calls do with the files in their order, each by its name without folders. A file that cannot be unpacked, or is larger
// than the list says or than it may be, comes with an Invalid problem in place of its content.
func (z Zip) Each(do func(name string, content []byte, err error) error) error {
	for _, f := range z.files {
		content, err := z.unpack(f)
		if err := do(entryName(f), content, err); err != nil {
			return err
		}
	}
	return nil
}

func (z Zip) unpack(f *zip.File) ([]byte, error) {
	if f.UncompressedSize64 > uint64(z.most) {
		return nil, problem.New(problem.Invalid, "photo_big", "Most", z.most>>20)
	}
	opened, err := f.Open()
	if err != nil {
		return nil, problem.New(problem.Invalid, "photo_broken").Because(err)
	}
	content, err := io.ReadAll(io.LimitReader(opened, int64(f.UncompressedSize64)+1))
	if err := errors.Join(err, opened.Close()); err != nil {
		return nil, problem.New(problem.Invalid, "photo_broken").Because(err)
	}
	if uint64(len(content)) != f.UncompressedSize64 {
		return nil, problem.New(problem.Invalid, "photo_broken").Because(fmt.Errorf("%d bytes, not the %d of the list", len(content), f.UncompressedSize64))
	}
	return content, nil
}

// entryName is the last part of a file's name. Zips of Korean Windows have names in code page 949.
func entryName(f *zip.File) string {
	name := f.Name
	if f.NonUTF8 {
		if decoded, err := korean.EUCKR.NewDecoder().String(name); err == nil {
			name = decoded
		}
	}
	return path.Base(strings.ReplaceAll(name, `\`, "/"))
}
