package postgres

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
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
		if ids, are := identities(from, i); are {
			columns[n] = ids
			continue
		}
		column := reflect.MakeSlice(reflect.SliceOf(row.Field(i).Type), len(rows), len(rows))
		for k := range rows {
			column.Index(k).Set(from.Index(k).Field(i))
		}
		columns[n] = column.Interface()
	}
	return columns
}

// identities is a field of UUIDs in the form that pgx takes as it is; from others it would make texts first.
func identities(rows reflect.Value, field int) (ids []pgtype.UUID, are bool) {
	switch rows.Type().Elem().Field(field).Type {
	case reflect.TypeFor[uuid.UUID](), reflect.TypeFor[*uuid.UUID]():
	default:
		return nil, false
	}
	ids = make([]pgtype.UUID, rows.Len())
	for k := range ids {
		switch id := rows.Index(k).Field(field).Interface().(type) {
		case uuid.UUID:
			ids[k] = pgtype.UUID{Bytes: id, Valid: true}
		case *uuid.UUID:
			if id != nil {
				ids[k] = pgtype.UUID{Bytes: *id, Valid: true}
			}
		}
	}
	return ids, true
}
