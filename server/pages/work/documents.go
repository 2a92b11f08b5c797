package work

import (
	"context"
	"slices"
	"strconv"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/pages/render"
	"jalons/server/tracker"
	"jalons/server/web"
	"jalons/server/worklist"
)

// documentsData is a state's reports and signed documents, and what may be done about them.
type documentsData struct {
	States         []stateChoice
	State          string
	Name           domain.Text
	WithoutLiaison bool // nobody speaks for the state: letters approve
	Reports        []tracker.StoredReport
	Documents      []tracker.Document
}

type documentsPage struct {
	State string `query:"state" validate:"omitempty,code"`
	Said  string `query:"said" validate:"omitempty,oneof=recorded confirmed refused"`
}

func (p *Work) documents(v visit, in documentsPage) (*render.Page, error) {
	var data documentsData
	var err error
	if data.States, err = p.choices(v, func(s tracker.State) bool {
		return v.rights.Speaks(s.Code) || v.rights.Keeps(s.Code) && s.Membership != "left"
	}); err != nil {
		return nil, err
	}
	state := in.State
	if len(data.States) == 1 && state == "" {
		state = data.States[0].Code
	}
	if i := slices.IndexFunc(data.States, func(s stateChoice) bool { return s.Code == state }); i >= 0 {
		data.State, data.Name = state, data.States[i].Name
		without, err := p.work.WithoutLiaison(v, []string{state})
		if err != nil {
			return nil, err
		}
		data.WithoutLiaison = without[state] && v.rights.Keeps(state)
		if data.Reports, _, err = p.Tracker.Reports(
			v, tracker.ReportFilter{State: state}, domain.Page{Limit: 50},
		); err != nil {
			return nil, err
		}
	}
	if data.Documents, err = p.Tracker.Documents(v, v.rights); err != nil {
		return nil, err
	}
	return &render.Page{
		Template: "documents", Section: "documents", Path: "/documents", Title: p.Texts.T(v.Lang, "document.title"),
		Description: p.Texts.T(v.Lang, "document.title"), Flash: p.said(v, "document.said_"+in.Said), Data: data,
	}, nil
}

type reportForm struct {
	State string `form:"state" validate:"required,code"`
}

// generateReport keeps a state's report as of now and shows it.
func (p *Work) generateReport(v visit, request ledger.Request, in reportForm) (result, error) {
	code, err := p.Tracker.GenerateReport(v, request, in.State)
	return v.to("/reports/" + code), err
}

// newDocumentData is the form that records a signed report, or a letter with the statements that it names.
type newDocumentData struct {
	State  string
	Name   domain.Text
	Report *tracker.Report // nil for a letter
	Items  []worklist.Item // what a letter may name
	Today  domain.Day
}

type newDocumentPage struct {
	State  string `query:"state" validate:"required_without=Report,omitempty,code"`
	Report string `query:"report" validate:"omitempty,key"`
}

func (p *Work) newDocument(v visit, in newDocumentPage) (*render.Page, error) {
	data := newDocumentData{State: in.State, Today: p.Tracker.Today()}
	if in.Report != "" {
		_, content, err := p.Tracker.Report(v, in.Report)
		if err != nil {
			return nil, err
		}
		if data.Report, err = tracker.ReadReport(content); err != nil {
			return nil, err
		}
		data.State = data.Report.State
	}
	of, err := p.Tracker.State(v, data.State, domain.View{})
	if err != nil {
		return nil, err
	}
	if !v.rights.Speaks(data.State) && !v.rights.Keeps(data.State) {
		return nil, &domain.Error{Kind: domain.Forbidden, Code: "out_of_scope"}
	}
	data.Name = of.Name
	if data.Report == nil {
		if data.Items, err = p.work.AwaitingReview(v, v.rights, data.State); err != nil {
			return nil, err
		}
	}
	title := p.Texts.T(v.Lang, "document.new_letter")
	if data.Report != nil {
		title = p.Texts.T(v.Lang, "document.new_report")
	}
	return &render.Page{
		Template: "new_document", Section: "documents", Path: "/documents/new", Title: title, Description: title,
		Data: data,
	}, nil
}

type documentForm struct {
	State     string      `form:"state" validate:"required_without=Report,omitempty,code"`
	Report    string      `form:"report" validate:"omitempty,key"`
	Rows      []string    `form:"row"`
	Signatory string      `form:"signatory" validate:"max=200"`
	SignedOn  string      `form:"signed_on" validate:"omitempty,day"`
	File      *web.Upload `file:"file"`
}

// addDocument records a signed document.
func (p *Work) addDocument(v visit, request ledger.Request, in documentForm) (result, error) {
	n := tracker.NewDocument{
		State: in.State, Report: in.Report, Signatory: in.Signatory, SignedOn: domain.Day(in.SignedOn),
	}
	var err error
	if n.Statements, err = readRows(in.Rows); err != nil {
		return result{}, err
	}
	if in.File != nil {
		if n.File, err = p.files.Keep(v, in.File.Name, in.File.File); err != nil {
			return result{}, err
		}
	}
	done, err := ledger.WriteAs(v, p.Tracker.Ledger, request, func(w *ledger.Writer) (tracker.Signed, error) {
		return tracker.AddDocument(v, w, n)
	})
	if err != nil {
		return result{}, err
	}
	if done.Waits {
		return v.to("/documents?said=recorded"), nil
	}
	out := p.documentDecided(v, "signed", done)
	out.page = func(v visit) (*render.Page, error) { return p.document(v, documentPage{done.Document}) }
	return out, nil
}

// documentDecided says of each statement that a document names what came of it.
func (p *Work) documentDecided(v visit, said string, done tracker.Signed) result {
	return result{
		Flash: p.said(v, "document.said_"+said), Results: p.tell(v, done.Outcomes, "inbox.said_approved"),
	}
}

// documentData is a signed document with the statements that it names.
type documentData struct {
	*tracker.DocumentDetail
	Keeps bool
}

type documentPage struct {
	ID int64 `path:"id" validate:"gte=1"`
}

func (p *Work) document(v visit, in documentPage) (*render.Page, error) {
	document, err := p.Tracker.Document(v, v.rights, in.ID)
	if err != nil {
		return nil, err
	}
	title := p.Texts.T(v.Lang, "document.one", "n", int(in.ID))
	return &render.Page{
		Template: "document", Section: "documents", Path: "/documents/" + strconv.FormatInt(in.ID, 10), Title: title,
		Description: title, Data: documentData{document, v.rights.Keeps(document.State)},
	}, nil
}

func (p *Work) documentFile(v visit, in documentPage) (*render.Page, error) {
	return p.sendDocument(v, in, p.Tracker.DocumentFile, true)
}

func (p *Work) documentThumbnail(v visit, in documentPage) (*render.Page, error) {
	return p.sendDocument(v, in, p.Tracker.DocumentThumbnail, false)
}

func (p *Work) sendDocument(
	v visit, in documentPage, read func(context.Context, *ledger.Rights, int64) (*tracker.File, error), attach bool,
) (*render.Page, error) {
	file, err := read(v, v.rights, in.ID)
	if err != nil {
		return nil, err
	}
	who, content := strconv.FormatInt(v.person.ID, 10), p.files.Open(v, file.SHA256, file.Size)
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
}

// decideDocument is what a second member of staff says of a document that a first one recorded.
func (p *Work) decideDocument(v visit, w *ledger.Writer, in decideDocumentForm) (result, error) {
	if in.Act == "refuse" {
		return v.to("/documents?said=refused"), tracker.RefuseDocument(v, w, in.ID, in.Reason)
	}
	done, err := tracker.ConfirmDocument(v, w, in.ID)
	return p.documentDecided(v, "confirmed", done), err
}
