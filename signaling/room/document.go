package room

import "github.com/etradeoffice/portal/signaling/wire"

// Document is what is shown in the room, the zero value for nothing. It stays when its presenter leaves. The room knows no documents: the id is the portal's.
type Document struct {
	ID        string
	Page      int
	Presenter string // pid
	Name      string // of the presenter, who may have gone
}

// points is how many pointers a person may send in a second.
const points = 20

func (d Document) view() *wire.Doc {
	return &wire.Doc{ID: d.ID, Page: d.Page, Presenter: d.Presenter, Name: d.Name}
}

// of reports whether the person shows the document.
func (d Document) of(p *Person) bool { return d.ID != "" && d.Presenter == p.PID }

// docPresent shows a document in place of the one before; who presents last is the presenter.
func (t *turn) docPresent(p *Person, m *wire.DocPresent) *wire.Error {
	t.Shown = Document{ID: m.ID, Page: m.Page, Presenter: p.PID, Name: p.Name}
	return nil
}

// docPage turns the page, for its presenter and officers.
func (t *turn) docPage(p *Person, m *wire.DocPage) *wire.Error {
	if t.Shown.ID == "" || !t.Shown.of(p) && p.Role != wire.RoleOfficer {
		return refusal(wire.ErrForbidden)
	}
	t.Shown.Page = m.Page
	return nil
}

// docClose puts the document away, for its presenter and who may admit.
func (t *turn) docClose(p *Person, _ *wire.DocClose) *wire.Error {
	if !t.Shown.of(p) && !p.mayAdmit() {
		return refusal(wire.ErrForbidden)
	}
	t.Shown = Document{}
	return nil
}

// docPointer shows the others what the presenter points at.
func (t *turn) docPointer(p *Person, m *wire.DocPointer) *wire.Error {
	t.lossy = true
	if !t.Shown.of(p) {
		return refusal(wire.ErrForbidden)
	}
	if wait := pace(&p.Pace.Points, t.now, 1_000, points); wait > 0 {
		return tooSoon(wait)
	}
	for _, q := range t.People {
		if q.In && q != p {
			t.send(q, Lossy, m)
		}
	}
	return nil
}
