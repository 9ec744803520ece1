package page

// Example is one drawing of a page with plausible content. Each topic keeps its examples beside its page structs, in
// a function Examples; the page test draws all of them in every language, so a field that a template names and the
// struct lacks fails there.
type Example struct {
	Name      string // as in Write
	TitleKey  string
	TitleArgs []any
	Body      any
}
