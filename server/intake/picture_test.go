package intake

import (
	"archive/zip"
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/etradeoffice/portal/server/problem"
)

// photograph is a JPEG of one colour.
func photograph(t testing.TB, shade uint8) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 400, 300))
	for i := range img.Pix {
		img.Pix[i] = shade
	}
	img.SetGray(0, 0, color.Gray{Y: 1})
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zipped(t testing.TB, files map[string][]byte) *bytes.Reader {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for name, content := range files {
		part, err := archive.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(out.Bytes())
}

// workbook is a table of two products with a picture in a cell of the second.
func workbook(t testing.TB, rows [][]string, cell string, picture []byte) *bytes.Reader {
	t.Helper()
	book := excelize.NewFile()
	for i, row := range rows {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := book.SetSheetRow("Sheet1", at, &row); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.AddPictureFromBytes("Sheet1", cell, &excelize.Picture{Extension: ".jpg", File: picture}); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(out.Bytes())
}

func TestPicturesComeByNameByNumberAndInCells(t *testing.T) {
	s := newScene(t)
	rows := table(laser, "A-2|Pump|Short|medical|901890|1|1|Incheon|KRINC|10|x", "A-3|Valve|Short|medical|901890|1|1|Incheon|KRINC|10|x")
	rows[0] = append(rows[0], "사진")
	rows[1] = append(rows[1], "Front.JPG | The laser from the front | 정면\nback.jpg; gone.jpg")
	rows[2], rows[3] = append(rows[2], ""), append(rows[3], "")
	pictures := zipped(t, map[string][]byte{
		"../../front.jpg": photograph(t, 200), "photos/back.jpg": photograph(t, 190), "A-3.jpg": photograph(t, 180), "a-3_2.jpg": []byte("no picture at all"), "other.jpg": photograph(t, 170),
	})
	i := s.handIn(HandedIn{FileName: "t.xlsx", Table: workbook(t, rows, "L3", photograph(t, 100)), Zip: pictures, ZipBytes: pictures.Size()})
	if i.Report.New != 3 || i.Report.Pictures != 4 || len(i.Report.Bad) != 0 {
		t.Fatalf("report %+v", i.Report)
	}
	warned := map[string]string{}
	for _, e := range i.Report.Errors {
		if e.Field == "pictures" {
			warned[e.Typed] = e.Code
		}
	}
	for name, code := range map[string]string{"gone.jpg": "picture_missing", "a-3_2.jpg": "photo_kind", "other.jpg": "picture_unused"} {
		if warned[name] != code {
			t.Errorf("%s: %q, want %s; all %v", name, warned[name], code, warned)
		}
	}
	i = s.apply(i, true)
	if all, waiting, err := s.media.Making(t.Context(), i.ID.UUID); err != nil || all != 4 || waiting != 4 || !i.Ask || i.Asked != 0 {
		t.Errorf("%d of %d photographs wait, asked %d, %v", waiting, all, i.Asked, err)
	}
	if n := s.count(`select count(*) from photos where alt->>'ko' = '정면' and alt->>'en' = 'The laser from the front'`, nil); n != 1 {
		t.Errorf("%d are described by the table", n)
	}
	if _, err := s.db.Exec(t.Context(), `update photos set state = 'ready', name = 'made.' || id, whole = 'made.' || id, width = 400, height = 300`); err != nil {
		t.Fatal(err)
	}
	if i = s.step(i.ID); i.Asked != 3 || i.Ask {
		t.Fatalf("asked %d once the pictures are made", i.Asked)
	}
	s.approve(i)
	if got := strings.Count(s.public("A-1", "pictures"), "\n"); got != 1 {
		t.Errorf("pictures shown: %q", s.public("A-1", "pictures"))
	}
	s.undo(i)
	if n := s.count(`select count(*) from photos`, nil); n != 0 || s.public("A-1", "pictures") == "" {
		t.Errorf("%d photographs are left, public %q", n, s.public("A-1", "pictures"))
	}
}

func TestFilesThatCannotBeReadChangeNothing(t *testing.T) {
	s := newScene(t)
	good := zipped(t, map[string][]byte{"a.jpg": photograph(t, 200)})
	half := make([]byte, good.Size()/2)
	if _, err := good.ReadAt(half, 0); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		table string
		zip   []byte
		code  string
	}{
		"half a zip": {"sku,name\nA-1,Laser\n", half, "zip_broken"}, "no zip": {"sku,name\nA-1,Laser\n", []byte("hello"), "zip_broken"},
		"an empty zip": {"sku,name\nA-1,Laser\n", zippedBytes(t, nil), "zip_empty"}, "no table": {"\x00\xff\xfe", nil, "sheet_unreadable"}, "half a workbook": {"PK\x03\x04 and then nothing", nil, "sheet_unreadable"},
	} {
		in := HandedIn{ID: NewID(), FileName: "t.csv", Table: strings.NewReader(c.table)}
		if c.zip != nil {
			in.Zip, in.ZipBytes = bytes.NewReader(c.zip), int64(len(c.zip))
		}
		_, err := s.Start(t.Context(), s.maker, s.company, in)
		if refusal, ok := errors.AsType[*problem.Error](err); !ok || refusal.Kind != problem.Invalid || refusal.Code != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	if n := s.count(`select count(*) from imports`, nil); n != 0 {
		t.Errorf("%d imports are kept", n)
	}

	in := HandedIn{ID: NewID(), FileName: "t.csv", Table: csv(t, table(laser)), Zip: bytes.NewReader(zippedBytes(t, map[string][]byte{"a.jpg": photograph(t, 9)}))}
	in.ZipBytes = in.Zip.(*bytes.Reader).Size()
	id, err := s.Start(t.Context(), s.maker, s.company, in)
	s.must(err)
	s.must(s.files.Remove(t.Context(), archives+id.String()+".zip"))
	for range mostTries {
		_ = s.work(t.Context(), id) // what it answers is for the queue, which tries again
	}
	i, err := s.Import(t.Context(), s.maker, id)
	if err != nil || i.State != Failed || i.Reason != "import_broken" || s.count(`select count(*) from products`, nil) != 0 {
		t.Errorf("a lost zip: %s %s, %v", i.State, i.Reason, err)
	}
}

func zippedBytes(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	r := zipped(t, files)
	content := make([]byte, r.Size())
	if _, err := r.ReadAt(content, 0); err != nil {
		t.Fatal(err)
	}
	return content
}

func TestStepWhoseProgramEndedIsBegunAnew(t *testing.T) {
	s := newScene(t)
	id, err := s.Start(t.Context(), s.maker, s.company, HandedIn{ID: NewID(), FileName: "t.csv", Table: csv(t, table(laser))})
	s.must(err)
	if _, err := s.db.Exec(t.Context(), `delete from river_job`); err != nil { // as after a kill: nobody works it
		t.Fatal(err)
	}
	s.must(s.Resume(t.Context()))
	if n := s.count(`select count(*) from river_job where kind = 'intake_work'`, nil); n != 0 {
		t.Errorf("a step that has just begun is begun %d times more", n)
	}
	s.clock = s.clock.Add(2 * stillAfter)
	s.must(s.Resume(t.Context()))
	s.must(s.Resume(t.Context()))
	if n := s.count(`select count(*) from river_job where kind = 'intake_work'`, nil); n != 1 {
		t.Errorf("begun anew %d times", n)
	}
	if i := s.step(id); i.State != Checked || i.Report.New != 1 {
		t.Errorf("%s, %+v", i.State, i.Report)
	}
}

func TestNobodySeesOrChangesAnothersTable(t *testing.T) {
	s := newScene(t)
	i := s.rows(laser)
	_, stranger := s.supplier(s.accounts, "two")
	_, look := s.Import(t.Context(), stranger, i.ID)
	_, export := s.Rows(t.Context(), stranger, s.company)
	_, again := s.Start(t.Context(), stranger, stranger.Grants[0].Company, HandedIn{ID: i.ID, FileName: "t.csv", Table: csv(t, table(laser))})
	_, batch := s.studio.ApproveBatch(t.Context(), s.maker, i.ID.UUID)
	for what, err := range map[string]error{
		"look": look, "export": export, "send again": again, "approve": batch, "map": s.Map(t.Context(), stranger, i.ID, nil),
		"apply": s.Apply(t.Context(), stranger, i.ID, true), "undo": s.Undo(t.Context(), stranger, i.ID),
	} {
		if !problem.Is(err, problem.Forbidden) && !problem.Is(err, problem.NotFound) {
			t.Errorf("%s by another company: %v", what, err)
		}
	}
	if _, err := s.Start(t.Context(), s.maker, s.company, HandedIn{ID: i.ID, FileName: "t.csv", Table: csv(t, table(laser))}); err != nil {
		t.Errorf("the own form sent twice: %v", err)
	}
	if n := s.count(`select count(*) from imports`, nil); n != 1 {
		t.Errorf("%d imports", n)
	}

	if err := s.Map(t.Context(), s.maker, i.ID, []string{"sku", "sku"}); !problem.Is(err, problem.Invalid) {
		t.Errorf("one field twice: %v", err)
	}
	if err := s.Map(t.Context(), s.maker, i.ID, []string{"sku", "weapons"}); !problem.Is(err, problem.Malformed) {
		t.Errorf("an unknown field: %v", err)
	}
	s.must(s.Map(t.Context(), s.maker, i.ID, []string{"sku", "name_en", "", "", "", "", "", "", "", "", "brand"}))
	if i = s.step(i.ID); i.State != Checked || i.Report.Incomplete != 1 {
		t.Errorf("%s, %+v", i.State, i.Report)
	}
	if next := s.rows(laser); next.Columns[10] != "brand" || next.Columns[2] != "" || next.Columns[1] != "name_en" {
		t.Errorf("the next table begins with %v", next.Columns)
	}
}
