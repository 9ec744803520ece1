package catalog

import (
	"strconv"
	"strings"

	"github.com/etradeoffice/portal/server/media"
)

// Widths are the widths in pixels in which each picture exists.
var Widths = media.Widths

// PictureURL is where a picture is served in a width of Widths.
func PictureURL(name string, width int) string {
	return media.URL(name, width)
}

// Thumb is the URL for lists.
func (p Picture) Thumb() string { return PictureURL(p.Name, Widths[0]) }

// Small is the URL for browsers that choose no width themselves.
func (p Picture) Small() string { return PictureURL(p.Name, Widths[1]) }

// Large is the URL of the picture as large as it is.
func (p Picture) Large() string { return PictureURL(p.Name, Widths[len(Widths)-1]) }

// Set lists all widths, as the srcset attribute wants them.
func (p Picture) Set() string {
	all := make([]string, len(Widths))
	for i, width := range Widths {
		all[i] = PictureURL(p.Name, width) + " " + strconv.Itoa(width) + "w"
	}
	return strings.Join(all, ", ")
}

// MarkURL is the company's mark, empty when it has none.
func (m Maker) MarkURL() string {
	if m.Mark == "" {
		return ""
	}
	return PictureURL(m.Mark, Widths[0])
}
