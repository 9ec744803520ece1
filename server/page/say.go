package page

import "html/template"

// say is a text of people in the page's language, or in the language that it is in, and marked with that: what reads pages
// aloud, chooses letters or breaks lines has to know. For the text of an element; an attribute gets (pick .Texts).Text.
func say(lang string, of map[string]string) template.HTML {
	p := Pick(lang, of)
	text := template.HTMLEscapeString(p.Text)
	if !p.Foreign || text == "" {
		return template.HTML(text)
	}
	return template.HTML(`<span lang="` + template.HTMLEscapeString(p.Lang) + `">` + text + `</span>`)
}
