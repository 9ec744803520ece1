package wire

import (
	"errors"
	"fmt"
)

// MaxPage is the largest page of a document, Whole the right and lower edge of a page in the units of a pointer.
const (
	MaxPage = 9_999
	Whole   = 10_000
)

// DocPresent shows a document to all who are in. What an id means is the portal's; a room only keeps it.
type DocPresent struct {
	ID   string `json:"id"`   // 1 to 128 characters A-Za-z0-9_-
	Page int    `json:"page"` // from 1
}

func (*DocPresent) Type() string { return "doc.present" }

func (m *DocPresent) Validate() error {
	if !isToken(m.ID, 128) {
		return errors.New("id")
	}
	return checkPage(m.Page)
}

// DocPage turns to a page of the document that is shown.
type DocPage struct {
	Page int `json:"page"` // from 1
}

func (*DocPage) Type() string      { return "doc.page" }
func (m *DocPage) Validate() error { return checkPage(m.Page) }

// DocClose puts the document away.
type DocClose struct{}

func (*DocClose) Type() string    { return "doc.close" }
func (*DocClose) Validate() error { return nil }

// DocPointer is the place on the page that its presenter points at, for both directions. Lossy: the latest wins, and it is over with the page.
type DocPointer struct {
	X int `json:"x"` // in 1/10000 of the page's width, from the left
	Y int `json:"y"` // in 1/10000 of its height, from the top
}

func (*DocPointer) Type() string { return "doc.pointer" }

func (m *DocPointer) Validate() error {
	if m.X < 0 || m.X > Whole || m.Y < 0 || m.Y > Whole {
		return errors.New("pointer is not on the page")
	}
	return nil
}

// Doc is what is shown to all who are in; it replaces the one before. An empty id: nothing is.
type Doc struct {
	ID        string `json:"id"`
	Page      int    `json:"page"`      // from 1; 0 when nothing is shown
	Presenter string `json:"presenter"` // pid of who shows it, who may have left
	Name      string `json:"name"`      // of the presenter
}

func (*Doc) Type() string { return "doc" }

func (m *Doc) Validate() error {
	if *m == (Doc{}) {
		return nil
	}
	return errors.Join((&DocPresent{ID: m.ID, Page: m.Page}).Validate(), checkPID(m.Presenter))
}

func checkPage(page int) error {
	if page < 1 || page > MaxPage {
		return fmt.Errorf("page is not from 1 to %d", MaxPage)
	}
	return nil
}
