package inquiry

import "strconv"

// piece is a string that a page shows, or a gap between two.
type piece struct {
	bytes []byte
	gap   bool
	blank byte // of a gap: ' ' or a line's end
}

// pieces are the strings of a content stream in its order. Kerning inside a TJ array joins, but for steps as wide as a
// blank; moving to another place begins a line.
func pieces(data []byte) []piece {
	var all []piece
	array := false
	for at := 0; at < len(data); {
		switch c := data[at]; {
		case c == '(':
			text, next := literal(data, at+1)
			all, at = append(all, piece{bytes: text}), next
		case c == '<' && at+1 < len(data) && data[at+1] != '<':
			end := at + 1
			var digits []byte
			for ; end < len(data) && data[end] != '>'; end++ {
				if data[end] > ' ' {
					digits = append(digits, data[end])
				}
			}
			all, at = append(all, piece{bytes: []byte(unhex(string(digits)))}), end+1
		case c == '[':
			array = true
			at++
		case c == ']':
			array = false
			at++
		case array && (c == '-' || c >= '0' && c <= '9'):
			end := at + 1
			for end < len(data) && (data[end] == '.' || data[end] >= '0' && data[end] <= '9') {
				end++
			}
			if n, err := strconv.ParseFloat(string(data[at:end]), 64); err == nil && n < -200 {
				all = append(all, piece{gap: true, blank: ' '})
			}
			at = end
		case c == 'T' && at+1 < len(data) && (data[at+1] == 'd' || data[at+1] == 'D' || data[at+1] == 'm' || data[at+1] == '*'), c == 'B' && at+1 < len(data) && data[at+1] == 'T':
			all = append(all, piece{gap: true, blank: '\n'})
			at += 2
		default:
			at++
		}
	}
	return all
}

// literal reads a string in round brackets from behind its first one (ISO 32000-1 §7.3.4.2).
func literal(data []byte, at int) (text []byte, next int) {
	escapes := map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}
	for depth := 1; at < len(data); at++ {
		c := data[at]
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return text, at + 1
			}
		case '\\':
			if at++; at >= len(data) {
				return text, at
			}
			c = data[at]
			if c >= '0' && c <= '7' {
				n := 0
				end := at
				for ; end < len(data) && end < at+3 && data[end] >= '0' && data[end] <= '7'; end++ {
					n = 8*n + int(data[end]-'0')
				}
				at = end - 1
				c = byte(n)
			} else if named, ok := escapes[c]; ok {
				c = named
			} else if c == '\n' {
				continue
			}
		}
		text = append(text, c)
	}
	return text, at
}
