package page

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"
)

// Letter is what one mail says, already in the reader's language. All mails have this one form: a heading, paragraphs,
// facts, one button, and why the reader gets it.
type Letter struct {
	Lang     string
	Office   string // name in the head of the letter
	Greeting string // "Dear Ana Exemplu,"
	Lines    []string
	Code     string // shown large; empty for none
	Facts    []Fact
	Button   Fact   // label and absolute URL; no button when empty
	Links    []Fact // further things to do, less likely than the button
	After    []string
	Why      string // why you get this
}

// Fact is one labelled value; a new line in it begins what is said beside the value, such as the same hour on another clock.
type Fact struct{ Label, Value string }

// Rows are the lines of the value.
func (f Fact) Rows() []string { return strings.Split(f.Value, "\n") }

//go:embed letter.html
var letterSource string

var letterTemplate = template.Must(template.New("letter").Parse(letterSource))

// Draw is the letter as HTML with its styles on the elements (mail programs know no style sheets of ours), and as
// plain text that says the same.
func (l Letter) Draw() (html, text string, err error) {
	var buffer bytes.Buffer
	if err := letterTemplate.Execute(&buffer, l); err != nil {
		return "", "", fmt.Errorf("draw letter: %w", err)
	}
	return buffer.String(), l.plain(), nil
}

func (l Letter) plain() string {
	var b strings.Builder
	paragraph := func(text string) {
		if text != "" {
			b.WriteString(text + "\n\n")
		}
	}
	paragraph(l.Greeting)
	for _, line := range l.Lines {
		paragraph(line)
	}
	if l.Code != "" {
		paragraph("    " + l.Code)
	}
	for _, fact := range l.Facts {
		b.WriteString(fact.Label + ": " + strings.Join(fact.Rows(), " / ") + "\n")
	}
	if len(l.Facts) > 0 {
		b.WriteString("\n")
	}
	if l.Button.Value != "" {
		paragraph(l.Button.Label + ":\n" + l.Button.Value)
	}
	for _, link := range l.Links {
		paragraph(link.Label + ":\n" + link.Value)
	}
	for _, line := range l.After {
		paragraph(line)
	}
	b.WriteString("-- \n" + l.Office + "\n")
	if l.Why != "" {
		b.WriteString(l.Why + "\n")
	}
	return b.String()
}
