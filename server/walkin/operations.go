package walkin

import "slices"

// operationOf names the operations of the API that are not called like the move which they make.
var operationOf = map[Move]string{
	MoveTake:     "answer", // the office answers too
	MoveHandOver: "hand-over",
	MoveNote:     "note",
}

// Operations are the names under which programs call moves, each once and sorted: the last part of the operation's path.
func Operations(moves []string) []string {
	names := []string{}
	for _, m := range moves {
		if name, other := operationOf[Move(m)]; other {
			m = name
		}
		names = append(names, m)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
