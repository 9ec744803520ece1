package postgres

import (
	"fmt"
	"reflect"
	"strings"
)

// Columns are rows as one slice for each named column, which a statement takes as arrays: PostgreSQL parses nothing. A row's
// fields carry the names in their json tags; a name that no field has is a mistake of the program.
func Columns[T any](rows []T, names ...string) []any {
	from, row := reflect.ValueOf(rows), reflect.TypeFor[T]()
	fields := make(map[string]int, row.NumField())
	for i := range row.NumField() {
		name, _, _ := strings.Cut(row.Field(i).Tag.Get("json"), ",")
		fields[name] = i
	}
	columns := make([]any, len(names))
	for n, name := range names {
		i, known := fields[name]
		if !known {
			panic(fmt.Sprintf("postgres: %v has no column %q", row, name))
		}
		column := reflect.MakeSlice(reflect.SliceOf(row.Field(i).Type), len(rows), len(rows))
		for k := range rows {
			column.Index(k).Set(from.Index(k).Field(i))
		}
		columns[n] = column.Interface()
	}
	return columns
}
