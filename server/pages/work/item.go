package work

import (
	"cmp"
	"strconv"
	"strings"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/pages/render"
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
	Reasons  []domain.Cause
	Done     *doneData
	Today    domain.Day
}

type itemPage struct {
	Code string `path:"code" validate:"key"`
	Done int64  `query:"done" default:"0" validate:"gte=0"`
	Said string `query:"said" validate:"omitempty,oneof=draft undone corrected completed reminded file moved withdrawn dropped"`
}

func (p *Work) item(v visit, in itemPage) (*render.Page, error) {
	page, err := p.itemWith(v, in.Code, nil)
	if err != nil {
		return nil, err
	}
	data := page.Data.(itemData)
	if data.Done, err = p.done(v, in.Done); err != nil {
		return nil, err
	}
	page.Flash, page.Data = p.recorded(v, in.Said), data
	return page, nil
}

type remindedForm struct {
	Target string `form:"target" validate:"omitempty,key"`
}

// reminded is the page that a reminder is entered on: its item's, or the reminders of the worklist.
func (p *Work) reminded(v visit, in remindedForm) (*render.Page, error) {
	if in.Target == "" {
		return p.worklistWith(v, worklistQuery{Tab: "follow_ups", Page: 1}, nil)
	}
	return p.itemWith(v, in.Target, nil)
}

// itemWith is an item's page with its form as it was sent, where that has to be shown again.
func (p *Work) itemWith(v visit, code string, form *updateData) (*render.Page, error) {
	item, err := p.work.Item(v, v.rights, code)
	if err != nil {
		return nil, err
	}
	data := itemData{
		Item: *item, Form: form, Keeps: v.rights.Keeps(item.State), Corrects: v.rights.Role == "admin",
		Reasons: domain.MoveCauses(), Today: p.Tracker.Today(),
	}
	if data.Form == nil && (data.Keeps || v.rights.Declares(item.State)) {
		if data.Form, err = p.freshForm(v, *item); err != nil {
			return nil, err
		}
	}
	if data.Form != nil {
		data.Form.Whole = true
	}
	if data.Contents, err = p.work.Contents(v, v.rights, code); err != nil {
		return nil, err
	}
	title, _ := item.Title.Pick(v.Lang)
	return &render.Page{
		Template: "item", Section: "worklist", Scripts: []string{"worklist.js"}, Path: "/items/" + code, Title: title,
		Description: title, Data: data,
	}, nil
}

type undoForm struct {
	Statement int64 `form:"statement" default:"0" validate:"gte=1"`
}

// undo takes back what the person has just recorded and gives it to them again as a draft.
func (p *Work) undo(v visit, request ledger.Request, in undoForm) (result, error) {
	rights, err := p.Tracker.Rights(v, v.person.ID)
	if err != nil {
		return result{}, err
	}
	reading, err := p.work.Reading(v, rights, in.Statement)
	if err != nil {
		return result{}, err
	}
	if !reading.Now.Mine || reading.DeclaredAt == nil || p.Tracker.Now().Sub(*reading.DeclaredAt) > undoTime ||
		reading.Now.ID != reading.Statement {
		return result{}, &domain.Error{Kind: domain.Conflict, Code: "undo_late"}
	}
	if err := ledger.Perform(v, p.Tracker.Ledger, request, func(w *ledger.Writer) error {
		_, err := tracker.Retract(v, w, in.Statement, p.Texts.T(v.Lang, "worklist.undo_reason"), "")
		return err
	}); err != nil {
		return result{}, err
	}
	item, err := p.work.Item(v, rights, reading.Code)
	if err != nil {
		return result{}, err
	}
	draft := tracker.Draft{Target: item.Code, Fields: p.typed(v, reading), Version: item.Version}
	return v.toItem(item.Code, "undone"), p.saveDraft(v, draft)
}

// typed gives a statement as the fields of the form that would make it again; a file is chosen anew.
func (p *Work) typed(v visit, r *worklist.Reading) map[string]string {
	note, _ := r.Now.Note.Pick(v.Lang)
	fields := map[string]string{
		"level": r.Now.Level, "on": string(r.Now.On), "note": note, "blocker": r.Now.Blocker,
		"unproven": r.Now.Unproven, "speaker": r.Now.Speaker,
	}
	if r.Now.Value != nil {
		fields["value"] = strconv.FormatFloat(*r.Now.Value, 'f', -1, 64)
	}
	for _, proof := range r.Proofs {
		if proof.URL != "" {
			title, _ := proof.Title.Pick(v.Lang)
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
}

func (p *Work) correct(v visit, w *ledger.Writer, in correctForm) (result, error) {
	_, err := tracker.Retract(v, w, in.Statement, in.Reason, in.Instead)
	return v.toItem(in.Code, "corrected"), err
}

type moveForm struct {
	Code      string       `path:"code" validate:"key"`
	Target    string       `form:"target" validate:"omitempty,key"` // the milestone, where Code is its commitment
	Version   int64        `form:"version" default:"0" validate:"gte=1"`
	NewOn     string       `form:"new_on" validate:"omitempty,day"`
	Precision string       `form:"precision" validate:"omitempty,calendar_precision"`
	Reason    domain.Cause `form:"reason" validate:"max=40"`
	Note      string       `form:"note" validate:"max=400" lines:"yes"`
}

func (in moveForm) move(lang string) tracker.NewDateMove {
	return tracker.NewDateMove{
		Target: cmp.Or(in.Target, in.Code), NewOn: domain.Day(in.NewOn), Precision: domain.Precision(in.Precision),
		Reason: in.Reason, Note: typedText(lang, in.Note),
	}
}

func (p *Work) move(v visit, w *ledger.Writer, in moveForm) (result, error) {
	return v.toItem(in.Code, "moved"), tracker.MoveDate(v, w, in.move(v.Lang), in.Version)
}

type withdrawForm struct {
	Code     string `path:"code" validate:"key"`
	Version  int64  `form:"version" default:"0" validate:"gte=1"`
	Decided  string `form:"decided_on" validate:"omitempty,day"`
	Decision string `form:"decision" validate:"max=400" lines:"yes"`
}

func (p *Work) withdraw(v visit, w *ledger.Writer, in withdrawForm) (result, error) {
	return v.toItem(in.Code, "withdrawn"), tracker.WithdrawMilestone(v, w, tracker.NewWithdrawal{
		Milestone: in.Code, DecidedOn: domain.Day(in.Decided), Decision: typedText(v.Lang, in.Decision),
	}, in.Version)
}

type followUpForm struct {
	State   string `form:"state" validate:"required,code"`
	Target  string `form:"target" validate:"omitempty,key"`
	Action  string `form:"action" validate:"max=400"`
	DueOn   string `form:"due_on" validate:"omitempty,day"`
	Contact string `form:"contact" validate:"max=200"`
	Note    string `form:"note" validate:"max=1000" lines:"yes"`
}

func (p *Work) addFollowUp(v visit, w *ledger.Writer, in followUpForm) (result, error) {
	_, err := worklist.AddFollowUp(v, w, worklist.NewFollowUp{
		State: in.State, Target: in.Target, Action: in.Action, DueOn: domain.Day(in.DueOn), Contact: in.Contact,
		Note: in.Note,
	})
	if in.Target == "" {
		return v.to("/worklist?tab=follow_ups&said=reminded"), err
	}
	return v.toItem(in.Target, "reminded"), err
}

type completeFollowUpForm struct {
	ID int64 `form:"id" default:"0" validate:"gte=1"`
}

func (p *Work) completeFollowUp(v visit, w *ledger.Writer, in completeFollowUpForm) (result, error) {
	return v.to("/worklist?tab=follow_ups&said=completed"), worklist.CompleteFollowUp(v, w, in.ID)
}

// toItem leads back to an item's page once something was done there.
func (v visit) toItem(code, said string) result {
	return v.to(itemPath(code) + "?said=" + said)
}

// typedText is a text that somebody typed in the page's language; nothing typed is none.
func typedText(lang, typed string) domain.Text {
	if strings.TrimSpace(typed) == "" {
		return domain.Text{}
	}
	return domain.NewText(lang, typed)
}
