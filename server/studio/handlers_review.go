package studio

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// QueueView is the office's list of products and changes that wait.
type QueueView struct {
	Queue
	Items   []QueueItem
	Pager   page.Pager
	Ticked  bool   // all of the page are chosen
	Tick    string // query that chooses all of the page, or none
	Batches []QueueBatch
	Firms   []FirmItem // companies whose profile changes
	Done    int        // that were just decided
	Left    int        // that were to be approved with all others, and that somebody has to look at
	Seen    time.Time  // when the list was read
	Note    string
	Chosen  map[string]bool
	Papers  int // certificates to look at
	Problem error
}

// QueueItem is an Item with the name of its maker.
type QueueItem struct {
	Item
	Maker catalog.Texts
}

// QueueBatch is a Batch with the name of its maker.
type QueueBatch struct {
	Batch
	Maker catalog.Texts
}

// Queue lists them: GET /{lang}/desk/products.
func (h *Handlers) Queue(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	done, _ := strconv.Atoi(r.Form.Get("done")) // what is no number is none
	left, _ := strconv.Atoi(r.Form.Get("left"))
	return h.writeQueue(w, r, http.StatusOK, QueueView{Done: done, Left: left})
}

// DecideAll approves the ticked products, or all that were found, or gives the ticked back: POST /{lang}/desk/products.
func (h *Handlers) DecideAll(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	viewer, skus, note := account.ViewerFrom(r.Context()), r.PostForm["sku"], strings.TrimSpace(r.PostForm.Get("note"))
	var n, left int
	var err error
	text := lookFrom(r.PostForm).Text
	switch {
	case r.PostForm.Get("decision") == "return":
		n, err = h.svc.ReturnAll(r.Context(), viewer, skus, note)
	case r.PostForm.Get("all") != "":
		seen, wrong := time.Parse(time.RFC3339Nano, r.PostForm.Get("seen"))
		if wrong != nil {
			return problem.New(problem.Malformed, "malformed")
		}
		n, left, err = h.svc.ApproveFound(r.Context(), viewer, text, seen)
	default:
		n, err = h.svc.ApproveAll(r.Context(), viewer, skus)
	}
	if problem.Is(err, problem.Invalid) {
		v := QueueView{Note: note, Problem: err, Chosen: map[string]bool{}}
		for _, sku := range skus {
			v.Chosen[sku] = true
		}
		return h.writeQueue(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	back := Look{Text: text}.query()
	back.Set("done", strconv.Itoa(n))
	if left > 0 {
		back.Set("left", strconv.Itoa(left))
	}
	return to(w, r, "/desk/products?"+back.Encode())
}

func (h *Handlers) writeQueue(w http.ResponseWriter, r *http.Request, status int, v QueueView) error {
	viewer := account.ViewerFrom(r.Context())
	look := lookFrom(r.Form)
	v.Seen = h.svc.now()
	queue, err := h.svc.Waiting(r.Context(), viewer, look.Text, look.Page)
	if err != nil {
		return err
	}
	v.turn(queue, r.Form.Get("tick") != "")
	batches, err := h.svc.Batches(r.Context(), viewer)
	if err != nil {
		return err
	}
	firms, err := h.svc.WaitingFirms(r.Context(), viewer)
	if err != nil {
		return err
	}
	var ids []account.CompanyID
	for _, item := range queue.Items {
		ids = append(ids, item.Company)
	}
	for _, batch := range batches {
		ids = append(ids, batch.Company)
	}
	for _, firm := range firms {
		ids = append(ids, firm.CompanyID)
	}
	companies, err := h.svc.accounts.Companies(r.Context(), ids)
	if err != nil {
		return err
	}
	for _, item := range queue.Items {
		company := companies[item.Company]
		v.Items = append(v.Items, QueueItem{item, company.Names()})
	}
	for _, batch := range batches {
		company := companies[batch.Company]
		v.Batches = append(v.Batches, QueueBatch{batch, company.Names()})
	}
	for _, firm := range firms {
		v.Firms = append(v.Firms, FirmItem{companies[firm.CompanyID], len(firm.Typed), *firm.AskedAt})
	}
	unverified, ending, err := h.svc.Papers(r.Context(), viewer)
	if err != nil {
		return err
	}
	v.Papers = len(unverified) + len(ending)
	return h.pages.Write(w, r, status, "studio/review_list", "catalog.review_title", v)
}

// turn sets which page of what waits is shown.
func (v *QueueView) turn(queue Queue, tick bool) {
	look := Look{Text: queue.Text, Page: queue.Page}
	v.Queue, v.Ticked = queue, tick
	v.Pager = page.PagerAt(queue.Page, queue.Pages, func(at int) string { return Look{Text: queue.Text, Page: at}.url() })
	values := look.query()
	if !tick {
		values.Set("tick", "page")
	}
	v.Tick = "?" + values.Encode()
}

// ReviewView is one product or change, field by field.
type ReviewView struct {
	Sheet   Sheet
	Maker   account.Company
	Asked   time.Time
	Rows    []ReviewRow
	Meter   Meter
	Note    string
	Problem error
}

// ReviewRow is a Change as people read it, with what was decided of it so far.
type ReviewRow struct {
	Name     string
	Label    string
	Lang     string
	LangName string
	From, To string
	Was      []catalog.Picture // in place of From and To, where it is pictures that change
	Becomes  []catalog.Picture
	Papers   []catalog.Brochure // in place of To, to be opened
	Older    []string           // languages in which it stays as it was, and is older from then on
	Right    bool               // these have been read again and are right
	Return   bool
	Reason   string
}

// Review is the page of one: GET /{lang}/desk/products/{sku}.
func (h *Handlers) Review(w http.ResponseWriter, r *http.Request) error {
	return h.writeReview(w, r, http.StatusOK, nil, nil)
}

// Decide approves and returns fields: POST /{lang}/desk/products/{sku}.
func (h *Handlers) Decide(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	d := decision(r)
	err := h.svc.Decide(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("sku"), d)
	switch {
	case problem.Is(err, problem.Invalid):
		return h.writeReview(w, r, http.StatusUnprocessableEntity, &d, err)
	case problem.Is(err, problem.Conflict):
		return h.writeReview(w, r, http.StatusConflict, &d, err)
	case err != nil:
		return err
	}
	return to(w, r, "/desk/products?done=1")
}

// decision is what a form of review says.
func decision(r *http.Request) Decision {
	d := Decision{Note: strings.TrimSpace(r.PostForm.Get("note")), Returns: map[string]string{}}
	d.Asked, _ = time.Parse(time.RFC3339Nano, r.PostForm.Get("asked")) // another instant is a review that is over
	d.Right = r.PostForm["right"]
	if r.PostForm.Get("decision") != "all" {
		for _, name := range r.PostForm["return"] {
			d.Returns[name] = strings.TrimSpace(r.PostForm.Get("reason." + name))
		}
	}
	return d
}

func (h *Handlers) writeReview(w http.ResponseWriter, r *http.Request, status int, sent *Decision, refusal error) error {
	sheet, err := h.svc.Review(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("sku"))
	if err != nil {
		return err
	}
	company, err := h.svc.accounts.Company(r.Context(), sheet.CompanyID)
	if err != nil {
		return err
	}
	v := ReviewView{Sheet: sheet, Maker: company, Asked: sheet.asked(), Meter: MeterOf(sheet.Next, h.svc.now()), Problem: refusal}
	d := h.drawer(r)
	for _, change := range sheet.Changes() {
		row := d.reviewRow(change, sent)
		if sheet.AskedAt != nil {
			row.Older = sheet.older(change.Field)
		}
		if change.Field.Name == picturesField.Name {
			row.Becomes = sheet.Next.Pictures
			if sheet.shown() {
				row.Was = sheet.Base.Pictures
			}
		}
		if change.Field.Name == brochuresField.Name {
			row.Papers = sheet.Next.Brochures
		}
		v.Rows = append(v.Rows, row)
	}
	if sent != nil {
		v.Note = sent.Note
	}
	return h.pages.Write(w, r, status, "studio/review", "studio.review_title", v, "SKU", sheet.SKU)
}

func (d drawer) reviewRow(c Change, sent *Decision) ReviewRow {
	f := c.Field
	label := d.field(f)
	if f.Text != "" {
		label = d.label(f.Text)
	}
	return d.diff(ReviewRow{Name: f.Name, Label: label, Lang: f.Lang, From: d.shown(f.Name, f.Kind, c.From), To: d.shown(f.Name, f.Kind, c.To)}, f.Lang != "", sent)
}

// diff completes a row of a review: the language where a field has several, and what was sent about it.
func (d drawer) diff(row ReviewRow, text bool, sent *Decision) ReviewRow {
	if text {
		row.LangName = d.t("studio.lang_" + row.Lang)
	}
	if sent != nil {
		row.Right = slices.Contains(sent.Right, row.Name)
		row.Reason, row.Return = sent.Returns[row.Name]
	}
	return row
}
