package pages

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"jalons/server/account"
	"jalons/server/desk"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
	"jalons/server/web"
	"jalons/server/worklist"
)

// undoTime is how long what was just recorded is taken back without a reason. The page says half of it,
// so that who presses at the last moment is still heard.
const undoTime = time.Minute

// newKey is the key of a form, so that sending it twice does once what it says.
func newKey() string { return rand.Text() }

// caller is who sends a form, under its key. What is asked is hashed, so that a key is of one form.
func (p *Pages) caller(v visit, key string, asked any) ledger.Request {
	b, err := json.Marshal(asked)
	if err != nil { // forms are texts and numbers: it can't be
		b = []byte(v.gin.Request.URL.Path)
	}
	sum := sha256.Sum256(append(b, v.gin.FullPath()...))
	if len(key) < 8 {
		key = ""
	}
	return ledger.Request{Account: v.person.ID, Key: key, Hash: hex.EncodeToString(sum[:]), ID: web.RequestID(v)}
}

// write runs what a form asks for in one transaction, under its key and with the rights of who sends it. fn may run
// more than once.
func (p *Pages) write(v visit, key string, asked any, fn func(*ledger.Writer) error) error {
	return ledger.Perform(v, p.desk.Ledger, p.caller(v, key, asked), fn)
}

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
	Said     *flash
	Theirs   []difference
	Key      string
	Tab      string
	Page     int
	Next     string
	Today    domain.Day
	Levels   []string
	Causes   []string
	Cause    bool // a difficulty is asked
	Whole    bool // the form stands on a page of its own
	Speakers []string
}

// Field gives what was typed.
func (d *updateData) Field(name string) string { return d.Fields[name] }

func causes() []string {
	return []string{"law", "money", "staff", "partner", "politics", "data", "technology", "security", "other"}
}

// freshForm is the form of an item, with what the person had typed and not sent.
func (p *Pages) freshForm(v visit, item worklist.Item) (*updateData, error) {
	form := p.emptyForm(v, item)
	draft, err := p.work.Draft(v, v.person.ID, item.Code)
	if err == nil && draft.Fields != nil {
		form.Fields, form.Saved = draft.Fields, &draft.SavedAt
		if draft.Version != item.Version {
			form.Theirs = p.differences(v, item, draft.Fields)
		}
	}
	return form, err
}

func (p *Pages) emptyForm(v visit, item worklist.Item) *updateData {
	form := &updateData{
		Item: item, Fields: map[string]string{"on": string(p.desk.Today())}, Key: newKey(), Today: p.desk.Today(),
		Page: 1, Causes: causes(),
	}
	form.Cause = item.Late || item.Moved || item.Declared != "" && item.Declared != tracker.Ranks()[0]
	form.Levels = tracker.Ranks()
	if item.City() {
		form.Levels = append(tracker.Ladder(), "paused", "abandoned")
	}
	if item.City() && v.person.Role != account.Liaison {
		form.Speakers = []string{"programme", "city"}
	}
	return form
}

type updateForm struct {
	Target   string      `form:"target" validate:"required,key"`
	Version  int64       `form:"version" default:"0" validate:"gte=1"`
	Key      string      `form:"key" validate:"max=200"`
	Act      string      `form:"act" validate:"omitempty,oneof=submit draft confirm drop"`
	Level    string      `form:"level" validate:"max=40"`
	Value    string      `form:"value" validate:"max=40"`
	Evidence string      `form:"evidence" validate:"max=2000"`
	Title    string      `form:"title" validate:"max=200"`
	Kind     string      `form:"kind" validate:"max=40"`
	Locator  string      `form:"locator" validate:"max=200"`
	Note     string      `form:"note" validate:"max=280" lines:"yes"`
	On       string      `form:"on" validate:"omitempty,day"`
	Blocker  string      `form:"blocker" validate:"max=40"`
	Unproven string      `form:"unproven" validate:"max=40"`
	Speaker  string      `form:"speaker" validate:"max=40"`
	Tab      string      `form:"tab" validate:"omitempty,oneof=sent_back late waiting soon dead stale follow_ups drafts"`
	Page     int         `form:"page" default:"1" validate:"gte=1,lte=1000"`
	Next     string      `form:"next" validate:"omitempty,key"`
	Whole    string      `form:"whole" validate:"omitempty,oneof=yes"`
	File     *web.Upload `file:"file"`
}

// fields are what a draft keeps of the form.
func (f updateForm) fields() map[string]string {
	return map[string]string{
		"level": f.Level, "value": f.Value, "evidence": f.Evidence, "title": f.Title, "kind": f.Kind,
		"locator": f.Locator, "note": f.Note, "on": f.On,
		"blocker": f.Blocker, "unproven": f.Unproven, "speaker": f.Speaker,
	}
}

// update takes the form: it submits, keeps a draft, says that nothing changed, or forgets the draft.
func (p *Pages) update(v visit, in updateForm) (*page, error) {
	rights, err := p.desk.Rights(v, v.person.ID)
	if err != nil {
		return nil, err
	}
	item, err := p.work.Item(v, rights, in.Target)
	if err != nil {
		return nil, err
	}
	switch in.Act {
	case "draft":
		return p.keepDraft(v, in, "draft")
	case "drop":
		if err := p.write(v, "", nil, func(w *ledger.Writer) error {
			return worklist.DropDraft(v, w, in.Target)
		}); err != nil {
			return nil, err
		}
		return nil, seeOther{p.backTo(v, in, "said", "dropped")}
	}
	return p.submit(v, in, item)
}

// submit records what the form says. A file that can't be taken never keeps the rest from being
// recorded, but where the file is the evidence that the level needs: that is kept as a draft.
func (p *Pages) submit(v visit, in updateForm, item *worklist.Item) (*page, error) {
	evidence, fileErr := p.evidenceOf(v, in)
	statement, err := p.record(v, in, item, evidence)
	if fileErr != nil && domain.CodeOf(err) == "completed_needs_evidence" {
		err = fileErr
	}
	switch domain.KindOf(err) {
	case domain.Stale:
		return p.conflict(v, in, err)
	case domain.Rule, domain.Invalid:
		return p.formAgain(v, in, item, err)
	}
	if err != nil {
		return nil, err
	}
	if fileErr != nil {
		return nil, seeOther{p.itemAddress(v, in.Target) + "?said=file"}
	}
	return nil, seeOther{p.backTo(v, in, "done", strconv.FormatInt(statement, 10))}
}

func (p *Pages) record(v visit, in updateForm, item *worklist.Item, evidence []tracker.NewEvidence) (int64, error) {
	note := typedText(v.lang, in.Note)
	on := domain.Day(cmp.Or(in.On, string(p.desk.Today())))
	asked := in
	asked.Key = ""
	caller := p.caller(v, in.Key, asked)
	value, err := decimal(in.Value)
	if err != nil {
		return 0, err
	}
	u := tracker.NewUpdate{
		Target: in.Target, Speaker: in.Speaker, Level: in.Level, Confirmed: in.Act == "confirm", Value: value, On: on,
		Note:     note,
		Evidence: evidence, Unproven: in.Unproven, Blocker: in.Blocker,
	}
	if !item.City() {
		made, err := ledger.WriteAs(v, p.desk.Ledger, caller, func(w *ledger.Writer) (desk.Said, error) {
			return desk.Declare(v, w, u, in.Version)
		})
		return made.Statement, err
	}
	u.Level = "" // the field holds a stage
	s, err := u.AsStage(in.Level)
	if err != nil {
		return 0, err
	}
	made, err := ledger.WriteAs(v, p.desk.Ledger, caller, func(w *ledger.Writer) (desk.Said, error) {
		return desk.DeclareStage(v, w, s, in.Version)
	})
	return made.Statement, err
}

// evidenceOf reads the link and the file of a form. Who pastes an address need not name it: it is then
// named by its host. The error is about the file only.
func (p *Pages) evidenceOf(v visit, in updateForm) (list []tracker.NewEvidence, fileErr error) {
	kind := cmp.Or(in.Kind, "other")
	if in.Evidence != "" {
		title := in.Title
		if title == "" {
			if u, err := url.Parse(in.Evidence); err == nil {
				title = u.Hostname()
			}
		}
		list = append(list, tracker.NewEvidence{
			URL: in.Evidence, Title: domain.NewText(v.lang, cmp.Or(title, in.Evidence)), Kind: kind,
			Locator: in.Locator, AccessedOn: p.desk.Today(),
		})
	}
	if in.File != nil {
		file, err := p.desk.Files.Keep(v, in.File.Name, in.File.File)
		if err != nil {
			return list, err
		}
		list = append(list, tracker.NewEvidence{
			File: file, Title: domain.NewText(v.lang, cmp.Or(in.Title, file.Name)), Kind: kind, Locator: in.Locator,
			AccessedOn: p.desk.Today(),
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

// formAgain shows the form with what was typed and what is wrong; what was typed is kept as a draft too,
// since a form can't give a file back.
func (p *Pages) formAgain(v visit, in updateForm, item *worklist.Item, wrong error) (*page, error) {
	form := p.emptyForm(v, *item)
	form.Fields = in.fields()
	problem := p.problem(v, wrong)
	form.Said = &flash{Words: problem.Detail}
	var e *domain.Error
	if errors.As(wrong, &e) {
		form.Wrong = e.Field
	}
	page, err := p.showForm(v, in, form)
	if err == nil {
		p.refill(v, page, problem)
	}
	return page, err
}

// showForm shows a form where it stood: in its row of the queue, or on the item's page. A row that is no
// longer in its tab is shown on the item's page.
func (p *Pages) showForm(v visit, in updateForm, form *updateData) (*page, error) {
	if in.Whole == "" && in.Tab != "" {
		page, err := p.worklistWith(v, worklistQuery{Tab: in.Tab, Page: in.Page}, form, nil)
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

func (p *Pages) keepDraft(v visit, in updateForm, word string) (*page, error) {
	if err := p.write(v, "", nil, func(w *ledger.Writer) error {
		return worklist.SaveDraft(v, w, worklist.Draft{
			Target: in.Target, Fields: in.fields(), Version: in.Version,
		})
	}); err != nil {
		return nil, err
	}
	return nil, seeOther{p.backTo(v, in, "said", word)}
}

// backTo leads on from a form: to the next row of the queue, or to the item's page again.
func (p *Pages) backTo(v visit, in updateForm, name, value string) string {
	if in.Whole != "" || in.Tab == "" {
		return p.itemAddress(v, in.Target) + query(name, value)
	}
	address := p.worklistAddress(v, in.Tab, in.Page) + "&" + url.Values{name: {value}}.Encode()
	if in.Next != "" {
		address += "&" + url.Values{"open": {in.Next}}.Encode() + "#" + in.Next
	}
	return address
}

func (p *Pages) itemAddress(v visit, code string) string {
	return "/" + v.lang + "/items/" + url.PathEscape(code)
}
