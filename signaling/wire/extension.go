package wire

// Extend is one side's word on ten minutes more: Yes asks for them or agrees to them, no turns down what the other side has asked for. For members of
// supplier and buyer, in the last ten minutes and in overtime.
type Extend struct {
	Yes bool `json:"yes"`
}

func (*Extend) Type() string    { return "extend" }
func (*Extend) Validate() error { return nil }

// Extension is how far the sides and the portal are with ten minutes more. A meeting is extended once.
type Extension struct {
	State ExtensionState `json:"state"`
	By    Side           `json:"by,omitempty"` // who has asked, or with declined who has said no
}

// ExtensionState is absent until a side asks.
type ExtensionState string

// The states: one side has asked; both have said yes and the portal looks whether everybody's time is free; given, and the timer has the new end; the
// other side has said no, and either may ask again; refused by the portal, since somebody is booked right after.
const (
	ExtensionAsked    ExtensionState = "asked"
	ExtensionAgreed   ExtensionState = "agreed"
	ExtensionGiven    ExtensionState = "given"
	ExtensionDeclined ExtensionState = "declined"
	ExtensionRefused  ExtensionState = "refused"
)

func checkExtension(e *Extension) error {
	if e == nil {
		return nil
	}
	return checkOneOf("extension", e.State, ExtensionAsked, ExtensionAgreed, ExtensionGiven, ExtensionDeclined, ExtensionRefused)
}
