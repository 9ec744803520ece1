package trust

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// QueuePage is "trust/queue": the verifications that an office or a desk has to move.
type QueuePage struct {
	Rows   []QueueRow
	Show   string // open, verified, ended
	Counts map[string]int
	Office bool
}

// QueueRow is one of them.
type QueueRow struct {
	Case
	Company account.Company
	Level   account.Level
	Late    bool
	Desks   []account.Desk // that brought it
	Vouch   []Voucher      // whose signatures hold
	Waits   []Endorsement  // that want a signature
}

// groups are the tabs of the queue.
var groups = map[string][]State{
	"open":     append(slices.Clone(open), NeedsInfo),
	"begun":    {Draft, Invited, SelfRegistered, EmailOK, ClosedStale},
	"verified": {Verified},
	"ended":    {Suspended, Revoked, Rejected, Withdrawn},
}

// Queue lists verifications by deadline: GET /{lang}/desk/trust.
func (h *Handlers) Queue(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	all, err := h.svc.Queue(ctx, v)
	if err != nil {
		return err
	}
	body := QueuePage{Show: r.URL.Query().Get("show"), Counts: map[string]int{}, Office: v.Is(account.Officer)}
	if groups[body.Show] == nil {
		body.Show = "open"
	}
	var ids []account.CompanyID
	for _, c := range all {
		ids = append(ids, c.CompanyID)
	}
	companies, err := h.svc.Accounts.Companies(ctx, ids)
	if err != nil {
		return err
	}
	standings, err := Standings(ctx, h.svc.DB, h.svc.Now(), ids...)
	if err != nil {
		return err
	}
	brought, err := h.svc.Accounts.BroughtBy(ctx, ids)
	if err != nil {
		return err
	}
	waiting, err := h.svc.unsigned(ctx, v)
	if err != nil {
		return err
	}
	for _, c := range all {
		for name, states := range groups {
			if !slices.Contains(states, c.State) {
				continue
			}
			body.Counts[name]++
			if name == body.Show {
				standing := standings[c.CompanyID]
				body.Rows = append(body.Rows, QueueRow{c, h.named(r, companies[c.CompanyID]), standing.Level, c.Late(h.svc.Now()), brought[c.CompanyID], standing.Vouchers, waiting[c.CompanyID]})
			}
		}
	}
	return h.pages.Write(w, r, http.StatusOK, "trust/queue", "trust.queue_title", body)
}

// named is a company with its city in the page's language.
func (h *Handlers) named(r *http.Request, c account.Company) account.Company {
	c.City = account.CityName(h.pages.Texts(), page.FrameFrom(r.Context()).Lang, c.City)
	return c
}

// CompanyPage is "trust/company": the whole file of a company.
type CompanyPage struct {
	Record
	Rows       []CheckRow
	People     map[account.UserID]account.User
	Moves      []string // those with one button
	Ask        bool
	End        []string // those that want a reason
	Scopes     []string // what an endorsement may name
	Partners   []account.Desk
	Office     bool
	Recommends bool // an association
	MayCheck   bool
	NeedCodes  []string
	Reasons    []string
	Methods    []string
	FlagCodes  []string
	Typed      url.Values
	Done       string
	Problem    error
}

// Was is what was typed into a field of a refused form.
func (p CompanyPage) Was(field string) string { return p.Typed.Get(field) }

// Company shows the file of a company: GET /{lang}/desk/trust/{slug}.
func (h *Handlers) Company(w http.ResponseWriter, r *http.Request) error {
	return h.writeCompany(w, r, http.StatusOK, nil)
}

func (h *Handlers) writeCompany(w http.ResponseWriter, r *http.Request, status int, refusal error) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	record, err := h.svc.Open(ctx, v, r.PathValue("slug"))
	if err != nil {
		return err
	}
	record.Company = h.named(r, record.Company)
	body := CompanyPage{Record: record, Office: v.Is(account.Officer), Recommends: !v.Is(account.Operator) && h.svc.associationOnly(ctx, v), NeedCodes: Needs, Reasons: Reasons,
		Methods: Methods, FlagCodes: FlagCodes, Typed: r.PostForm, Done: r.URL.Query().Get("done"), Problem: refusal}
	if body.People, err = h.people(ctx, record); err != nil {
		return err
	}
	body.Rows = rowsOf(record, h.svc.Now(), body.People)
	for _, move := range record.Legal {
		switch Move(move) {
		case Ask:
			body.Ask = true
		case Reject, Suspend, Revoke:
			body.End = append(body.End, move)
		default:
			body.Moves = append(body.Moves, move)
		}
	}
	decides := !v.Is(account.Operator) && !body.Recommends
	body.MayCheck = decides && slices.Contains(reviews, record.State)
	if record.Level >= account.L2 && decides {
		body.Scopes = scopesOf(record.Checks, h.svc.Now())
		if body.Partners, err = h.svc.partners(ctx, record); err != nil {
			return err
		}
	}
	return h.pages.Write(w, r, status, "trust/company", "trust.file_title", body, "Name", page.Pick(page.FrameFrom(ctx).Lang, record.Company.Names()).Text)
}

// people are those whom a file names.
func (h *Handlers) people(ctx context.Context, r Record) (map[account.UserID]account.User, error) {
	var ids []account.UserID
	for _, c := range r.Checks {
		ids = append(ids, c.Checker)
	}
	for _, f := range r.Flags {
		ids = append(ids, f.ByUser)
	}
	return h.svc.Accounts.Users(ctx, ids)
}

// partners are the cities that the office may ask to sign for a company: its own desk for a buyer, any with a key for a
// supplier.
func (s *Service) partners(ctx context.Context, r Record) ([]account.Desk, error) {
	var desks []account.Desk
	if r.Kind == account.BuyerCompany {
		for _, d := range r.Desks {
			if d.Kind != association {
				desks = append(desks, d)
			}
		}
		return desks, nil
	}
	keys, err := findKeys(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		if k.DeskID == nil || k.PublishedAt == nil || slices.ContainsFunc(desks, func(d account.Desk) bool { return d.ID == *k.DeskID }) {
			continue
		}
		desk, err := s.Accounts.Desk(ctx, *k.DeskID)
		if err != nil {
			return nil, err
		}
		desks = append(desks, desk)
	}
	return desks, nil
}

// Decide does one thing with a company: POST /{lang}/desk/trust/{slug}/{act}.
func (h *Handlers) Decide(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	ctx, v, slug, act := r.Context(), account.ViewerFrom(r.Context()), r.PathValue("slug"), r.PathValue("act")
	next := "/desk/trust/" + slug + "?done=" + url.QueryEscape(act)
	var err error
	switch act {
	case "check":
		err = h.svc.AddCheck(ctx, v, NewCheck{slug, r.PostFormValue("kind"), r.PostFormValue("result"), r.PostFormValue("method"), r.PostFormValue("note"),
			r.PostFormValue("evidence"), r.PostFormValue("expires")})
		next += "#checks"
	case "warn":
		err = h.svc.Warn(ctx, v, slug, r.PostFormValue("flag"), r.PostFormValue("text"))
	case "confirm-flag", "clear-flag":
		err = h.svc.SettleFlag(ctx, v, slug, r.PostFormValue("flag"), act == "confirm-flag")
	case "recommend":
		err = h.svc.Recommend(ctx, v, slug, r.PostFormValue("text"))
	case "propose":
		var e Endorsement
		e, err = h.svc.Propose(ctx, v, Proposal{Company: slug, Desk: r.PostFormValue("desk"), Scope: r.PostForm["scope"], Until: r.PostFormValue("until"),
			Supersedes: strings.TrimSpace(r.PostFormValue("supersedes")), Letter: r.PostFormValue("letter")})
		next = "/desk/endorsements/" + e.Code
	default:
		_, err = h.svc.Decide(ctx, v, Decision{Company: slug, Move: Move(act), Needs: r.PostForm["needs"], Reason: r.PostFormValue("reason")})
	}
	if problem.Is(err, problem.Invalid) || problem.Is(err, problem.Conflict) {
		return h.writeCompany(w, r, problem.KindOf(err).Status(), err)
	}
	if err != nil {
		return err
	}
	return to(w, r, next)
}

// WatchPage is "trust/watch": the lists of names that companies are compared with.
type WatchPage struct {
	Lists    []List
	Imported int
	Typed    List
	Dated    string
	Problem  error
}

// Lists shows them: GET /{lang}/desk/watch.
func (h *Handlers) Lists(w http.ResponseWriter, r *http.Request) error {
	n, _ := strconv.Atoi(r.URL.Query().Get("names")) // what is no number is none
	return h.writeLists(w, r, http.StatusOK, WatchPage{Imported: n, Dated: h.svc.Now().UTC().Format(time.DateOnly)})
}

func (h *Handlers) writeLists(w http.ResponseWriter, r *http.Request, status int, body WatchPage) (err error) {
	if body.Lists, err = h.svc.Lists(r.Context(), account.ViewerFrom(r.Context())); err != nil {
		return err
	}
	return h.pages.Write(w, r, status, "trust/watch", "trust.watch_title", body)
}

// ImportList replaces a list: POST /{lang}/desk/watch.
func (h *Handlers) ImportList(w http.ResponseWriter, r *http.Request) error {
	v := account.ViewerFrom(r.Context())
	if err := account.May(v, account.PublishKeys, account.Object{}); err != nil {
		return err
	}
	typed := WatchPage{Typed: List{Name: r.PostFormValue("list")}, Dated: r.PostFormValue("dated")}
	content, _, err := r.FormFile("names")
	if err != nil {
		typed.Problem = problem.InvalidFields(problem.Field{Name: "names", Code: "list_file"}).Because(err)
		return h.writeLists(w, r, http.StatusUnprocessableEntity, typed)
	}
	defer func() { _ = content.Close() }()
	n, err := h.svc.ImportList(r.Context(), v, typed.Typed.Name, typed.Dated, content)
	if problem.Is(err, problem.Invalid) {
		typed.Problem = err
		return h.writeLists(w, r, http.StatusUnprocessableEntity, typed)
	}
	if err != nil {
		return err
	}
	return to(w, r, "/desk/watch?names="+strconv.Itoa(n))
}
