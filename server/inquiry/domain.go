package inquiry

import (
	"regexp"
	"slices"
	"strings"
)

var (
	domain = regexp.MustCompile(`(@|(?i:https?://|\bwww\.))?([\pL\pN][\pL\pN-]*(?:\.[\pL\pN-]+)*\.([a-zA-Z][a-zA-Z0-9-]*[a-zA-Z0-9]|\pL{2,}))`)
	// Between blanks the ending of a domain is in small Latin letters: a capital one begins a sentence.
	bareEnding = regexp.MustCompile(`^[a-z]{2,}$`)
	fileEnding = []string{"pdf", "jpg", "jpeg", "png", "webp", "gif", "xls", "xlsx", "csv", "doc", "docx", "ppt", "pptx", "hwp", "hwpx", "zip", "txt", "mp", "mov", "dwg", "dxf", "stl", "step"}
)

// named is a domain in small letters and where a text has it, with what begins the address.
type named struct {
	name     string
	from, to int
}

// domainsAt are the domains that a text names: of mail addresses, of links, and as they are said between blanks. Names of files
// and the part of a mail address before its @ are none.
func domainsAt(text string) []named {
	var found []named
	for _, at := range domain.FindAllStringSubmatchIndex(text, -1) {
		ending, bare := text[at[6]:at[7]], at[2] < 0
		if strings.HasPrefix(text[at[1]:], "@") || bare && (!bareEnding.MatchString(ending) || slices.Contains(fileEnding, ending)) {
			continue
		}
		found = append(found, named{strings.TrimPrefix(strings.ToLower(text[at[4]:at[5]]), "www."), at[0], at[1]})
	}
	return found
}

// domainsIn are the domains that a text names, each once.
func domainsIn(text string) []string {
	var found []string
	for _, at := range domainsAt(text) {
		if !slices.Contains(found, at.name) {
			found = append(found, at.name)
		}
	}
	return found
}

// twins are letters and groups that are taken for others (after UTS #39, the few that domains are forged with).
var twins = strings.NewReplacer("rn", "m", "vv", "w", "cl", "d", "0", "o", "1", "l", "i", "l", "5", "s", "-", "", "а", "a", "е", "e", "о", "o", "р", "p", "с", "c",
	"х", "x", "у", "y", "і", "l", "ѕ", "s", "ο", "o", "α", "a", "ν", "v", "ı", "l", "ö", "o", "ü", "u", "ä", "a", "é", "e")

// lookAlike is the known domain that another one is easily taken for: the same after twins are made one, or one or two
// letters away, or the same name under another ending. A known domain looks like none.
func lookAlike(d string, known []string) string {
	if slices.Contains(known, d) {
		return ""
	}
	name, _ := registered(d)
	for _, k := range known {
		if strings.HasSuffix(d, "."+k) {
			return ""
		}
	}
	for _, k := range known {
		other, _ := registered(k)
		near := 1
		if len(other) >= 9 {
			near = 2
		}
		if len(other) < 4 {
			continue
		}
		if name == other || twins.Replace(name) == twins.Replace(other) || distance(name, other) <= near {
			return k
		}
	}
	return ""
}

// registered splits off the ending of a domain: "mail.firm.co.kr" is "firm" and "co.kr".
func registered(d string) (name, ending string) {
	labels := strings.Split(d, ".")
	keep := 1
	if n := len(labels); n >= 3 && len(labels[n-1]) == 2 && slices.Contains([]string{"co", "com", "or", "go", "ac", "net", "org", "ne"}, labels[n-2]) {
		keep = 2
	}
	at := max(len(labels)-keep-1, 0)
	return labels[at], strings.Join(labels[at+1:], ".")
}

// distance is how many letters have to be put in, taken out, changed or swapped with their neighbour (optimal string
// alignment after Damerau and Levenshtein).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range y {
		rows[0][j+1] = j + 1
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			change := 1
			if x[i-1] == y[j-1] {
				change = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+change)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(x)][len(y)]
}
