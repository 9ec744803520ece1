package schedule

import (
	"slices"
	"time"
)

// Window is the half-open interval [Start, End) of instants.
type Window struct {
	Start, End time.Time
}

// Length is the elapsed time of the window.
func (w Window) Length() time.Duration { return w.End.Sub(w.Start) }

// Empty reports whether no instant lies in the window.
func (w Window) Empty() bool { return !w.Start.Before(w.End) }

// Covers reports whether all of v lies in w.
func (w Window) Covers(v Window) bool { return !v.Start.Before(w.Start) && !v.End.After(w.End) }

// Meets reports whether the two share an instant.
func (w Window) Meets(v Window) bool { return w.Start.Before(v.End) && v.Start.Before(w.End) }

// Pad widens the window by buffers.
func (w Window) Pad(before, after time.Duration) Window {
	return Window{w.Start.Add(-before), w.End.Add(after)}
}

// Merge sorts windows, drops the empty and joins those that overlap or touch.
func Merge(windows []Window) []Window {
	sorted := slices.Clone(windows)
	sorted = slices.DeleteFunc(sorted, Window.Empty)
	slices.SortFunc(sorted, func(a, b Window) int { return a.Start.Compare(b.Start) })
	merged := sorted[:0]
	for _, w := range sorted {
		if n := len(merged); n > 0 && !w.Start.After(merged[n-1].End) {
			if w.End.After(merged[n-1].End) {
				merged[n-1].End = w.End
			}
			continue
		}
		merged = append(merged, w)
	}
	return merged
}

// Intersect is what lies in both; both must be merged.
func Intersect(a, b []Window) []Window {
	var both []Window
	for i, j := 0, 0; i < len(a) && j < len(b); {
		w := Window{latest([]time.Time{a[i].Start, b[j].Start}), earliest([]time.Time{a[i].End, b[j].End})}
		if !w.Empty() {
			both = append(both, w)
		}
		if a[i].End.Before(b[j].End) {
			i++
		} else {
			j++
		}
	}
	return both
}

// Subtract is what lies in a and not in b; both must be merged.
func Subtract(a, b []Window) []Window {
	var left []Window
	j := 0
	for _, w := range a {
		for j < len(b) && !b[j].End.After(w.Start) {
			j++
		}
		for k := j; k < len(b) && b[k].Start.Before(w.End); k++ {
			if b[k].Start.After(w.Start) {
				left = append(left, Window{w.Start, b[k].Start})
			}
			w.Start = b[k].End
		}
		if !w.Empty() {
			left = append(left, w)
		}
	}
	return left
}

// covered reports whether one of the merged windows covers w.
func covered(windows []Window, w Window) bool {
	i, _ := slices.BinarySearchFunc(windows, w.Start, func(v Window, t time.Time) int { return v.End.Compare(t) })
	for ; i < len(windows) && !windows[i].Start.After(w.Start); i++ {
		if windows[i].Covers(w) {
			return true
		}
	}
	return false
}

// met reports whether one of the merged windows shares an instant with w.
func met(windows []Window, w Window) bool {
	i, _ := slices.BinarySearchFunc(windows, w.Start, func(v Window, t time.Time) int { return v.End.Compare(t) })
	return slices.ContainsFunc(windows[i:min(i+2, len(windows))], w.Meets)
}
