package inquiry

import (
	"context"
	"net/http"
	"slices"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/trust"
)

// List is the inquiries of the viewer's company: GET /{lang}/inquiries. The office has a list of its own.
func (h *Handlers) List(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	mine, err := h.service.Mine(ctx, v)
	if err != nil {
		return err
	}
	if v.Is(account.Officer) && len(mine) == 0 {
		return see(w, r, "/desk/inquiries")
	}
	b, err := h.basket(ctx)
	if err != nil {
		return err
	}
	body := ListPage{Side: Buyer, Basket: len(b.Items)}
	if v.Is(account.Supplier) {
		body.Side = Supplier
	}
	if body.Rows, err = h.rows(ctx, v, mine); err != nil {
		return err
	}
	for _, i := range mine {
		if i.Waits() {
			body.Waits++
		}
	}
	if r.URL.Query().Has("sent") && len(mine) > 0 {
		body.Sent = len(slices.DeleteFunc(slices.Clone(mine), func(i Inquiry) bool { return i.Key != mine[0].Key }))
	}
	return h.pages.Write(w, r, http.StatusOK, "inquiry/list", "inquiry.list_title", body)
}

// rows are inquiries with what lists say of them.
func (h *Handlers) rows(ctx context.Context, v account.Viewer, all []Inquiry) ([]Row, error) {
	s := h.service
	var ids, makers []account.CompanyID
	for _, i := range all {
		ids, makers = append(ids, i.BuyerCompany, i.Supplier), append(makers, i.Supplier)
	}
	of, err := h.companies(ctx, ids)
	if err != nil {
		return nil, err
	}
	fast, err := s.Speeds(ctx, makers)
	if err != nil {
		return nil, err
	}
	keys := make([]uuid.UUID, len(all))
	for n, i := range all {
		keys[n] = i.ID.UUID
	}
	lines, err := linesOfAll(ctx, s.DB, keys)
	if err != nil {
		return nil, err
	}
	alarmed, err := alarmedOf(ctx, s.DB, keys)
	if err != nil {
		return nil, err
	}
	now := s.clock()
	rows := make([]Row, len(all))
	for n, i := range all {
		rows[n] = Row{Inquiry: i, Other: of[i.Supplier], To: of[i.Supplier], Speed: fast[i.Supplier], Late: i.Overdue(now)}
		if i.Side(v) != Buyer {
			rows[n].Other = of[i.BuyerCompany]
		}
		rows[n].Lines, rows[n].Alarm = lines[i.ID], alarmed[i.ID]
	}
	return rows, nil
}

// Thread is one inquiry: GET /{lang}/inquiries/{id}.
func (h *Handlers) Thread(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r, "id")
	if err != nil {
		return err
	}
	body := ThreadPage{}
	if done := r.URL.Query().Get("done"); slices.Contains(doneWords, done) {
		body.Done = done
	}
	return h.thread(w, r, http.StatusOK, ID{id}, body)
}

// doneWords are what pages say after a move; locale keys "inquiry.done_<word>".
var doneWords = []string{"sent", "message", "close", "withdraw", "show_contacts", "hide_contacts", "remind", "block", "unblock", "clear", "seen", "account", "callback", "quote",
	"submit", "open", "return", "draft"}

// Act makes one move: POST /{lang}/inquiries/{id}/{act}. A message may bring files (multipart).
func (h *Handlers) Act(w http.ResponseWriter, r *http.Request) error {
	raw, err := idOf(r, "id")
	if err != nil {
		return err
	}
	ctx, v, id, act := r.Context(), account.ViewerFrom(r.Context()), ID{raw}, r.PathValue("act")
	switch act {
	case string(MoveMessage):
		err = h.say(r, v, id)
	case string(MoveClose), string(MoveWithdraw), string(MoveShow), string(MoveHide), string(MoveRemind):
		_, err = h.service.Act(ctx, v, id, Move(act))
	case "block":
		err = h.service.Block(ctx, v, id)
	case "clear":
		alarm, parseErr := uuid.Parse(r.PostFormValue("alarm"))
		if parseErr != nil {
			alarm = uuid.Nil
		}
		err = h.service.Clear(ctx, v, id, alarm, r.PostFormValue("result"), r.PostFormValue("note"))
	case "seen":
		err = h.service.See(ctx, v, id)
	default:
		return problem.New(problem.NotFound, "not_found")
	}
	if shown(err) {
		return h.thread(w, r, problem.KindOf(err).Status(), id, ThreadPage{Text: r.PostFormValue("text"), Lang: r.PostFormValue("lang"), Problem: err})
	}
	if err != nil {
		return err
	}
	return see(w, r, "/inquiries/"+id.String()+"?done="+act)
}

func (h *Handlers) say(r *http.Request, v account.Viewer, id ID) error {
	files, done, err := FilesOfForm(r)
	defer done()
	if err != nil {
		return err
	}
	_, err = h.service.Say(r.Context(), v, id, Write{Key: keyOf(r), Text: r.PostFormValue("text"), Lang: r.PostFormValue("lang"), Way: ByPage, Files: files})
	return err
}

func (h *Handlers) thread(w http.ResponseWriter, r *http.Request, status int, id ID, body ThreadPage) error {
	ctx, v, s := r.Context(), account.ViewerFrom(r.Context()), h.service
	var err error
	if body.Thread, err = s.Thread(ctx, v, id); err != nil {
		return err
	}
	of, err := h.companies(ctx, []account.CompanyID{body.BuyerCompany, body.Supplier})
	if err != nil {
		return err
	}
	body.BuyerAt, body.MakerAt, body.Late = of[body.BuyerCompany], of[body.Supplier], body.Overdue(s.clock())
	facing := body.BuyerCompany
	if v.On(account.Buyer, body.BuyerCompany) {
		facing = body.Supplier
	}
	standings, err := trust.Standings(ctx, s.DB, s.clock(), facing)
	if err != nil {
		return err
	}
	body.Trust = standings[facing]
	fast, err := s.Speeds(ctx, []account.CompanyID{body.Supplier})
	if err != nil {
		return err
	}
	body.Speed = fast[body.Supplier]
	if body.Said, err = h.sayings(ctx, v, body.Thread); err != nil {
		return err
	}
	if body.Contacts, err = h.contacts(ctx, body.Thread); err != nil {
		return err
	}
	body.Alarmed = slices.ContainsFunc(body.Alarms, Alarm.Open)
	numbers, err := s.Callbacks(ctx, body.Supplier)
	if err != nil {
		return err
	}
	if c, ok := numbers[body.Supplier]; ok {
		body.Callback = &c
	}
	body.MoveLegal = map[string]bool{}
	for _, m := range body.Legal(body.Mine) {
		body.MoveLegal[m] = true
	}
	body.MayConfirm = account.May(v, account.ClearAlarm, body.Object()) == nil
	body.Languages, body.Results, body.FileMost, body.FilesMost = Languages, Results, int(s.Settings.FileMost>>20), s.Settings.FilesMost
	if body.Lang == "" {
		body.Lang = page.FrameFrom(ctx).Lang
	}
	if len(body.Lines) > 0 {
		body.FirstSKU = body.Lines[0].SKU
	}
	other := body.MakerAt
	if body.Mine == Supplier {
		other = body.BuyerAt
	}
	return h.pages.Write(w, r, status, "inquiry/thread", "inquiry.thread_title", body, "Company", h.nameOf(r, other.Names()))
}

// sayings are the messages as the viewer sees them: addresses of the other side are hidden until both have agreed.
func (h *Handlers) sayings(ctx context.Context, v account.Viewer, t Thread) ([]Saying, error) {
	var people []account.UserID
	for _, m := range t.Messages {
		people = append(people, m.Author)
	}
	who, err := h.service.Accounts.Users(ctx, people)
	if err != nil {
		return nil, err
	}
	instead := h.pages.Texts().T(page.FrameFrom(ctx).Lang, "inquiry.masked")
	said := make([]Saying, len(t.Messages))
	for n, m := range t.Messages {
		said[n] = Saying{Message: m, Name: who[m.Author].Name, Shown: m.Text, Mine: m.Author == v.User}
		if m.Side != t.Mine && t.Mine != Office && !t.Released() && m.Side != Office {
			said[n].Shown = masked(m.Text, instead, h.service.Host)
			said[n].Hidden = said[n].Shown != m.Text
		}
		for _, f := range t.Files {
			if f.MessageID == m.ID {
				said[n].Files = append(said[n].Files, f)
			}
		}
		said[n].Alarm = slices.ContainsFunc(t.Alarms, func(a Alarm) bool { return a.MessageID == m.ID && a.Open() })
		said[n].Alike = names(m.Text, t.Alike)
	}
	return said, nil
}

// contacts are those of the other side.
func (h *Handlers) contacts(ctx context.Context, t Thread) ([]Contact, error) {
	if !t.Released() || t.Mine == Office {
		return nil, nil
	}
	people := []account.User{}
	if t.Mine == Supplier {
		buyer, err := h.service.Accounts.User(ctx, t.Buyer)
		if err != nil {
			return nil, err
		}
		people = append(people, buyer)
	} else {
		makers, err := h.service.Accounts.Members(ctx, t.Supplier)
		if err != nil {
			return nil, err
		}
		people = makers
	}
	var found []Contact
	for _, u := range people {
		if u.DisabledAt == nil {
			found = append(found, Contact{u.Name, u.Email})
		}
	}
	return found, nil
}

// File is a file of a thread, to be saved and never shown in the portal's origin: GET /{lang}/inquiries/{id}/files/{file}.
func (h *Handlers) File(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r, "id")
	if err != nil {
		return err
	}
	file, err := uuid.Parse(r.PathValue("file"))
	if err != nil {
		file = uuid.Nil
	}
	f, content, err := h.service.Open(r.Context(), account.ViewerFrom(r.Context()), ID{id}, file)
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	return Attach(w, f, content)
}
