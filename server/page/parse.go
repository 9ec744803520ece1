package page

import (
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
	"text/template/parse"
)

// A book is the parsed template folder: the frame and the parts, which all pages share. A page gets of it what it draws, so
// that drawing it in one more language copies and escapes a dozen templates and not all of them.
type book struct {
	templates fs.FS
	funcs     template.FuncMap
	shared    map[string]*parse.Tree
}

func openBook(templates fs.FS, funcs template.FuncMap) (*book, error) {
	b := &book{templates, funcs, map[string]*parse.Tree{}}
	frame, err := template.New("shared").Funcs(funcs).ParseFS(templates, "frame.html")
	if err != nil {
		return nil, fmt.Errorf("parse frame: %w", err)
	}
	err = fs.WalkDir(templates, "part", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		return add(frame, templates, file)
	})
	if err != nil {
		return nil, fmt.Errorf("parse parts: %w", err)
	}
	for _, t := range frame.Templates() {
		b.shared[t.Name()] = t.Tree
	}
	return b, nil
}

// page is the frame with the content of a page in it. What the page defines goes before what is shared.
func (b *book) page(name string) (*template.Template, error) {
	own := template.New("own").Funcs(b.funcs)
	if err := add(own, b.templates, name+".html"); err != nil {
		return nil, err
	}
	trees := map[string]*parse.Tree{}
	for _, t := range own.Templates() {
		if t.Tree != nil && (b.shared[t.Name()] == nil || !parse.IsEmptyTree(t.Tree.Root)) {
			trees[t.Name()] = t.Tree
		}
	}
	whole := template.New("whole").Funcs(b.funcs)
	for wanted, added := []string{"frame"}, map[string]bool{}; len(wanted) > 0; {
		at := wanted[0]
		if wanted = wanted[1:]; added[at] {
			continue
		}
		tree := trees[at]
		if tree == nil {
			tree = b.shared[at]
		}
		if tree == nil {
			return nil, fmt.Errorf("there is no template %q", at)
		}
		if _, err := whole.AddParseTree(at, tree); err != nil {
			return nil, err
		}
		added[at] = true
		wanted = append(wanted, named(tree.Root)...)
	}
	return whole, nil
}

// named are the templates that a list of nodes draws.
func named(list *parse.ListNode) []string {
	if list == nil {
		return nil
	}
	var names []string
	branch := func(b parse.BranchNode) { names = append(append(names, named(b.List)...), named(b.ElseList)...) }
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.TemplateNode:
			names = append(names, n.Name)
		case *parse.ActionNode:
			names = append(names, onceNamed(n.Pipe)...)
		case *parse.IfNode:
			branch(n.BranchNode)
		case *parse.RangeNode:
			branch(n.BranchNode)
		case *parse.WithNode:
			branch(n.BranchNode)
		}
	}
	return names
}

// onceNamed are the templates that {{once "name" ...}}, {{each "name" ...}} and {{addressed "name"}} draw.
func onceNamed(pipe *parse.PipeNode) []string {
	for _, command := range pipe.Cmds {
		function, ok := command.Args[0].(*parse.IdentifierNode)
		if !ok || len(command.Args) < 2 {
			continue
		}
		name, ok := command.Args[1].(*parse.StringNode)
		switch {
		case ok && (function.Ident == "once" || function.Ident == "each"):
			return []string{name.Text}
		case ok && function.Ident == "addressed":
			return []string{name.Text, addressPart}
		}
	}
	return nil
}

// add parses a file under its path without ".html", so that part/clock.html is the template "part/clock" whether or
// not it defines that name itself.
func add(into *template.Template, templates fs.FS, file string) error {
	raw, err := fs.ReadFile(templates, file)
	if err != nil {
		return err
	}
	_, err = into.New(strings.TrimSuffix(file, ".html")).Parse(string(raw))
	return err
}

func pageNames(templates fs.FS) ([]string, error) {
	var names []string
	err := fs.WalkDir(templates, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() || path.Ext(file) != ".html" || file == "frame.html" || strings.HasPrefix(file, "part/") {
			return nil
		}
		names = append(names, strings.TrimSuffix(file, ".html"))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	return names, nil
}
