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
)

// papersData is a state's reports and signed papers, and what may be done about them.
type papersData struct {
	States  []stateChoice
	State   string
	Name    domain.Text
	Mute    bool // nobody speaks for the state: letters approve
	Reports []tracker.KeptReport
	Papers  []desk.Paper
	Said    *said
	Key     string
}

type papersPage struct {
	State string `query:"state" validate:"omitempty,code"`
	Said  string `query:"said" validate:"omitempty,oneof=recorded confirmed refused"`
}

func (p *Pages) papers(v visit, in papersPage) (*page, error) {
	var done *said
	if in.Said != "" {
		done = &said{Good: true, Words: p.texts.T(v.lang, "paper.said_"+in.Said)}
	}
	return p.papersWith(v, in.State, done)
}

func (p *Pages) papersWith(v visit, state string, done *said) (*page, error) {
	rights, err := p.desk.Rights(v, v.person.ID)
	if err != nil {
		return nil, err
	}
	data := papersData{Said: done, Key: newKey()}
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
		mute, err := p.desk.Mute(v, []string{state})
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
	if data.Papers, err = p.desk.Papers(v, rights); err != nil {
		return nil, err
	}
	return &page{
		Template: "documents", Section: "papers", Path: "/documents", Title: p.texts.T(v.lang, "paper.title"),
		Description: p.texts.T(v.lang, "paper.title"), Data: data,
	}, nil
}

type drawUpForm struct {
	State string `form:"state" validate:"required,code"`
	Key   string `form:"key" validate:"max=200"`
}

// drawUp keeps a state's report as of now and shows it.
func (p *Pages) drawUp(v visit, in drawUpForm) (*page, error) {
	code, err := p.desk.DrawUp(v, p.caller(v, in.Key, in.State), in.State)
	if err != nil {
		return p.again(v, err, func(wrong *said) (*page, error) { return p.papersWith(v, in.State, wrong) })
	}
	return nil, seeOther{"/" + v.lang + "/reports/" + code}
}

// newPaperData is the form that records a signed report, or a letter with the statements that it names.
type newPaperData struct {
	State  string
	Name   domain.Text
	Report *desk.Report // nil for a letter
	Items  []desk.Item  // what a letter may name
	Said   *said
	Key    string
	Today  domain.Day
}

type newPaperPage struct {
	State  string `query:"state" validate:"required_without=Report,omitempty,code"`
	Report string `query:"report" validate:"omitempty,key"`
}

func (p *Pages) newPaper(v visit, in newPaperPage) (*page, error) {
	return p.newPaperWith(v, in.State, in.Report, nil)
}

func (p *Pages) newPaperWith(v visit, state, report string, wrong *said) (*page, error) {
	rights, err := p.desk.Rights(v, v.person.ID)
	if err != nil {
		return nil, err
	}
	data := newPaperData{State: state, Said: wrong, Key: newKey(), Today: p.desk.Today()}
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
		if data.Items, err = p.desk.Asked(v, rights, data.State); err != nil {
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

type signForm struct {
	State     string      `form:"state" validate:"required_without=Report,omitempty,code"`
	Report    string      `form:"report" validate:"omitempty,key"`
	Rows      []string    `form:"row"`
	Signatory string      `form:"signatory" validate:"max=200"`
	SignedOn  string      `form:"signed_on" validate:"omitempty,day"`
	Key       string      `form:"key" validate:"max=200"`
	File      *web.Upload `file:"file"`
}

// sign records a signed paper.
func (p *Pages) sign(v visit, in signForm) (*page, error) {
	n := tracker.NewPaper{
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
		done, err = p.desk.Sign(v, p.caller(v, in.Key, n), n)
	}
	if err != nil {
		return p.again(v, err, func(wrong *said) (*page, error) {
			return p.newPaperWith(v, in.State, in.Report, wrong)
		})
	}
	if done.Waits {
		return nil, seeOther{"/" + v.lang + "/documents?said=recorded"}
	}
	return p.paperWith(
		v, done.Paper, &said{Good: true, Words: p.texts.T(v.lang, "paper.said_signed")},
		p.tell(v, done.Outcomes, "inbox.said_approved"),
	)
}

// paperData is a signed paper with the statements that it names.
type paperData struct {
	*desk.PaperDetail
	Keeps    bool
	Said     *said
	Outcomes []told
	Key      string
}

type paperPage struct {
	ID int64 `path:"id" validate:"gte=1"`
}

func (p *Pages) paper(v visit, in paperPage) (*page, error) { return p.paperWith(v, in.ID, nil, nil) }

func (p *Pages) paperWith(v visit, id int64, done *said, outcomes []told) (*page, error) {
	rights, err := p.desk.Rights(v, v.person.ID)
	if err != nil {
		return nil, err
	}
	paper, err := p.desk.Paper(v, rights, id)
	if err != nil {
		return nil, err
	}
	data := paperData{
		PaperDetail: paper, Keeps: rights.Keeps(paper.State), Said: done, Outcomes: outcomes, Key: newKey(),
	}
	title := p.texts.T(v.lang, "paper.one", "n", int(id))
	return &page{
		Template: "document", Section: "papers", Path: "/documents/" + strconv.FormatInt(id, 10), Title: title,
		Description: title, Data: data,
	}, nil
}

func (p *Pages) paperFile(v visit, in paperPage) (*page, error) {
	return p.sendPaper(v, in, p.desk.PaperFile, true)
}

func (p *Pages) paperPicture(v visit, in paperPage) (*page, error) {
	return p.sendPaper(v, in, p.desk.PaperPicture, false)
}

func (p *Pages) sendPaper(
	v visit, in paperPage, read func(context.Context, *ledger.Rights, int64) (*tracker.File, error), attach bool,
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

type endPaperForm struct {
	ID     int64  `path:"id" validate:"gte=1"`
	Act    string `form:"act" validate:"oneof=confirm refuse"`
	Reason string `form:"reason" validate:"max=400" lines:"yes"`
	Key    string `form:"key" validate:"max=200"`
}

// endPaper is what a second member of staff says of a paper that a first one recorded.
func (p *Pages) endPaper(v visit, in endPaperForm) (*page, error) {
	caller := p.caller(v, in.Key, []any{in.ID, in.Act, in.Reason})
	var done desk.Signed
	var err error
	if in.Act == "confirm" {
		done, err = ledger.WriteAs(v, p.desk.Ledger, caller, func(w *ledger.Writer) (desk.Signed, error) {
			return desk.ConfirmPaper(v, w, in.ID)
		})
	} else {
		err = ledger.Perform(v, p.desk.Ledger, caller, func(w *ledger.Writer) error {
			return tracker.RefuseDocument(v, w, in.ID, in.Reason)
		})
	}
	if err != nil {
		return p.again(v, err, func(wrong *said) (*page, error) { return p.paperWith(v, in.ID, wrong, nil) })
	}
	if in.Act == "refuse" {
		return nil, seeOther{"/" + v.lang + "/documents?said=refused"}
	}
	return p.paperWith(
		v, in.ID, &said{Good: true, Words: p.texts.T(v.lang, "paper.said_confirmed")},
		p.tell(v, done.Outcomes, "inbox.said_approved"),
	)
}
