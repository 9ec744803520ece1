package postgres_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
)

type counted int64

type column struct {
	ID    uuid.UUID       `json:"id"`
	Other *uuid.UUID      `json:"other"`
	Many  *counted        `json:"many"`
	Said  string          `json:"said,omitempty"`
	Bytes []byte          `json:"bytes"`
	On    time.Time       `json:"on"`
	Long  *time.Duration  `json:"long"`
	Kept  map[string]bool `json:"kept"`
}

func TestColumnsComeAsArraysOfTheirTypes(t *testing.T) {
	db := pgtest.New(t)
	many, long, id := counted(7), 90*time.Minute, uuid.New()
	rows := []column{
		{ID: id, Said: `"{}',\\ 한`, Bytes: []byte{0, 0xff}, On: time.Date(2027, 3, 28, 12, 0, 0, 0, time.UTC), Kept: map[string]bool{"a": true}},
		{Many: &many, Bytes: []byte{}, Long: &long, Other: &id},
	}
	got, err := db.Query(t.Context(), `
		select ($1::uuid[])[k], coalesce(($2::bigint[])[k], -1), ($3::text[])[k], ($4::bytea[])[k], ($5::date[])[k]::text,
			coalesce(($6::interval[])[k]::text, 'none'), coalesce(($7::jsonb[])[k]::text, 'nothing') || coalesce(($8::uuid[])[k]::text, '') from generate_series(1, 2) k order by k`,
		postgres.Columns(rows, "id", "many", "said", "bytes", "on", "long", "kept", "other")...)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Close()
	want := [][2]string{{"2027-03-28", `none {"a": true}`}, {"0001-01-01", "01:30:00 nothing" + id.String()}}
	for i := 0; got.Next(); i++ {
		var c column
		var n int64
		var on, long, kept string
		if err := got.Scan(&c.ID, &n, &c.Said, &c.Bytes, &on, &long, &kept); err != nil {
			t.Fatal(err)
		}
		if c.ID != rows[i].ID || c.Said != rows[i].Said || string(c.Bytes) != string(rows[i].Bytes) || n != []int64{-1, 7}[i] || on != want[i][0] || long+" "+kept != want[i][1] {
			t.Errorf("row %d came as %v %d %s %s %s", i, c, n, on, long, kept)
		}
	}
	if err := got.Err(); err != nil {
		t.Fatal(err)
	}
}

func TestColumnThatNoFieldHasIsAMistake(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("it was taken")
		}
	}()
	postgres.Columns([]column{{}}, "nobody")
}
