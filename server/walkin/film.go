package walkin

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/upload"
)

// The limits of a film.
const (
	filmMost    = 16 << 20 // bytes; a minute in the rate that the page records takes 8 MB, cameras may write more
	filmSeconds = 60
)

// Film is what a caller has said into the camera when nobody answered.
type Film struct {
	Ring    ID
	Kind    upload.Kind // video/webm or video/mp4, by its bytes
	Bytes   int
	Sum     string // SHA-256 of the content; its name in the store
	Seconds int
	MadeAt  time.Time
	SeenAt  *time.Time // by somebody of the company
}

func (f Film) name() string { return "films/" + f.Sum }

// LeaveFilm keeps a film for the company, and with it the ring if the caller still waits. Its people are told by mail. It is as
// private as the ring.
func (s *Service) LeaveFilm(ctx context.Context, v account.Viewer, id ID, content []byte, seconds int) (Ring, error) {
	r, side, err := s.permitted(ctx, v, id, account.AskToTalk)
	if err != nil {
		return Ring{}, err
	}
	f := Film{Ring: id, Kind: upload.FilmOf(content), Bytes: len(content), Seconds: min(max(seconds, 1), filmSeconds)}
	switch {
	case len(content) > filmMost:
		return r, problem.InvalidFields(problem.Field{Name: "film", Code: "film_too_large"})
	case f.Kind == upload.Other || s.Files == nil:
		return r, problem.InvalidFields(problem.Field{Name: "film", Code: "film_unknown"})
	}
	sum := sha256.Sum256(append([]byte(id.String()), content...)) // so that no two rings share a file
	f.Sum = hex.EncodeToString(sum[:])
	if r.Waiting() {
		if _, err := s.Leave(ctx, v, id); err != nil && !problem.Is(err, problem.Conflict) {
			return Ring{}, err
		}
	}
	if err := s.Files.Put(ctx, f.name(), bytes.NewReader(content)); err != nil {
		return Ring{}, err
	}
	return r, s.DB.Tx(ctx, func(tx postgres.Tx) error {
		if r, err = lock(ctx, tx, id); err != nil {
			return err
		}
		if f.MadeAt, err = s.instant(ctx, tx); err != nil {
			return err
		}
		event, err := advance(&r, MoveNote, byPerson(v, side), "", f.MadeAt)
		if err != nil {
			return err
		}
		if err := s.keep(ctx, tx, r, event); err != nil {
			return err
		}
		first, err := insertFilm(ctx, tx, f)
		if err != nil || !first {
			return err
		}
		return s.Queue.Insert(ctx, tx, noteMail{Ring: r.ID.UUID, Film: true})
	})
}

// Film opens the film of a ring for its two sides and the office. That somebody of the company has opened it is kept.
func (s *Service) Film(ctx context.Context, v account.Viewer, id ID) (Film, io.ReadCloser, error) {
	_, side, err := s.permitted(ctx, v, id, account.ReadRing)
	if err != nil {
		return Film{}, nil, err
	}
	found, err := films(ctx, s.DB, []ID{id})
	if err != nil {
		return Film{}, nil, err
	}
	f, there := found[id]
	if !there {
		return Film{}, nil, problem.New(problem.NotFound, "not_found")
	}
	content, err := s.Files.Open(ctx, f.name())
	if err != nil || side != Member {
		return f, content, err
	}
	return f, content, seeFilm(ctx, s.DB, id, s.clock())
}
