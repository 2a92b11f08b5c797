package api

import (
	"context"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/files"
	"jalons/server/ledger"
	"jalons/server/tracker"
	"jalons/server/web"
	"jalons/server/worklist"
)

// workEndpoints are what people who have signed in see and do: methods with their inputs.
type workEndpoints struct {
	*tracker.Tracker
	work    *worklist.Worklist
	files   *files.Store
	inviter web.Inviter
}

type worklistIn struct {
	Tab    string `query:"tab" validate:"omitempty,oneof=sent_back late waiting soon dead stale drafts" doc:"which part; the first that has rows where it is not given"`
	Offset int    `query:"offset" default:"0" validate:"gte=0,lte=100000" doc:"how many rows to pass over"`
}

type worklistOut struct {
	Tab    string          `json:"tab" doc:"the part that is given"`
	Items  []worklist.Item `json:"items" doc:"at most fifty rows, the most pressing first"`
	Counts map[string]int  `json:"counts" doc:"rows in each part"`
}

func (e workEndpoints) worklist(ctx context.Context, p *account.Person, in worklistIn) (worklistOut, error) {
	rights, err := e.Rights(ctx, p.ID)
	if err != nil {
		return worklistOut{}, err
	}
	q, err := e.work.Part(ctx, rights, in.Tab, in.Offset)
	if err != nil {
		return worklistOut{}, err
	}
	return worklistOut{q.Tab, q.Items, q.Counts}, nil
}

type targetIn struct {
	Code string `path:"code" validate:"key" doc:"code of the milestone, indicator or city"`
}

func (e workEndpoints) item(ctx context.Context, p *account.Person, in targetIn) (*worklist.Item, error) {
	rights, err := e.Rights(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	return e.work.Item(ctx, rights, in.Code)
}

type inboxOut struct {
	Items []worklist.Awaiting `json:"items" doc:"statements that wait, by commitment, the oldest first"`
}

func (e workEndpoints) inbox(ctx context.Context, p *account.Person, _ None) (inboxOut, error) {
	rights, err := e.Rights(ctx, p.ID)
	if err != nil {
		return inboxOut{}, err
	}
	box, err := e.work.Inbox(ctx, rights)
	if err != nil {
		return inboxOut{}, err
	}
	return inboxOut{box.Items}, nil
}

type delegationsOut struct {
	Items []account.Delegation `json:"items" doc:"the latest first"`
}

func (e workEndpoints) delegations(ctx context.Context, p *account.Person, _ None) (out delegationsOut, err error) {
	out.Items, err = e.inviter.People.Delegations(ctx, p.ID)
	return out, err
}

type followUpsOut struct {
	Items []worklist.FollowUp `json:"items" doc:"the first due first"`
}

func (e workEndpoints) followUps(ctx context.Context, p *account.Person, _ None) (out followUpsOut, err error) {
	rights, err := e.Rights(ctx, p.ID)
	if err != nil {
		return out, err
	}
	out.Items, err = e.work.FollowUps(ctx, rights)
	return out, err
}

type proofIn struct {
	URL     string `body:"url" validate:"required,http_url,max=2000" doc:"its address"`
	Title   string `body:"title" validate:"max=200" doc:"its title; its address where none is given"`
	Kind    string `body:"kind" validate:"omitempty,evidence_kind" doc:"what it is; other where nothing is given"`
	Locator string `body:"locator" validate:"max=200" doc:"where in it"`
}

type declareIn struct {
	Version   int64          `header:"If-Match" default:"0" validate:"gte=1" doc:"the version of the target that the caller saw, as /worklist/{code} gives it"`
	Target    string         `body:"target" validate:"required,key" doc:"code of the milestone, indicator or city"`
	Lang      string         `body:"lang" validate:"required,language" doc:"language of the texts"`
	Level     domain.Level   `body:"level" validate:"omitempty,level" doc:"level of a milestone or indicator; may be left to the value"`
	Stage     domain.Stage   `body:"stage" validate:"omitempty,stage" doc:"stage of a city"`
	Confirmed bool           `body:"confirmed" doc:"true says that nothing has changed"`
	Value     *float64       `body:"value" doc:"value of an indicator, in its unit"`
	On        string         `body:"on" validate:"required,day" doc:"effective day"`
	Note      string         `body:"note" validate:"max=280" lines:"yes" doc:"what is said in words"`
	Blocker   domain.Cause   `body:"blocker" validate:"omitempty,cause" doc:"a difficulty, of what is late, was moved or fell back"`
	Unproven  string         `body:"unproven" validate:"omitempty,unproven" doc:"why a completed one has no evidence"`
	Speaker   domain.Speaker `body:"speaker" validate:"omitempty,speaker" doc:"in whose name: state for a liaison, programme or city for staff; left out, state for a liaison and programme for staff"`
	Evidence  []proofIn      `body:"evidence" validate:"max=20,dive" doc:"links that support it"`

	File *web.Upload `file:"file" doc:"a file that supports it: PDF, picture, text, table or office document of at most 10 MB"`
}

// evidenceOf reads links as evidence; one without a title is named by its address.
func evidenceOf(lang string, proofs []proofIn, today domain.Day) []tracker.NewEvidence {
	var list []tracker.NewEvidence
	for _, p := range proofs {
		title, kind := p.Title, p.Kind
		if title == "" {
			title = p.URL
		}
		if kind == "" {
			kind = "other"
		}
		list = append(list, tracker.NewEvidence{
			URL: p.URL, Title: domain.NewText(lang, title), Kind: kind, Locator: p.Locator, AccessedOn: today,
		})
	}
	return list
}

// proofs gives the evidence that was sent with a statement.
func (e workEndpoints) proofs(ctx context.Context, in declareIn) ([]tracker.NewEvidence, error) {
	list := evidenceOf(in.Lang, in.Evidence, e.Today())
	file, err := e.fileOf(ctx, in.File)
	if err != nil || file == nil {
		return list, err
	}
	return append(list, tracker.NewEvidence{File: file, Title: domain.NewText(in.Lang, file.Name), Kind: "other"}), nil
}

func (e workEndpoints) declare(ctx context.Context, c ledger.Request, in declareIn) (statementOut, error) {
	note := textOf(in.Lang, in.Note)
	evidence, err := e.proofs(ctx, in)
	if err != nil {
		return statementOut{}, err
	}
	u := tracker.NewUpdate{
		Target: in.Target, Speaker: in.Speaker, Level: in.Level, Confirmed: in.Confirmed, Value: in.Value,
		On: domain.Day(in.On), Note: note,
		Evidence: evidence, Unproven: in.Unproven, Blocker: in.Blocker,
	}
	if in.Stage == "" {
		return ledger.WriteAs(ctx, e.Ledger, c, func(w *ledger.Writer) (statementOut, error) {
			id, err := tracker.Declare(ctx, w, u, in.Version)
			return statementOut{id}, err
		})
	}
	stage, err := u.AsStage(in.Stage)
	if err != nil {
		return statementOut{}, err
	}
	return ledger.WriteAs(ctx, e.Ledger, c, func(w *ledger.Writer) (statementOut, error) {
		id, err := tracker.DeclareStage(ctx, w, stage, in.Version)
		return statementOut{id}, err
	})
}

func textOf(lang, text string) domain.Text {
	if text == "" {
		return domain.Text{}
	}
	return domain.NewText(lang, text)
}

type outcomesOut struct {
	Items []tracker.Outcome `json:"items" doc:"what came of each, in the order in which they were given"`
}

type seenIn struct {
	Code    string `body:"code" validate:"required,key" doc:"code of the target"`
	Version int64  `body:"version" validate:"required,gte=1" doc:"the version that the caller saw"`
}

type confirmIn struct {
	Targets []seenIn `body:"targets" validate:"required,min=1,max=300,dive" doc:"what has not changed"`
}

func (e workEndpoints) confirm(ctx context.Context, w *ledger.Writer, in confirmIn) (out outcomesOut, err error) {
	seen := make([]tracker.Seen, len(in.Targets))
	for i, t := range in.Targets {
		seen[i] = tracker.Seen{Code: t.Code, Version: t.Version}
	}
	out.Items, err = tracker.Confirm(ctx, w, seen)
	return out, err
}
