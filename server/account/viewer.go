package account

import (
	"context"

	"github.com/google/uuid"
)

// UserID names a person (UUIDv7).
type UserID struct{ uuid.UUID }

// CompanyID names a supplier or buyer organisation (UUIDv7).
type CompanyID struct{ uuid.UUID }

// DeskID names the workplace of a partner city or association (UUIDv7).
type DeskID struct{ uuid.UUID }

// Role is what a grant lets a person be.
type Role string

// The roles. Buyer and supplier are held on a company, partner on a desk, the others on the office.
const (
	Buyer       Role = "buyer"
	Supplier    Role = "supplier"
	Interpreter Role = "interpreter"
	Officer     Role = "officer"
	Partner     Role = "partner"
	Operator    Role = "operator"
)

// Grant is one role of a person, on a company, a desk or (with neither) the office.
type Grant struct {
	Role    Role
	Company CompanyID
	Desk    DeskID
}

// Viewer is who asks: the signed-in person with all grants. The zero Viewer is a visitor.
type Viewer struct {
	User   UserID
	Name   string
	Email  string
	Lang   string // preferred interface language
	Zone   string // IANA zone
	City   string // as shown beside times
	Grants []Grant
	Ties   []CompanyID // about which an officer does not decide
}

// SignedIn reports whether the viewer is a known person.
func (v Viewer) SignedIn() bool { return v.User.UUID != uuid.Nil }

// Is reports whether the viewer holds a role anywhere.
func (v Viewer) Is(role Role) bool {
	for _, g := range v.Grants {
		if g.Role == role {
			return true
		}
	}
	return false
}

// On reports whether the viewer holds a role on this company.
func (v Viewer) On(role Role, company CompanyID) bool {
	for _, g := range v.Grants {
		if g.Role == role && g.Company == company {
			return true
		}
	}
	return false
}

// Company is the first company that the viewer holds the role on.
func (v Viewer) Company(role Role) (CompanyID, bool) {
	for _, g := range v.Grants {
		if g.Role == role {
			return g.Company, true
		}
	}
	return CompanyID{}, false
}

// Desks are those at which the viewer is a partner.
func (v Viewer) Desks() []DeskID {
	var desks []DeskID
	for _, g := range v.Grants {
		if g.Role == Partner {
			desks = append(desks, g.Desk)
		}
	}
	return desks
}

type viewerKey struct{}

// WithViewer puts the viewer of a request into its context.
func WithViewer(ctx context.Context, v Viewer) context.Context {
	return context.WithValue(ctx, viewerKey{}, v)
}

// ViewerFrom is the viewer of the request, a visitor when nobody signed in.
func ViewerFrom(ctx context.Context) Viewer {
	v, _ := ctx.Value(viewerKey{}).(Viewer)
	return v
}
