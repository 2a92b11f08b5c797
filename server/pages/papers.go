package pages

import (
	"context"
	"slices"
	"strconv"

	"jalons/server/desk"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
	"jalons/server/web"
	"jalons/server/worklist"
)

// documentsData is a state's reports and signed papers, and what may be done about them.
type documentsData struct {
	States  []stateChoice
	State   string
	Name    domain.Text
	Mute    bool // nobody speaks for the state: letters approve
	Reports []tracker.StoredReport
	Papers  []desk.Document
	Said    *flash
	Key     string
}

type documentsPage struct {
	State string `query:"state" validate:"omitempty,code"`
	Said  string `query:"said" validate:"omitempty,oneof=recorded confirmed refused"`
}

func (p *Pages) documents(v visit, in documentsPage) (*page, error) {
	var done *flash
	if in.Said != "" {
		done = &flash{Good: true, Words: p.texts.T(v.lang, "paper.said_"+in.Said)}
	}
	return p.documentsWith(v, in.State, done)
}

func (p *Pages) documentsWith(v visit, state string, done *flash) (*page, error) {
	rights, err := p.desk.Rights(v, v.person.ID)
	if err != nil {
		return nil, err
	}
	data := documentsData{Said: done, Key: newKey()}
	if data.States, err = p.choices(v, func(s tracker.State) bool {
		return rights.Speaks(s.Code) || rights.Keeps(s.Code) && s.Membership != "left"
	}); err != nil {
		return nil, err
	}
	if len(data.States) == 1 && state == "" {
		state = data.States[0].Code
	}
	if i := slices.IndexFunc(data.States, func(s stateChoice) bool { return s.Code == state }); i >= 0 {
		data.State, data.Name = state, data.States[i].Name
		mute, err := p.desk.WithoutLiaison(v, []string{state})
		if err != nil {
			return nil, err
		}
		data.Mute = mute[state] && rights.Keeps(state)
		if data.Reports, _, err = p.tracker.Reports(
			v, tracker.ReportFilter{State: state}, domain.Page{Limit: 50},
		); err != nil {
			return nil, err
		}
	}
	if data.Papers, err = p.desk.Documents(v, rights); err != nil {
		return nil, err
	}
	return &page{
		Template: "documents", Section: "papers", Path: "/documents", Title: p.texts.T(v.lang, "paper.title"),
		Description: p.texts.T(v.lang, "paper.title"), Data: data,
	}, nil
}

type reportForm struct {
	State string `form:"state" validate:"required,code"`
	Key   string `form:"key" validate:"max=200"`
}

// generateReport keeps a state's report as of now and shows it.
func (p *Pages) generateReport(v visit, in reportForm) (*page, error) {
	code, err := p.desk.GenerateReport(v, p.caller(v, in.Key, in.State), in.State)
	if err != nil {
		return p.again(v, err, func(wrong *flash) (*page, error) { return p.documentsWith(v, in.State, wrong) })
	}
	return nil, seeOther{"/" + v.lang + "/reports/" + code}
}

// newDocumentData is the form that records a signed report, or a letter with the statements that it names.
type newDocumentData struct {
	State  string
	Name   domain.Text
	Report *desk.Report    // nil for a letter
	Items  []worklist.Item // what a letter may name
	Said   *flash
	Key    string
	Today  domain.Day
}

type newDocumentPage struct {
	State  string `query:"state" validate:"required_without=Report,omitempty,code"`
	Report string `query:"report" validate:"omitempty,key"`
}

func (p *Pages) newDocument(v visit, in newDocumentPage) (*page, error) {
	return p.newDocumentWith(v, in.State, in.Report, nil)
}

func (p *Pages) newDocumentWith(v visit, state, report string, wrong *flash) (*page, error) {
	rights, err := p.desk.Rights(v, v.person.ID)
	if err != nil {
		return nil, err
	}
	data := newDocumentData{State: state, Said: wrong, Key: newKey(), Today: p.desk.Today()}
	if report != "" {
		_, content, err := p.tracker.Report(v, report)
		if err != nil {
			return nil, err
		}
		if data.Report, err = desk.ReadReport(content); err != nil {
			return nil, err
		}
		data.State = data.Report.State
	}
	of, err := p.tracker.State(v, data.State, domain.View{})
	if err != nil {
		return nil, err
	}
	if !rights.Speaks(data.State) && !rights.Keeps(data.State) {
		return nil, &domain.Error{Kind: domain.Forbidden, Code: "out_of_scope"}
	}
	data.Name = of.Name
	if data.Report == nil {
		if data.Items, err = p.work.AwaitingReview(v, rights, data.State); err != nil {
			return nil, err
		}
	}
	title := p.texts.T(v.lang, "paper.new_letter")
	if data.Report != nil {
		title = p.texts.T(v.lang, "paper.new_report")
	}
	return &page{
		Template: "new_document", Section: "papers", Path: "/documents/new", Title: title, Description: title,
		Data: data,
	}, nil
}

type documentForm struct {
	State     string      `form:"state" validate:"required_without=Report,omitempty,code"`
	Report    string      `form:"report" validate:"omitempty,key"`
	Rows      []string    `form:"row"`
	Signatory string      `form:"signatory" validate:"max=200"`
	SignedOn  string      `form:"signed_on" validate:"omitempty,day"`
	Key       string      `form:"key" validate:"max=200"`
	File      *web.Upload `file:"file"`
}

// signDocument records a signed paper.
func (p *Pages) addDocument(v visit, in documentForm) (*page, error) {
	n := tracker.NewDocument{
		State: in.State, Report: in.Report, Signatory: in.Signatory, SignedOn: domain.Day(in.SignedOn),
	}
	var err error
	if n.Statements, err = readRows(in.Rows); err != nil {
		return nil, err
	}
	if in.File != nil {
		n.File, err = p.desk.Files.Keep(v, in.File.Name, in.File.File)
	}
	var done desk.Signed
	if err == nil {
		done, err = p.desk.SignDocument(v, p.caller(v, in.Key, n), n)
	}
	if err != nil {
		return p.again(v, err, func(wrong *flash) (*page, error) {
			return p.newDocumentWith(v, in.State, in.Report, wrong)
		})
	}
	if done.Waits {
		return nil, seeOther{"/" + v.lang + "/documents?said=recorded"}
	}
	return p.documentWith(
		v, done.Document, &flash{Good: true, Words: p.texts.T(v.lang, "paper.said_signed")},
		p.tell(v, done.Outcomes, "inbox.said_approved"),
	)
}

// documentData is a signed paper with the statements that it names.
type documentData struct {
	*desk.DocumentDetail
	Keeps    bool
	Said     *flash
	Outcomes []told
	Key      string
}

type documentPage struct {
	ID int64 `path:"id" validate:"gte=1"`
}

func (p *Pages) document(v visit, in documentPage) (*page, error) {
	return p.documentWith(v, in.ID, nil, nil)
}

func (p *Pages) documentWith(v visit, id int64, done *flash, outcomes []told) (*page, error) {
	rights, err := p.desk.Rights(v, v.person.ID)
	if err != nil {
		return nil, err
	}
	paper, err := p.desk.Document(v, rights, id)
	if err != nil {
		return nil, err
	}
	data := documentData{
		DocumentDetail: paper, Keeps: rights.Keeps(paper.State), Said: done, Outcomes: outcomes, Key: newKey(),
	}
	title := p.texts.T(v.lang, "paper.one", "n", int(id))
	return &page{
		Template: "document", Section: "papers", Path: "/documents/" + strconv.FormatInt(id, 10), Title: title,
		Description: title, Data: data,
	}, nil
}

func (p *Pages) documentFile(v visit, in documentPage) (*page, error) {
	return p.sendDocument(v, in, p.desk.DocumentFile, true)
}

func (p *Pages) documentThumbnail(v visit, in documentPage) (*page, error) {
	return p.sendDocument(v, in, p.desk.DocumentThumbnail, false)
}

func (p *Pages) sendDocument(
	v visit, in documentPage, read func(context.Context, *ledger.Rights, int64) (*tracker.File, error), attach bool,
) (*page, error) {
	rights, err := p.desk.Rights(v, v.person.ID)
	if err != nil {
		return nil, err
	}
	file, err := read(v, rights, in.ID)
	if err != nil {
		return nil, err
	}
	who, content := strconv.FormatInt(v.person.ID, 10), p.desk.Files.Open(v, file.SHA256, file.Size)
	if err := (web.Sending{
		File: file, Content: content, Attach: attach, Bound: p.guard.Bounds.Private, Who: who,
	}).Send(v.gin); err != nil {
		return nil, err
	}
	return nil, errSent
}

type decideDocumentForm struct {
	ID     int64  `path:"id" validate:"gte=1"`
	Act    string `form:"act" validate:"oneof=confirm refuse"`
	Reason string `form:"reason" validate:"max=400" lines:"yes"`
	Key    string `form:"key" validate:"max=200"`
}

// decideDocument is what a second member of staff says of a paper that a first one recorded.
func (p *Pages) decideDocument(v visit, in decideDocumentForm) (*page, error) {
	caller := p.caller(v, in.Key, []any{in.ID, in.Act, in.Reason})
	var done desk.Signed
	var err error
	if in.Act == "confirm" {
		done, err = ledger.WriteAs(v, p.desk.Ledger, caller, func(w *ledger.Writer) (desk.Signed, error) {
			return desk.ConfirmDocument(v, w, in.ID)
		})
	} else {
		err = ledger.Perform(v, p.desk.Ledger, caller, func(w *ledger.Writer) error {
			return tracker.RefuseDocument(v, w, in.ID, in.Reason)
		})
	}
	if err != nil {
		return p.again(v, err, func(wrong *flash) (*page, error) { return p.documentWith(v, in.ID, wrong, nil) })
	}
	if in.Act == "refuse" {
		return nil, seeOther{"/" + v.lang + "/documents?said=refused"}
	}
	return p.documentWith(
		v, in.ID, &flash{Good: true, Words: p.texts.T(v.lang, "paper.said_confirmed")},
		p.tell(v, done.Outcomes, "inbox.said_approved"),
	)
}
