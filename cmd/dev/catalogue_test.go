package main

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// testTexts are the texts of all tests in Go, by folder.
func testTexts(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, f := range sources(t) {
		if !f.test {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(root(t), f.path))
		if err != nil {
			t.Fatal(err)
		}
		all[f.folder] += string(raw)
	}
	return all
}

func lines(t *testing.T, file string) []string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(root(t), file))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(raw), "\n")
}

var (
	numbered = regexp.MustCompile(`^(\d+)\. (?:(\w+): )?(.*)`)
	testName = regexp.MustCompile("`([\\w/]+\\.)?((?:Test|Fuzz|Benchmark)\\w+)`|\"(\\d+ [^\"]+)\"")
)

// TestEveryNumberOfTheCatalogueIsNamedByATest holds the list of consultation's README against the tests that are there.
func TestEveryNumberOfTheCatalogueIsNamedByATest(t *testing.T) {
	const cases = 77
	tests, shown := testTexts(t), map[int]bool{}
	for _, line := range lines(t, "server/consultation/README.md") {
		entry := numbered.FindStringSubmatch(line)
		if entry == nil {
			continue
		}
		n, err := strconv.Atoi(entry[1])
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(line, ";") {
			folder := "server/consultation"
			if entry[2] != "" && strings.Contains(part, entry[2]+": ") {
				folder = "server/" + entry[2]
			}
			for _, name := range testName.FindAllStringSubmatch(part, -1) {
				shown[n] = true
				if wanted := `"` + name[3] + `"`; name[3] != "" && !strings.Contains(tests[folder], wanted) {
					t.Errorf("case %d: no test of %s says %s", n, folder, wanted)
				}
				if name[2] != "" && !strings.Contains(tests[folder], "func "+name[2]+"(") {
					t.Errorf("case %d: %s has no %s", n, folder, name[2])
				}
			}
		}
	}
	for n := 1; n <= cases; n++ {
		if !shown[n] {
			t.Errorf("case %d is named by no test in server/consultation/README.md", n)
		}
	}
}

// TestNamedTestsOfTheRoomAreThere holds the table of signaling's README against the tests that are there. A name without a package is of
// the package that was named last.
func TestNamedTestsOfTheRoomAreThere(t *testing.T) {
	tests, named := testTexts(t), 0
	for _, line := range lines(t, "signaling/README.md") {
		if !strings.HasPrefix(line, "|") {
			continue
		}
		in := ""
		for _, name := range testName.FindAllStringSubmatch(line, -1) {
			if name[2] == "" {
				continue
			}
			if name[1] != "" {
				in = strings.TrimSuffix(name[1], ".")
			}
			found := false
			for folder, text := range tests {
				found = found || (folder == in || path.Base(folder) == in) && strings.Contains(text, "func "+name[2]+"(")
			}
			if named++; !found {
				t.Errorf("%s has no %s", in, name[2])
			}
		}
	}
	if named < 100 {
		t.Errorf("%d tests are named: the table is not read", named)
	}
}
