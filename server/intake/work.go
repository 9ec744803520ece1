package intake

import (
	"context"
	"errors"
	"time"

	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/media"
	"github.com/etradeoffice/portal/server/picture"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/studio"
	"github.com/etradeoffice/portal/server/upload"
)

type kept = media.Kept

func asProblem(err error) (*problem.Error, bool) {
	refusal, ok := errors.AsType[*problem.Error](err)
	return refusal, ok && refusal.Kind != problem.Internal
}

// workJob takes the next step of an import, whichever that is.
type workJob struct {
	Import ID `json:"import"`
}

// Kind names the job.
func (workJob) Kind() string { return "intake_work" }

// Long gives it minutes.
func (workJob) Long() {}

const (
	mostTries  = 3
	stillAfter = time.Minute     // without a sign of life a step is begun anew
	askAgain   = 2 * time.Second // until the pictures are made
)

// HandleJobs says how imports are worked. A step whose program was ended is begun anew within two minutes.
func (s *Service) HandleJobs() {
	jobs.Handle(s.queue, func(ctx context.Context, job workJob) error { return s.work(ctx, job.Import) })
	s.queue.Every(stillAfter, "imports", s.Resume)
}

// Resume begins steps anew that have shown no sign of life for stillAfter.
func (s *Service) Resume(ctx context.Context) error {
	still, err := findStill(ctx, s.db, s.now().Add(-stillAfter))
	if err != nil {
		return err
	}
	for _, i := range still {
		err := s.db.Tx(ctx, func(tx postgres.Tx) error {
			if err := setDone(ctx, tx, i.ID, i.Done, i.Total, s.now()); err != nil {
				return err
			}
			return s.queue.Insert(ctx, tx, workJob{i.ID})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// steps are what is done in each state; an import in another has nothing to be done.
var steps = map[State]func(*Service, context.Context, postgres.Tx, *Import) error{
	Reading: (*Service).look, Applying: (*Service).take, Applied: (*Service).ask, Undoing: (*Service).undo,
}

// work takes the step of an import's state in one transaction. A step that fails thrice is given up, and nothing of it is
// left; the import says why.
func (s *Service) work(ctx context.Context, id ID) error {
	i, err := findImport(ctx, s.db, id, false)
	if problem.Is(err, problem.NotFound) || err == nil && !i.Working() {
		return nil
	}
	if err != nil {
		return err
	}
	if i.State == Applied {
		_, waiting, err := s.media.Making(ctx, id.UUID)
		if err != nil {
			return err
		}
		if waiting > 0 {
			if err := setDone(ctx, s.db, id, i.Total-waiting, i.Total, s.now()); err != nil {
				return err
			}
			s.wake(ctx, i.Thing())
			return jobs.Later(askAgain)
		}
	}
	if err := addTry(ctx, s.db, id, s.now()); err != nil {
		return err
	}
	err = s.db.Tx(ctx, func(tx postgres.Tx) error {
		won, err := alone(ctx, tx, id)
		if err != nil || !won {
			return err
		}
		now, err := findImport(ctx, tx, id, false)
		if err != nil || now.State != i.State {
			return err
		}
		return steps[now.State](s, ctx, tx, &now)
	})
	if err != nil && ctx.Err() == nil && (i.Tries+1 >= mostTries || problem.KindOf(err) != problem.Internal) {
		s.log.ErrorContext(ctx, "an import is given up", "import", id, "state", i.State, "err", err)
		err = s.giveUp(context.WithoutCancel(ctx), i, err)
	}
	s.wake(ctx, i.Thing())
	return err
}

// giveUp says that a step has failed: what could not be read is Failed, what could not be taken or undone stands where it
// stood before.
func (s *Service) giveUp(ctx context.Context, i Import, cause error) error {
	i.Reason = "import_broken"
	if refusal, ok := asProblem(cause); ok {
		i.Reason = refusal.Code
	}
	switch i.State {
	case Reading:
		i.State = Failed
	case Applying:
		i.State, i.Ask = Checked, false
	case Undoing, Applied:
		i.State, i.Ask = Applied, false
	}
	return setStep(ctx, s.db, i, s.now())
}

// progress shows how far a step is, at most every so often: pages are not woken for each row.
func (s *Service) progress(ctx context.Context, i *Import) func(done int) {
	var last time.Time
	return func(done int) {
		if now := s.now(); now.Sub(last) >= showEvery {
			last = now
			if err := setDone(ctx, s.db, i.ID, done, i.Total, now); err != nil {
				s.log.WarnContext(ctx, "progress is not shown", "import", i.ID, "err", err)
			}
			s.wake(ctx, i.Thing())
		}
	}
}

const showEvery = 300 * time.Millisecond

// look unpacks the pictures and sees what the rows would change.
func (s *Service) look(ctx context.Context, tx postgres.Tx, i *Import) error {
	show := s.progress(ctx, i)
	unpacked, err := s.unpack(ctx, i, show)
	if err != nil {
		return err
	}
	to, err := s.sent(ctx, tx, *i, false)
	if err != nil {
		return err
	}
	if to.codes, err = s.studio.HSProposer(ctx); err != nil {
		return err
	}
	if to.markets, err = s.studio.Markets(ctx, tx, i.CompanyID); err != nil {
		return err
	}
	i.Report, _ = s.words.check(*i, to, func(done int) { show(unpacked + done) })
	i.State, i.Reason = Checked, ""
	return setStep(ctx, tx, *i, s.now())
}

// sent is all that an import is read against.
func (s *Service) sent(ctx context.Context, tx postgres.Tx, i Import, lock bool) (to sent, err error) {
	to.now = s.now()
	if to.own, to.others, err = s.studio.Sheets(ctx, tx, i.CompanyID, skusOf(s.words, i), lock); err != nil {
		return to, err
	}
	to.files, err = findFiles(ctx, tx, i.ID)
	return to, err
}

// unpack keeps the pictures of the zip; those that are kept already, by a try before, stay.
func (s *Service) unpack(ctx context.Context, i *Import, show func(int)) (n int, err error) {
	if i.Archive == "" {
		return 0, nil
	}
	had, err := findFiles(ctx, s.db, i.ID)
	if err != nil {
		return 0, err
	}
	known := newAlbum(had).files
	content, err := s.copied(ctx, i.Archive)
	if err != nil {
		return 0, err
	}
	z, err := upload.OpenZip(content, content.Size(), picture.MostBytes)
	if err != nil {
		return 0, err
	}
	i.Total = z.Len() + len(i.Cells) - 1
	err = z.Each(func(name string, content []byte, broken error) error {
		n++
		show(n)
		if err := ctx.Err(); err != nil {
			return err
		}
		f, err := s.keep(ctx, name, content, broken)
		if _, again := known[f.Name]; err != nil || again {
			return err
		}
		return putFile(ctx, s.db, i.ID, f)
	})
	return n, err
}

// take types the good rows into the studio and gives products their photographs.
func (s *Service) take(ctx context.Context, tx postgres.Tx, i *Import) error {
	show := s.progress(ctx, i)
	to, err := s.sent(ctx, tx, *i, true)
	if err != nil {
		return err
	}
	report, puts := s.words.check(*i, to, func(int) {})
	if len(puts) == 0 {
		return problem.New(problem.Invalid, "import_nothing")
	}
	i.Report, i.Total = report, len(puts)+report.Pictures
	sheets, changes := make([]studio.Sheet, len(puts)), make([]change, len(puts))
	for n, p := range puts {
		sheets[n], changes[n] = p.next, changeOf(p)
	}
	if err := s.studio.KeepAll(ctx, tx, i.CompanyID, sheets, show); err != nil {
		return err
	}
	if err := insertChanges(ctx, tx, i.ID, changes); err != nil {
		return err
	}
	if err := s.hand(ctx, tx, i, puts, show); err != nil {
		return err
	}
	if err := dropFiles(ctx, tx, i.ID); err != nil {
		return err
	}
	now := s.now()
	i.State, i.AppliedAt = Applied, &now
	i.Total = report.Pictures
	if err := setStep(ctx, tx, *i, now); err != nil {
		return err
	}
	if i.Archive != "" {
		if err := s.files.Remove(ctx, i.Archive); err != nil {
			return err
		}
	}
	return s.queue.Insert(ctx, tx, workJob{i.ID})
}

func changeOf(p put) change {
	c := change{SKU: p.next.SKU, Made: p.made, Was: map[string]string{}, Became: p.typed}
	for name := range p.typed {
		c.Was[name] = valueOf(p.had, name)
	}
	return c
}

// hand gives products their photographs.
func (s *Service) hand(ctx context.Context, tx postgres.Tx, i *Import, puts []put, show func(int)) error {
	done := len(puts)
	for _, p := range puts {
		if len(p.pictures) == 0 {
			continue
		}
		photos := make([]media.Handed, len(p.pictures))
		for n, one := range p.pictures {
			photos[n] = media.Handed{Kept: media.Kept{Original: one.file.Original, Bytes: one.file.Bytes}, FileName: one.file.Name, Alt: one.alt}
		}
		if _, err := s.media.Hand(ctx, tx, i.ByUser, p.next.SKU, i.ID.UUID, photos); err != nil {
			return err
		}
		done += len(photos)
		show(done)
	}
	return nil
}

// ask hands what is whole to the office, once the pictures are made.
func (s *Service) ask(ctx context.Context, tx postgres.Tx, i *Import) error {
	changes, err := findChanges(ctx, tx, i.ID)
	if err != nil {
		return err
	}
	own, _, err := s.studio.Sheets(ctx, tx, i.CompanyID, nil, true)
	if err != nil {
		return err
	}
	var sheets []studio.Sheet
	for _, c := range changes {
		if sheet, ok := own[c.SKU]; ok {
			sheets = append(sheets, sheet)
		}
	}
	if i.Asked, err = s.studio.AskBatch(ctx, tx, i.ByUser, i.batch(), sheets); err != nil {
		return err
	}
	i.Ask = false
	return setStep(ctx, tx, *i, s.now())
}

func (i Import) batch() studio.Batch {
	return studio.Batch{ID: i.ID.UUID, Name: i.FileName, Company: i.CompanyID}
}
