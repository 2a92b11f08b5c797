package work

import (
	"strconv"
	"strings"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/pages/render"
	"jalons/server/tracker"
	"jalons/server/web"
	"jalons/server/worklist"
)

// inboxData is what waits for a person's word, by commitment.
type inboxData struct {
	Groups   []inboxGroup
	Count    int
	Old      int
	Answered []worklist.Item
	Filter   string
	Ticked   bool // something may be approved with others
	Speaks   bool // the person speaks for a state at all
}

// inboxGroup is the statements about one commitment, or one city.
type inboxGroup struct {
	Code  string
	Title domain.Text
	Path  string
	Items []worklist.Awaiting
}

type inboxPage struct {
	Show string `query:"show" validate:"omitempty,inbox_filter"`
	Said string `query:"said" validate:"omitempty,oneof=approved sent_back revoked delegated ended handed_over"`
}

func (p *Work) inbox(v visit, in inboxPage) (*render.Page, error) {
	box, err := p.work.Inbox(v, v.rights)
	if err != nil {
		return nil, err
	}
	data := inboxData{
		Filter: in.Show, Old: box.Old, Answered: box.Answered, Speaks: len(v.rights.Mandates) > 0,
	}
	for _, a := range box.Items {
		if !shows(data.Filter, a) {
			continue
		}
		data.Count++
		data.Ticked = data.Ticked || a.Alone == ""
		group := inboxGroup{Code: a.Commitment, Title: a.CommitmentTitle, Path: "/commitments/" + a.Commitment}
		if a.City() {
			group = inboxGroup{Code: a.Code, Title: a.Title, Path: "/cities/" + a.Code}
		}
		if n := len(data.Groups); n == 0 || data.Groups[n-1].Code != group.Code {
			data.Groups = append(data.Groups, group)
		}
		last := &data.Groups[len(data.Groups)-1]
		last.Items = append(last.Items, a)
	}
	return &render.Page{
		Template: "inbox", Section: "inbox", Scripts: []string{"worklist.js"}, Kept: p.Tracker.Now(), Path: "/inbox",
		Title: p.Texts.T(v.Lang, "inbox.title"), Description: p.Texts.T(v.Lang, "inbox.title"),
		Flash: p.said(v, "inbox.said_"+in.Said), Data: data,
	}, nil
}

// shows says that a statement passes the filter: only those that say completed, with evidence or without.
func shows(filter string, a worklist.Awaiting) bool {
	switch filter {
	case string(domain.LevelCompleted):
		return domain.Level(a.Declared) == domain.LevelCompleted
	case "proven":
		return len(a.Proofs) > 0
	case "unproven":
		return len(a.Proofs) == 0
	}
	return true
}

// readingData is one statement as its reviewer reads it.
type readingData struct{ *worklist.Reading }

type readingPage struct {
	ID   int64  `path:"id" validate:"gte=1"`
	Said string `query:"said" validate:"omitempty,oneof=approved sent_back revoked"`
}

func (p *Work) reading(v visit, in readingPage) (*render.Page, error) {
	reading, err := p.work.Reading(v, v.rights, in.ID)
	if err != nil {
		return nil, err
	}
	title, _ := reading.Title.Pick(v.Lang)
	return &render.Page{
		Template: "reading", Section: "inbox", Scripts: []string{"worklist.js"}, Kept: p.Tracker.Now(),
		Path: "/inbox/" + strconv.FormatInt(in.ID, 10), Title: title, Description: title,
		Flash: p.said(v, "inbox.said_"+in.Said), Data: readingData{reading},
	}, nil
}

type reviewForm struct {
	ID      int64          `path:"id" validate:"gte=1"`
	Hash    string         `form:"hash" validate:"max=64"`
	Outcome domain.Outcome `form:"outcome" validate:"outcome"`
	Canned  string         `form:"canned" validate:"omitempty,oneof=evidence level day text"`
	Comment string         `form:"comment" validate:"max=2000" lines:"yes"`
}

// review approves a statement or sends it back. Of the reasons to choose from, the one that was chosen
// stands before what was typed.
func (p *Work) review(v visit, w *ledger.Writer, in reviewForm) (result, error) {
	comment := strings.TrimSpace(in.Comment)
	if in.Canned != "" && in.Outcome != domain.OutcomeApproved {
		comment = strings.TrimSpace(p.Texts.T(v.Lang, "inbox.canned_"+in.Canned) + "\n" + comment)
	}
	_, err := tracker.Review(v, w, tracker.NewReview{
		Statement: in.ID, Outcome: in.Outcome, Hash: in.Hash, Comment: comment,
	})
	return v.to("/inbox?said=" + string(in.Outcome)), err
}

type revokeForm struct {
	ID     int64  `path:"id" validate:"gte=1"`
	Reason string `form:"reason" validate:"max=400" lines:"yes"`
}

func (p *Work) revoke(v visit, w *ledger.Writer, in revokeForm) (result, error) {
	return v.to("/inbox/" + strconv.FormatInt(in.ID, 10) + "?said=revoked"), tracker.Revoke(v, w, in.ID, in.Reason)
}

type handOverForm struct {
	ID   int64  `path:"id" validate:"gte=1"`
	To   int64  `form:"to" default:"0" validate:"gte=1"`
	Note string `form:"note" validate:"max=400" lines:"yes"`
}

func (p *Work) handOver(v visit, w *ledger.Writer, in handOverForm) (result, error) {
	return v.to("/inbox?said=handed_over"), tracker.HandOver(v, w, in.ID, in.To, in.Note)
}

// batchData is what a person is about to approve, each named.
type batchData struct {
	Items  []worklist.Awaiting
	States []domain.Text
}

type batchPage struct {
	Rows []int64 `query:"row"`
}

// batch names what was ticked before anything is approved. What may not be approved with others is left out.
func (p *Work) batch(v visit, in batchPage) (*render.Page, error) {
	box, err := p.work.Inbox(v, v.rights)
	if err != nil {
		return nil, err
	}
	ticked, data, states := map[int64]bool{}, batchData{}, map[string]bool{}
	for _, id := range in.Rows {
		ticked[id] = true
	}
	for _, a := range box.Items {
		if !ticked[a.Statement] || a.Alone != "" {
			continue
		}
		data.Items = append(data.Items, a)
		if !states[a.State] {
			states[a.State] = true
			data.States = append(data.States, a.StateName)
		}
	}
	if len(data.Items) == 0 {
		page, err := p.inbox(v, inboxPage{})
		if err != nil {
			return nil, err
		}
		page.Flash = &render.Flash{Words: p.Texts.T(v.Lang, "inbox.nothing_ticked")}
		return page, nil
	}
	return &render.Page{
		Template: "batch", Section: "inbox", Path: "/inbox/batch", Title: p.Texts.T(v.Lang, "batch.title"),
		Description: p.Texts.T(v.Lang, "batch.title"), Data: data,
	}, nil
}

type approveForm struct {
	Rows []string `form:"row"`
}

// approve approves each row, given as statement@hash, and says of each what came of it.
func (p *Work) approve(v visit, request ledger.Request, in approveForm) (result, error) {
	read, err := readRows(in.Rows)
	if err != nil {
		return result{}, err
	}
	outcomes, err := p.work.Approve(v, request, read)
	if err != nil {
		return result{}, err
	}
	return result{
		Results: p.tell(v, outcomes, "inbox.said_approved"),
		page:    func(v visit) (*render.Page, error) { return p.inbox(v, inboxPage{}) },
	}, nil
}

// readRows reads rows that were ticked, each statement@hash@code.
func readRows(rows []string) ([]tracker.Read, error) {
	read := make([]tracker.Read, 0, len(rows))
	for _, row := range rows {
		number, rest, _ := strings.Cut(row, "@")
		hash, code, found := strings.Cut(rest, "@")
		id, err := strconv.ParseInt(number, 10, 64)
		if err != nil || !found || len(hash) != 64 {
			return nil, &web.Refusal{Status: 400, Code: "form_malformed"}
		}
		read = append(read, tracker.Read{Statement: id, Code: code, Hash: hash})
	}
	return read, nil
}
