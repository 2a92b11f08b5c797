package pages

import (
	"cmp"
	"strconv"
	"strings"

	"jalons/server/desk"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
	"jalons/server/worklist"
)

// itemData is one milestone, indicator or city as who keeps or answers for it works on it.
type itemData struct {
	Item     worklist.Item
	Form     *updateData // nil for who may not declare
	Contents []worklist.Content
	Keeps    bool // moves dates, withdraws, reminds
	Corrects bool // may take everybody's statements back
	Reasons  []string
	Said     *flash
	Done     *doneData
	Key      string
	Today    domain.Day
}

type itemPage struct {
	Code string `path:"code" validate:"key"`
	Done int64  `query:"done" default:"0" validate:"gte=0"`
	Said string `query:"said" validate:"omitempty,oneof=draft undone corrected settled reminded file moved withdrawn dropped"`
}

func (p *Pages) item(v visit, in itemPage) (*page, error) {
	page, err := p.itemWith(v, in.Code, nil)
	if err != nil {
		return nil, err
	}
	data := page.Data.(itemData)
	if in.Said != "" {
		data.Said = &flash{Good: in.Said != "file", Words: p.texts.T(v.lang, "queue.said_"+in.Said)}
	}
	if in.Done != 0 {
		rights, err := p.desk.Rights(v, v.person.ID)
		if err != nil {
			return nil, err
		}
		if data.Done, err = p.done(v, rights, in.Done); err != nil {
			return nil, err
		}
	}
	page.Data = data
	return page, nil
}

type itemOfForm struct {
	Target string `form:"target" validate:"required,key"`
}

// itemOf is the page of an item whose form was sent from there or from the queue.
func (p *Pages) itemOf(v visit, in itemOfForm) (*page, error) { return p.itemWith(v, in.Target, nil) }

type remindedForm struct {
	Target string `form:"target" validate:"omitempty,key"`
}

// reminded is the page that a reminder is entered on: its item's, or the queue of reminders.
func (p *Pages) reminded(v visit, in remindedForm) (*page, error) {
	if in.Target == "" {
		return p.worklistWith(v, worklistQuery{Tab: "follow_ups", Page: 1}, nil, nil)
	}
	return p.itemWith(v, in.Target, nil)
}

// itemWith is an item's page with its form as it was sent, where that has to be shown again.
func (p *Pages) itemWith(v visit, code string, form *updateData) (*page, error) {
	rights, err := p.desk.Rights(v, v.person.ID)
	if err != nil {
		return nil, err
	}
	item, err := p.work.Item(v, rights, code)
	if err != nil {
		return nil, err
	}
	data := itemData{
		Item: *item, Form: form, Keeps: rights.Keeps(item.State), Corrects: rights.Role == "admin",
		Reasons: moveReasons(), Key: newKey(), Today: p.desk.Today(),
	}
	if data.Form == nil && (data.Keeps || rights.Declares(item.State)) {
		if data.Form, err = p.freshForm(v, *item); err != nil {
			return nil, err
		}
	}
	if data.Form != nil {
		data.Form.Whole = true
	}
	if data.Contents, err = p.work.Contents(v, rights, code); err != nil {
		return nil, err
	}
	title, _ := item.Title.Pick(v.lang)
	page := &page{
		Template: "item", Section: "queue", Scripts: []string{"worklist.js"}, Path: "/items/" + code, Title: title,
		Description: title, Data: data,
	}
	return page, nil
}

type undoForm struct {
	Statement int64  `form:"statement" default:"0" validate:"gte=1"`
	Key       string `form:"key" validate:"max=200"`
}

// undo takes back what the person has just recorded and gives it to them again as a draft.
func (p *Pages) undo(v visit, in undoForm) (*page, error) {
	rights, err := p.desk.Rights(v, v.person.ID)
	if err != nil {
		return nil, err
	}
	reading, err := p.work.Reading(v, rights, in.Statement)
	if err != nil {
		return nil, err
	}
	if !reading.Now.Mine || reading.DeclaredAt == nil || p.desk.Now().Sub(*reading.DeclaredAt) > undoTime ||
		reading.Now.ID != reading.Statement {
		return nil, &domain.Error{Kind: domain.Conflict, Code: "undo_late"}
	}
	if err := p.write(v, in.Key, in.Statement, func(w *ledger.Writer) error {
		_, err := desk.Correct(v, w, in.Statement, p.texts.T(v.lang, "queue.undo_reason"), "")
		return err
	}); err != nil {
		return nil, err
	}
	item, err := p.work.Item(v, rights, reading.Code)
	if err != nil {
		return nil, err
	}
	if err := p.write(v, "", nil, func(w *ledger.Writer) error {
		return worklist.SaveDraft(v, w, worklist.Draft{
			Target: item.Code, Fields: p.typed(v, reading), Version: item.Version,
		})
	}); err != nil {
		return nil, err
	}
	return nil, seeOther{p.itemAddress(v, item.Code) + "?said=undone"}
}

// typed gives a statement as the fields of the form that would make it again; a file is chosen anew.
func (p *Pages) typed(v visit, r *worklist.Reading) map[string]string {
	note, _ := r.Now.Note.Pick(v.lang)
	fields := map[string]string{
		"level": r.Now.Level, "on": string(r.Now.On), "note": note, "blocker": r.Now.Blocker,
		"unproven": r.Now.Unproven, "speaker": r.Now.Speaker,
	}
	if r.Now.Value != nil {
		fields["value"] = strconv.FormatFloat(*r.Now.Value, 'f', -1, 64)
	}
	for _, proof := range r.Proofs {
		if proof.URL != "" {
			title, _ := proof.Title.Pick(v.lang)
			fields["evidence"], fields["title"] = proof.URL, title
			fields["kind"], fields["locator"] = proof.Kind, proof.Locator
		}
	}
	return fields
}

type correctForm struct {
	Code      string `path:"code" validate:"key"`
	Statement int64  `form:"statement" default:"0" validate:"gte=1"`
	Reason    string `form:"reason" validate:"max=400" lines:"yes"`
	Instead   string `form:"instead" validate:"omitempty,key"`
	Key       string `form:"key" validate:"max=200"`
}

func (p *Pages) correct(v visit, in correctForm) (*page, error) {
	err := p.write(v, in.Key, []any{in.Statement, in.Reason, in.Instead}, func(w *ledger.Writer) error {
		_, err := desk.Correct(v, w, in.Statement, in.Reason, in.Instead)
		return err
	})
	return p.doneOn(v, in.Code, "corrected", err)
}

type moveForm struct {
	Code      string `path:"code" validate:"key"`
	Target    string `form:"target" validate:"omitempty,key"` // the milestone, where Code is its commitment
	Version   int64  `form:"version" default:"0" validate:"gte=1"`
	NewOn     string `form:"new_on" validate:"omitempty,day"`
	Precision string `form:"precision" validate:"omitempty,calendar_precision"`
	Reason    string `form:"reason" validate:"max=40"`
	Note      string `form:"note" validate:"max=400" lines:"yes"`
	Key       string `form:"key" validate:"max=200"`
}

func (in moveForm) move(lang string) tracker.NewDateMove {
	return tracker.NewDateMove{
		Target: cmp.Or(in.Target, in.Code), NewOn: domain.Day(in.NewOn), Precision: domain.Precision(in.Precision),
		Reason: in.Reason, Note: typedText(lang, in.Note),
	}
}

func (p *Pages) move(v visit, in moveForm) (*page, error) {
	m := in.move(v.lang)
	return p.doneOn(v, in.Code, "moved", p.write(v, in.Key, m, func(w *ledger.Writer) error {
		return desk.Move(v, w, m, in.Version)
	}))
}

type withdrawForm struct {
	Code     string `path:"code" validate:"key"`
	Version  int64  `form:"version" default:"0" validate:"gte=1"`
	Decided  string `form:"decided_on" validate:"omitempty,day"`
	Decision string `form:"decision" validate:"max=400" lines:"yes"`
	Key      string `form:"key" validate:"max=200"`
}

func (p *Pages) withdraw(v visit, in withdrawForm) (*page, error) {
	err := p.write(v, in.Key, in, func(w *ledger.Writer) error {
		return tracker.TakeOut(v, w, in.Code, domain.Day(in.Decided), typedText(v.lang, in.Decision), in.Version)
	})
	return p.doneOn(v, in.Code, "withdrawn", err)
}

type followUpForm struct {
	State   string `form:"state" validate:"required,code"`
	Target  string `form:"target" validate:"omitempty,key"`
	Action  string `form:"action" validate:"max=400"`
	DueOn   string `form:"due_on" validate:"omitempty,day"`
	Contact string `form:"contact" validate:"max=200"`
	Note    string `form:"note" validate:"max=1000" lines:"yes"`
	Key     string `form:"key" validate:"max=200"`
}

func (p *Pages) addFollowUp(v visit, in followUpForm) (*page, error) {
	var err error
	switch {
	case in.Action == "":
		err = &domain.Error{Kind: domain.Rule, Code: "action_needed", Field: "action"}
	case in.DueOn == "":
		err = &domain.Error{Kind: domain.Rule, Code: "day_needed", Field: "due_on"}
	default:
		asked := in
		asked.Key = ""
		err = p.write(v, in.Key, asked, func(w *ledger.Writer) error {
			_, err := worklist.AddFollowUp(v, w, worklist.NewFollowUp{
				State: in.State, Target: in.Target, Action: in.Action, DueOn: domain.Day(in.DueOn), Contact: in.Contact,
				Note: in.Note,
			})
			return err
		})
	}
	switch {
	case in.Target == "" && err == nil:
		return nil, seeOther{p.worklistAddress(v, "follow_ups", 1) + "&said=reminded"}
	case in.Target == "":
		return p.again(v, err, func(wrong *flash) (*page, error) {
			page, err := p.worklistWith(v, worklistQuery{Tab: "follow_ups"}, nil, nil)
			if err == nil {
				data := page.Data.(worklistData)
				data.Said = wrong
				page.Data = data
			}
			return page, err
		})
	}
	return p.doneOn(v, in.Target, "reminded", err)
}

type completeFollowUpForm struct {
	ID  int64  `form:"id" default:"0" validate:"gte=1"`
	Key string `form:"key" validate:"max=200"`
}

func (p *Pages) completeFollowUp(v visit, in completeFollowUpForm) (*page, error) {
	if err := p.write(v, in.Key, in.ID, func(w *ledger.Writer) error {
		return worklist.CompleteFollowUp(v, w, in.ID)
	}); err != nil {
		return nil, err
	}
	return nil, seeOther{p.worklistAddress(v, "follow_ups", 1) + "&said=settled"}
}

// doneOn leads back to an item's page once something was done there, or shows what is wrong above it.
func (p *Pages) doneOn(v visit, code, done string, err error) (*page, error) {
	if err == nil {
		return nil, seeOther{p.itemAddress(v, code) + "?said=" + done}
	}
	return p.again(v, err, func(wrong *flash) (*page, error) {
		page, err := p.itemWith(v, code, nil)
		if err != nil {
			return nil, err
		}
		data := page.Data.(itemData)
		data.Said = wrong
		page.Data = data
		return page, nil
	})
}

// typedText is a text that somebody typed in the page's language; nothing typed is none.
func typedText(lang, typed string) domain.Text {
	if strings.TrimSpace(typed) == "" {
		return domain.Text{}
	}
	return domain.NewText(lang, typed)
}

// moveReasons are why a date moves.
func moveReasons() []string { return append(causes(), "replanned") }
