package work

import (
	"cmp"
	"errors"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/pages/render"
	"jalons/server/tracker"
	"jalons/server/web"
	"jalons/server/worklist"
)

// undoTime is how long what was just recorded is taken back without a reason. The page says half of it,
// so that who presses at the last moment is still heard.
const undoTime = time.Minute

// cutVersion reads code@version.
func cutVersion(row string) (code string, version int64, ok bool) {
	code, number, found := strings.Cut(row, "@")
	version, err := strconv.ParseInt(number, 10, 64)
	return code, version, found && err == nil && version > 0
}

// updateData is the form of an update or a change of stage: what is known, and what was typed.
type updateData struct {
	Item     worklist.Item
	Fields   map[string]string
	Saved    *time.Time // when the draft was saved that the fields come from
	Wrong    string     // the name of the field at fault
	Said     *render.Flash
	Theirs   []difference
	Key      string
	Tab      string
	Page     int
	Next     string
	Today    domain.Day
	Levels   []string
	Causes   []domain.Cause
	Cause    bool // a difficulty is asked
	Whole    bool // the form stands on a page of its own
	Speakers []string
}

// Field gives what was typed.
func (d *updateData) Field(name string) string { return d.Fields[name] }

// freshForm is the form of an item, with what the person had typed and not sent.
func (p *Work) freshForm(v visit, item worklist.Item) (*updateData, error) {
	form := p.emptyForm(v, item)
	draft, err := p.Tracker.Draft(v, v.person.ID, item.Code)
	if err == nil && draft.Fields != nil {
		form.Fields, form.Saved = draft.Fields, &draft.SavedAt
		if draft.Version != item.Version {
			form.Theirs = p.differences(v, item, draft.Fields)
		}
	}
	return form, err
}

func (p *Work) emptyForm(v visit, item worklist.Item) *updateData {
	form := &updateData{
		Item: item, Fields: map[string]string{"on": string(p.Tracker.Today())}, Key: newKey(), Today: p.Tracker.Today(),
		Page: 1, Causes: domain.Causes(),
	}
	form.Cause = item.Late || item.Moved || item.Declared != "" && domain.Level(item.Declared) != domain.LevelNotStarted
	form.Levels = domain.Lists()["level"]
	if item.City() {
		form.Levels = domain.Lists()["stage"]
	}
	if item.City() && v.person.Role != domain.RoleLiaison {
		form.Speakers = []string{"programme", "city"}
	}
	return form
}

// updateForm is the form of an update as it was sent.
type updateForm struct {
	typedUpdate
	Version int64       `form:"version" default:"0" validate:"gte=1"`
	Act     string      `form:"act" validate:"omitempty,oneof=submit draft confirm drop"`
	Next    string      `form:"next" validate:"omitempty,key"`
	File    *web.Upload `file:"file"`
}

// typedUpdate is what was typed into the form of an update, and where that stands.
type typedUpdate struct {
	Target   string `form:"target" validate:"required,key"`
	Level    string `form:"level" validate:"max=40"`
	Value    string `form:"value" validate:"max=40"`
	Evidence string `form:"evidence" validate:"max=2000"`
	Title    string `form:"title" validate:"max=200"`
	Kind     string `form:"kind" validate:"max=40"`
	Locator  string `form:"locator" validate:"max=200"`
	Note     string `form:"note" validate:"max=280" lines:"yes"`
	On       string `form:"on" validate:"omitempty,day"`
	Blocker  string `form:"blocker" validate:"max=40"`
	Unproven string `form:"unproven" validate:"max=40"`
	Speaker  string `form:"speaker" validate:"max=40"`
	Tab      string `form:"tab" validate:"omitempty,oneof=sent_back late waiting soon dead stale follow_ups drafts"`
	Page     int    `form:"page" default:"1" validate:"gte=1,lte=1000"`
	Whole    string `form:"whole" validate:"omitempty,oneof=yes"`
}

// fields are what a draft keeps of the form.
func (f typedUpdate) fields() map[string]string {
	return map[string]string{
		"level": f.Level, "value": f.Value, "evidence": f.Evidence, "title": f.Title, "kind": f.Kind,
		"locator": f.Locator, "note": f.Note, "on": f.On,
		"blocker": f.Blocker, "unproven": f.Unproven, "speaker": f.Speaker,
	}
}

// update takes the form: it submits, keeps a draft, says that nothing changed, or forgets the draft.
func (p *Work) update(v visit, request ledger.Request, in updateForm) (result, error) {
	rights, err := p.Tracker.Rights(v, v.person.ID)
	if err != nil {
		return result{}, err
	}
	item, err := p.work.Item(v, rights, in.Target)
	if err != nil {
		return result{}, err
	}
	switch in.Act {
	case "draft":
		return p.backTo(v, in, "said", "draft"), p.saveDraft(v, in.draft())
	case "drop":
		return p.backTo(v, in, "said", "dropped"),
			ledger.Perform(v, p.Tracker.Ledger, v.keyed("", nil), func(w *ledger.Writer) error {
				return tracker.DropDraft(v, w, in.Target)
			})
	}
	return p.submit(v, request, in, item.City())
}

func (f updateForm) draft() tracker.Draft {
	return tracker.Draft{Target: f.Target, Fields: f.fields(), Version: f.Version}
}

func (p *Work) saveDraft(v visit, draft tracker.Draft) error {
	return ledger.Perform(v, p.Tracker.Ledger, v.keyed("", nil), func(w *ledger.Writer) error {
		return tracker.SaveDraft(v, w, draft)
	})
}

// submit records what the form says. A file that can't be taken never keeps the rest from being
// recorded, but where the file is the evidence that the level needs. What is stale is kept as a draft.
func (p *Work) submit(v visit, request ledger.Request, in updateForm, city bool) (result, error) {
	evidence, fileErr := p.evidenceOf(v, in)
	u, err := in.update(v.Lang, evidence, p.Tracker.Today())
	if err != nil {
		return result{}, err
	}
	statement, err := ledger.WriteAs(v, p.Tracker.Ledger, request, func(w *ledger.Writer) (int64, error) {
		return declare(v, w, u, in, city)
	})
	if domain.KindOf(err) == domain.Stale {
		return result{}, cmp.Or(p.saveDraft(v, in.draft()), err)
	}
	if fileErr != nil && domain.CodeOf(err) == "completed_needs_evidence" {
		return result{}, fileErr
	}
	if fileErr != nil {
		return v.toItem(in.Target, "file"), err
	}
	return p.backTo(v, in, "done", strconv.FormatInt(statement, 10)), err
}

// update reads what was typed.
func (f updateForm) update(lang string, evidence []tracker.NewEvidence, today domain.Day) (tracker.NewUpdate, error) {
	value, err := decimal(f.Value)
	return tracker.NewUpdate{
		Target: f.Target, Speaker: domain.Speaker(f.Speaker), Level: domain.Level(f.Level),
		Confirmed: f.Act == "confirm",
		Value:     value, On: domain.Day(cmp.Or(f.On, string(today))), Note: typedText(lang, f.Note),
		Evidence: evidence,
		Unproven: f.Unproven, Blocker: domain.Cause(f.Blocker),
	}, err
}

// declare records an update, or the stage of a city that the field of the level holds.
func declare(v visit, w *ledger.Writer, u tracker.NewUpdate, in updateForm, city bool) (int64, error) {
	if !city {
		return tracker.Declare(v, w, u, in.Version)
	}
	u.Level = ""
	stage, err := u.AsStage(domain.Stage(in.Level))
	if err != nil {
		return 0, err
	}
	return tracker.DeclareStage(v, w, stage, in.Version)
}

// evidenceOf reads the link and the file of a form. Who pastes an address need not name it: it is then
// named by its host. The error is about the file only.
func (p *Work) evidenceOf(v visit, in updateForm) (list []tracker.NewEvidence, fileErr error) {
	kind := cmp.Or(in.Kind, "other")
	if in.Evidence != "" {
		title := in.Title
		if title == "" {
			if u, err := url.Parse(in.Evidence); err == nil {
				title = u.Hostname()
			}
		}
		list = append(list, tracker.NewEvidence{
			URL: in.Evidence, Title: domain.NewText(v.Lang, cmp.Or(title, in.Evidence)), Kind: kind,
			Locator: in.Locator, AccessedOn: p.Tracker.Today(),
		})
	}
	if in.File != nil {
		file, err := p.files.Keep(v, in.File.Name, in.File.File)
		if err != nil {
			return list, err
		}
		list = append(list, tracker.NewEvidence{
			File: file, Title: domain.NewText(v.Lang, cmp.Or(in.Title, file.Name)), Kind: kind, Locator: in.Locator,
			AccessedOn: p.Tracker.Today(),
		})
	}
	return list, nil
}

// decimal reads a number as people type it: with a point or a comma, and spaces between thousands.
func decimal(typed string) (*float64, error) {
	typed = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(typed)
	if typed == "" {
		return nil, nil // no value is one
	}
	if strings.Count(typed, ",") == 1 && !strings.Contains(typed, ".") {
		typed = strings.Replace(typed, ",", ".", 1)
	}
	n, err := strconv.ParseFloat(typed, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) || strings.ContainsAny(typed, "xXpP_eE") {
		return nil, &domain.Error{Kind: domain.Rule, Code: "number", Field: "value"}
	}
	return &n, nil
}

// updateAgain is the page of a form that was refused, with what was typed and what is wrong in the form. What
// somebody else has said meanwhile stands beside it.
func (p *Work) updateAgain(v visit, in typedUpdate) (*render.Page, error) {
	if unread(v.refused) {
		return p.itemWith(v, in.Target, nil)
	}
	kind := domain.KindOf(v.refused)
	if kind != domain.Stale && kind != domain.Rule && kind != domain.Invalid {
		return nil, v.refused
	}
	item, err := p.work.Item(v, v.rights, in.Target)
	if err != nil {
		return nil, err
	}
	form, problem := p.emptyForm(v, *item), p.Problem(v.gin.Request, v.refused)
	form.Fields, form.Said = in.fields(), &render.Flash{Words: problem.Detail}
	var e *domain.Error
	if errors.As(v.refused, &e) {
		form.Wrong = e.Field
	}
	if kind == domain.Stale {
		form.Theirs = p.differences(v, *item, form.Fields)
	}
	page, err := p.showForm(v, in, form)
	if err != nil {
		return nil, err
	}
	p.Refill(v.gin, page, problem)
	return page, nil
}

// showForm shows a form where it stood: in its row of the worklist, or on the item's page. A row that is no
// longer in its tab is shown on the item's page.
func (p *Work) showForm(v visit, in typedUpdate, form *updateData) (*render.Page, error) {
	if in.Whole == "" && in.Tab != "" {
		page, err := p.worklistWith(v, worklistQuery{Tab: in.Tab, Page: in.Page}, form)
		if err != nil {
			return nil, err
		}
		for _, row := range page.Data.(worklistData).Rows {
			if row.Form == form {
				page.Path = "/worklist"
				return page, nil
			}
		}
	}
	return p.itemWith(v, in.Target, form)
}

// backTo leads on from a form: to the next row of the worklist, or to the item's page again.
func (p *Work) backTo(v visit, in updateForm, name, value string) result {
	if in.Whole != "" || in.Tab == "" {
		return v.to(itemPath(in.Target) + render.Query(name, value))
	}
	address := p.worklistAddress(v, in.Tab, in.Page) + "&" + url.Values{name: {value}}.Encode()
	if in.Next != "" {
		address += "&" + url.Values{"open": {in.Next}}.Encode() + "#" + in.Next
	}
	return result{To: address}
}

func itemPath(code string) string { return "/items/" + url.PathEscape(code) }
