package page

import (
	"html/template"
	"slices"
	"strings"
	"text/template/parse"
)

// constants are the functions whose result in one language depends on nothing but their arguments.
var constants = []string{"t", "icon", "asset", "path", "lang"}

// fold draws in advance what is the same for every request: {{t "topic.key"}}, {{icon "name"}}, {{asset "app.css"}}, each
// with constant arguments only, become text of the template. Two of three actions on a page are such, and each costs a
// call by reflection and an escaping. It must come before the first execution, which adds the escapers.
func fold(t *template.Template, funcs template.FuncMap) {
	for _, one := range t.Templates() {
		if one.Tree != nil {
			foldList(one.Tree.Root, funcs)
		}
	}
}

func foldList(list *parse.ListNode, funcs template.FuncMap) {
	if list == nil {
		return
	}
	folded := list.Nodes[:0]
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.ActionNode:
			if text, ok := constant(n.Pipe, funcs); ok {
				node = &parse.TextNode{NodeType: parse.NodeText, Pos: n.Pos, Text: []byte(text)}
			}
		case *parse.IfNode:
			foldBranch(&n.BranchNode, funcs)
		case *parse.RangeNode:
			foldBranch(&n.BranchNode, funcs)
		case *parse.WithNode:
			foldBranch(&n.BranchNode, funcs)
		}
		text, isText := node.(*parse.TextNode)
		if last := len(folded) - 1; isText && last >= 0 {
			if before, ok := folded[last].(*parse.TextNode); ok {
				before.Text = slices.Concat(before.Text, text.Text)
				continue
			}
		}
		folded = append(folded, node)
	}
	list.Nodes = folded
}

func foldBranch(b *parse.BranchNode, funcs template.FuncMap) {
	foldList(b.List, funcs)
	foldList(b.ElseList, funcs)
}

// constant is the source text that an action always gives. It gives up wherever the escaper might write the result
// differently from how it stands: on anything but plain text, and on a URL with more than a path.
func constant(pipe *parse.PipeNode, funcs template.FuncMap) (string, bool) {
	if len(pipe.Decl) > 0 || len(pipe.Cmds) != 1 {
		return "", false
	}
	words := pipe.Cmds[0].Args
	name, ok := words[0].(*parse.IdentifierNode)
	if !ok || !slices.Contains(constants, name.Ident) {
		return "", false
	}
	args := make([]string, len(words)-1)
	for i, word := range words[1:] {
		text, ok := word.(*parse.StringNode)
		if !ok {
			return "", false
		}
		args[i] = text.Text
	}
	switch f := funcs[name.Ident].(type) {
	case func(string, ...any) string: // t
		if len(args) != 1 {
			return "", false
		}
		text := f(args[0])
		return text, !strings.ContainsAny(text, "<>&\"'`+=\\\x00") && !strings.Contains(text, "{{")
	case func(string) template.HTML: // icon
		return string(f(args[0])), len(args) == 1
	case func(string) string: // asset
		if len(args) != 1 {
			return "", false
		}
		return f(args[0]), isPath(f(args[0]))
	case func(...any) string: // path
		parts := make([]any, len(args))
		for i, arg := range args {
			parts[i] = arg
		}
		return f(parts...), isPath(f(parts...))
	case func() string: // lang
		return f(), len(args) == 0 && isPath(f())
	}
	return "", false
}

// isPath reports text that is the same in a URL, in an attribute and on the page.
func isPath(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("/.-_", r)
	})
}
