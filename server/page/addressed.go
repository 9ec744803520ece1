package page

import (
	"fmt"
	"html/template"
	"strings"
)

// anywhere stands for the address in a part that is drawn for all addresses. No escaper changes it.
const anywhere = "/0anywhere0"

// addressed is a part that says the same on every page but for the page's own address in links: drawn once for each language and
// origin, with the address put in. It gets a Frame with no more than Lang, Origin and Path.
func (p *Pages) addressed(by *pen, name string) (template.HTML, error) {
	at := partKey{by.frame.Lang, name, by.frame.Origin}
	still, ok := p.drawn.find(at)
	if !ok {
		var b strings.Builder
		if err := by.tmpl.ExecuteTemplate(&b, name, Frame{Lang: by.frame.Lang, Origin: by.frame.Origin, Path: anywhere}); err != nil {
			return "", fmt.Errorf("draw %s: %w", name, err)
		}
		still = template.HTML(b.String())
		p.drawn.keep(at, still)
	}
	address, err := by.address()
	return template.HTML(strings.ReplaceAll(string(still), anywhere, address)), err
}

// address is the path of the page as a link to it has it behind its language, escaped as every link is: by a template.
func (by *pen) address() (string, error) {
	if by.link != "" {
		return by.link, nil
	}
	var b strings.Builder
	if err := by.tmpl.ExecuteTemplate(&b, addressPart, by.frame.Path); err != nil {
		return "", fmt.Errorf("draw %s: %w", addressPart, err)
	}
	_, link, _ := strings.Cut(b.String(), `href="/`)
	by.link, _, _ = strings.Cut(link, `"`)
	return by.link, nil
}

// addressPart is a link to a slash and its dot, and nothing else.
const addressPart = "part/address"
