package work

import (
	"net/url"
	"strconv"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/pages/render"
	"jalons/server/tracker"
	"jalons/server/worklist"
)

// worklistData is what a person has to do.
type worklistData struct {
	*worklist.Part
	Tabs      []tab
	Rows      []worklistRow
	FollowUps []worklist.FollowUp
	States    []stateChoice // whose follow-ups the person keeps; none for a liaison
	Pager     render.Pager
	Done      *doneData
	Today     domain.Day
	Page      int
}

type tab struct {
	Name    string
	Count   int
	Current bool
	Address string
}

// worklistRow is an item with its form, where that is open.
type worklistRow struct {
	worklist.Item
	Days int // days that it is late, or until it is due
	Form *updateData
	Next string // code of the row below
	Open string // address that opens the form
}

// doneData is what was just recorded, and can be taken back for a moment.
type doneData struct {
	worklist.Content
	City bool
	Undo bool
}

type worklistQuery struct {
	Tab  string `query:"tab" validate:"omitempty,oneof=sent_back late waiting soon dead stale follow_ups drafts"`
	Page int    `query:"page" default:"1" validate:"gte=1,lte=1000"`
	Open string `query:"open" validate:"omitempty,key"`
	Done int64  `query:"done" default:"0" validate:"gte=0"`
	Said string `query:"said" validate:"omitempty,oneof=draft undone corrected completed reminded file moved withdrawn dropped"`
}

func (p *Work) worklist(v visit, in worklistQuery) (*render.Page, error) {
	return p.worklistWith(v, in, nil)
}

// worklistWith is the worklist with a form as it was sent, where it has to be shown again.
func (p *Work) worklistWith(v visit, in worklistQuery, form *updateData) (*render.Page, error) {
	q, err := p.work.Part(v, v.rights, in.Tab, (max(in.Page, 1)-1)*worklist.PageSize)
	if err != nil {
		return nil, err
	}
	data := worklistData{Part: q, Today: p.Tracker.Today(), Page: max(in.Page, 1)}
	for _, name := range worklist.Tabs() {
		data.Tabs = append(data.Tabs, tab{name, q.Counts[name], name == q.Tab, p.worklistAddress(v, name, 1)})
	}
	if q.Tab == "follow_ups" {
		if data.FollowUps, err = p.work.FollowUps(v, v.rights); err != nil {
			return nil, err
		}
		if data.States, err = p.choices(v, func(s tracker.State) bool {
			return v.rights.Keeps(s.Code) && s.Membership != "left"
		}); err != nil {
			return nil, err
		}
	}
	if data.Rows, err = p.worklistRows(v, q, in, form); err != nil {
		return nil, err
	}
	if data.Done, err = p.done(v, in.Done); err != nil {
		return nil, err
	}
	data.Pager = p.worklistPager(v, q, in.Page)
	return &render.Page{
		Template: "worklist", Section: "worklist", Scripts: []string{"worklist.js"},
		Title:       p.Texts.T(v.Lang, "worklist.title"),
		Description: p.Texts.T(v.Lang, "worklist.title"), Flash: p.recorded(v, in.Said), Data: data,
	}, nil
}

// recorded is the flash of what was recorded; of a file that could not be kept it is no good news.
func (p *Work) recorded(v visit, said string) *render.Flash {
	flash := p.said(v, "worklist.said_"+said)
	if said == "file" {
		flash.Good = false
	}
	return flash
}

func (p *Work) worklistAddress(v visit, tab string, number int) string {
	q := url.Values{"tab": {tab}}
	if number > 1 {
		q.Set("page", strconv.Itoa(number))
	}
	return "/" + v.Lang + "/worklist?" + q.Encode()
}

func (p *Work) worklistRows(v visit, q *worklist.Part, in worklistQuery, form *updateData) ([]worklistRow, error) {
	rows := make([]worklistRow, len(q.Items))
	for i, item := range q.Items {
		row := worklistRow{
			Item: item,
			Open: p.worklistAddress(v, q.Tab, in.Page) + "&open=" + url.QueryEscape(item.Code) + "#" + item.Code,
		}
		if item.DueOn != "" {
			row.Days = p.Tracker.Today().DaysUntil(item.DueOn)
		}
		if i+1 < len(q.Items) {
			row.Next = q.Items[i+1].Code
		}
		var err error
		switch {
		case form != nil && form.Item.Code == item.Code:
			row.Form = form
		case form == nil && in.Open == item.Code:
			row.Form, err = p.freshForm(v, item)
		}
		if err != nil {
			return nil, err
		}
		if row.Form != nil {
			row.Form.Next, row.Form.Tab, row.Form.Page = row.Next, q.Tab, max(in.Page, 1)
		}
		rows[i] = row
	}
	return rows, nil
}

func (p *Work) worklistPager(v visit, q *worklist.Part, number int) render.Pager {
	number = max(number, 1)
	from := (number-1)*worklist.PageSize + 1
	pg := render.Pager{From: from, To: from + len(q.Items) - 1, Total: q.Counts[q.Tab]}
	if number > 1 {
		pg.First = p.worklistAddress(v, q.Tab, 1)
	}
	if pg.To < pg.Total {
		pg.Next = p.worklistAddress(v, q.Tab, number+1)
	}
	return pg
}

// done tells of a statement that was just made; one that is missing or foreign is ignored.
func (p *Work) done(v visit, statement int64) (*doneData, error) {
	if statement == 0 {
		return nil, nil // nothing was made
	}
	reading, err := p.work.Reading(v, v.rights, statement)
	if domain.CodeOf(err) != "" {
		return nil, nil // an old address says nothing
	}
	if err != nil {
		return nil, err
	}
	made := reading.DeclaredAt
	return &doneData{Content: reading.Now, City: reading.City(), Undo: reading.Now.Mine && !reading.Now.Gone &&
		made != nil && p.Tracker.Now().Sub(*made) < undoTime}, nil
}

type confirmForm struct {
	Rows []string `form:"row" validate:"max=300"`
	Tab  string   `form:"tab" validate:"omitempty,oneof=sent_back late waiting soon dead stale follow_ups drafts"`
	Page int      `form:"page" default:"1" validate:"gte=1,lte=1000"`
}

// confirm says of each ticked row, given as code@version, that nothing has changed.
func (p *Work) confirm(v visit, w *ledger.Writer, in confirmForm) (result, error) {
	seen := make([]tracker.Seen, 0, len(in.Rows))
	for _, row := range in.Rows {
		code, version, ok := cutVersion(row)
		if !ok {
			return result{}, &domain.Error{Kind: domain.Invalid, Code: "form_malformed"}
		}
		seen = append(seen, tracker.Seen{Code: code, Version: version})
	}
	outcomes, err := tracker.Confirm(v, w, seen)
	return result{Results: p.tell(v, outcomes, "worklist.confirmed")}, err
}
