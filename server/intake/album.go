package intake

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// album is the pictures that came with an import, by name.
type album struct {
	files map[string]file
	taken map[string]bool
	rows  map[int][]string    // row -> names of those in its cells
	skus  map[string][]string // beginning of the name -> names, sorted
}

var (
	cellForm     = regexp.MustCompile(`^[a-z]{1,3}[0-9]{1,7}(#[0-9]+)?$`)
	numberAtEnd  = regexp.MustCompile(`([-_ .(]+[0-9]{1,2}\)?)?$`)
	endOfPicture = regexp.MustCompile(`\.[a-z]+$`)
)

func newAlbum(files []file) *album {
	a := &album{files: map[string]file{}, taken: map[string]bool{}, rows: map[int][]string{}, skus: map[string][]string{}}
	for _, f := range files {
		a.files[f.Name] = f
		if cellForm.MatchString(f.Name) {
			cell, _, _ := strings.Cut(f.Name, "#")
			if _, row, err := excelize.CellNameToCoordinates(strings.ToUpper(cell)); err == nil {
				a.rows[row-1] = append(a.rows[row-1], f.Name)
			}
			continue
		}
		base := endOfPicture.ReplaceAllString(f.Name, "")
		a.skus[base] = append(a.skus[base], f.Name)
		if short := numberAtEnd.ReplaceAllString(base, ""); short != base {
			a.skus[short] = append(a.skus[short], f.Name)
		}
	}
	for _, names := range a.rows {
		slices.Sort(names)
	}
	for _, names := range a.skus {
		slices.Sort(names)
	}
	return a
}

// take is the file of a name.
func (a *album) take(name string) (file, bool) {
	f, ok := a.files[name]
	if ok {
		a.taken[name] = true
	}
	return f, ok
}

// inRow are the names of the pictures in a row's cells.
func (a *album) inRow(row int) []string { return a.rows[row] }

// of are the names that begin with a number, "LV-100.jpg" and "LV-100_2.jpg", and that nothing else has taken.
func (a *album) of(sku string) []string {
	var names []string
	for _, name := range a.skus[strings.ToLower(sku)] {
		if !a.taken[name] {
			names = append(names, name)
		}
	}
	return names
}

// unused are the files that no row takes, each with the reason.
func (a *album) unused() []file {
	var left []file
	for name, f := range a.files {
		if a.taken[name] {
			continue
		}
		if f.Reason == "" {
			f.Reason = "picture_unused"
		}
		left = append(left, f)
	}
	slices.SortFunc(left, func(a, b file) int { return strings.Compare(a.Name, b.Name) })
	return left
}

func number(n int) string { return strconv.Itoa(n) }
