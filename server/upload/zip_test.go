package upload

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding/korean"

	"github.com/etradeoffice/portal/server/problem"
)

func zipOf(t testing.TB, add func(*zip.Writer) error) []byte {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	if err := errors.Join(add(archive), archive.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func stored(names ...string) func(*zip.Writer) error {
	return func(z *zip.Writer) error {
		for _, name := range names {
			part, err := z.Create(name)
			if err != nil {
				return err
			}
			if _, err := part.Write([]byte("content of " + name)); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestZipGivesFilesByTheirLastName(t *testing.T) {
	korean949, err := korean.EUCKR.NewEncoder().String("사진.jpg")
	if err != nil {
		t.Fatal(err)
	}
	content := zipOf(t, func(z *zip.Writer) error {
		err := stored("../../etc/a.jpg", `C:\b.jpg`, "folder/c.jpg", "__MACOSX/._c.jpg", ".DS_Store")(z)
		part, failed := z.CreateHeader(&zip.FileHeader{Name: korean949, NonUTF8: true})
		if failed == nil {
			_, failed = part.Write([]byte("x"))
		}
		return errors.Join(err, failed)
	})
	z, err := OpenZip(bytes.NewReader(content), int64(len(content)), 1<<10)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	if err := z.Each(func(name string, _ []byte, err error) error { names = append(names, name); return err }); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(names, " "); got != "a.jpg b.jpg c.jpg 사진.jpg" {
		t.Errorf("names %q", got)
	}
}

func TestZipThatCostsTooMuchIsRefused(t *testing.T) {
	many := zipOf(t, func(z *zip.Writer) error {
		for range mostZipFiles + 1 {
			if _, err := z.Create("a.jpg"); err != nil {
				return err
			}
		}
		return nil
	})
	said := func(bytes uint64) []byte { // a list that promises what is not there, as a bomb's does
		return zipOf(t, func(z *zip.Writer) error {
			_, err := z.CreateRaw(&zip.FileHeader{Name: "a.jpg", Method: zip.Store, UncompressedSize64: bytes})
			return err
		})
	}
	good := zipOf(t, stored("a.jpg"))
	for name, c := range map[string]struct {
		content []byte
		code    string
	}{"many": {many, "zip_many"}, "a bomb": {said(mostUnzipped + 1), "zip_big"}, "half": {good[:len(good)/2], "zip_broken"}, "empty": {zipOf(t, stored()), "zip_empty"}} {
		_, err := OpenZip(bytes.NewReader(c.content), int64(len(c.content)), 1<<10)
		if refusal, ok := errors.AsType[*problem.Error](err); !ok || refusal.Code != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	for name, content := range map[string][]byte{"larger than a file may be": said(1 << 20), "shorter than it says": said(100)} {
		z, err := OpenZip(bytes.NewReader(content), int64(len(content)), 1<<10)
		if err != nil {
			t.Fatal(err)
		}
		if err := z.Each(func(_ string, _ []byte, err error) error { return err }); !problem.Is(err, problem.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzZip opens any bytes: files come whole, or with a refusal.
func FuzzZip(f *testing.F) {
	content := zipOf(f, stored("a.jpg", "b/c.png"))
	f.Add(content)
	f.Add(content[:len(content)-9])
	f.Fuzz(func(t *testing.T, content []byte) {
		z, err := OpenZip(bytes.NewReader(content), int64(len(content)), 1<<16)
		if err != nil {
			return
		}
		_ = z.Each(func(name string, content []byte, err error) error {
			if err == nil && (len(content) > 1<<16 || strings.ContainsAny(name, `/\`) && name != "/") {
				t.Errorf("%q of %d bytes", name, len(content))
			}
			return nil
		})
	})
}
