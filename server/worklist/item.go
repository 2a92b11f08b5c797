package worklist

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// Item is one thing that somebody may have to say something about: a milestone without indicators, an
// indicator or a city, with what was last said of it, what stands approved and how it was answered.
type Item struct {
	Kind            string      `json:"kind" db:"kind" doc:"milestone, indicator or city"`
	Code            string      `json:"code" db:"code" doc:"its code"`
	Milestone       string      `json:"milestone" db:"milestone_code" doc:"code of the milestone; empty for a city"`
	Commitment      string      `json:"commitment" db:"commitment_code" doc:"code of the commitment; empty for a city"`
	CommitmentTitle domain.Text `json:"commitment_title" db:"commitment_title" doc:"title of the commitment"`
	State           string      `json:"state" db:"state_code" doc:"code of the government that answers for it"`
	StateName       domain.Text `json:"state_name" db:"state_name" doc:"name of that government"`
	Title           domain.Text `json:"title" db:"title" doc:"what is to be done, or the city's name"`
	DueOn           domain.Day  `json:"due_on" db:"due_on" doc:"date in force; null where there is none"`
	FirstDueOn      domain.Day  `json:"first_due_on" db:"first_due_on" doc:"date first promised"`
	Moved           bool        `json:"moved" db:"moved" doc:"true where its date moved"`
	Late            bool        `json:"late" db:"late" doc:"true where its date has passed and no voice says that it is completed"`
	Version         int64       `json:"version" db:"version" doc:"give it as If-Match with a write"`
	Baseline        *float64    `json:"baseline" db:"baseline" doc:"value at the start, in its unit"`
	Goal            *float64    `json:"goal" db:"goal" doc:"value to be reached, in its unit"`
	Unit            domain.Text `json:"unit" db:"unit" doc:"unit of the values; null where it is no quantity"`
	Declared        string      `json:"declared" db:"declared" doc:"level or stage that was last declared; empty is unknown"`
	DeclaredOn      domain.Day  `json:"declared_on" db:"declared_on" doc:"its effective day"`
	DeclaredAt      *time.Time  `json:"declared_at" db:"declared_at" doc:"when it was recorded"`
	DeclaredValue   *float64    `json:"declared_value" db:"declared_value" doc:"the value that was last declared"`
	Statement       int64       `json:"statement" db:"statement_id" doc:"number of that statement; 0 where there is none"`
	Speaker         string      `json:"speaker" db:"speaker" doc:"who is heard in it: state, programme or city"`
	By              string      `json:"by" db:"acting_as" doc:"role of who recorded it"`
	Note            domain.Text `json:"note" db:"note" doc:"what was said in words"`
	Hash            string      `json:"hash" db:"content_hash" doc:"hash of its content; a review names it"`
	Confirmed       bool        `json:"confirmed" db:"confirmed" doc:"true where it says that nothing changed"`
	Setback         bool        `json:"setback" db:"setback" doc:"true where it is lower than before"`
	Approved        string      `json:"approved" db:"approved" doc:"level or stage that stands approved; empty is unknown"`
	ApprovedOn      domain.Day  `json:"approved_on" db:"approved_on" doc:"its effective day"`
	ApprovedValue   *float64    `json:"approved_value" db:"approved_value" doc:"the value that stands approved"`
	Outcome         string      `json:"outcome" db:"outcome" doc:"how what was last declared was answered: approved or sent_back; empty while it waits"`
	Comment         string      `json:"comment" db:"comment" doc:"what the reviewer wrote"`
	ReviewedAt      *time.Time  `json:"reviewed_at" db:"reviewed_at" doc:"when it was answered"`
	Proven          bool        `json:"has_evidence" db:"has_evidence" doc:"true where what was last declared has evidence"`
	Dead            bool        `json:"evidence_dead" db:"evidence_dead" doc:"true where a link of its evidence leads nowhere"`
	Stale           bool        `json:"stale" db:"stale" doc:"true where what stands approved is older than one and a half reporting intervals"`
	Mine            bool        `json:"mine" db:"mine" doc:"true where the caller wrote what was last declared"`
	Demonstration   bool        `json:"demonstration" db:"demonstration" doc:"true where it is invented to show the program"`
}

// City says that the item is a city, whose levels are stages.
func (i Item) City() bool { return i.Kind == "city" }

// Waits says that what was last declared waits for the state's answer.
func (i Item) Waits() bool { return i.Statement != 0 && i.Outcome == "" }

// open is true of items that no voice says are completed.
const open = `'completed' not in (coalesce(w.declared, ''), coalesce(w.approved, ''), coalesce(w.assessed, ''))`

// columns are those of an Item; $1 is today, $2 the account that asks.
const columns = `
select w.kind, w.code, coalesce(w.milestone_code, '') as milestone_code, w.commitment_code, w.commitment_title,
  w.state_code, n.name as state_name, w.title, w.due_on, w.first_due_on, w.moved,
  coalesce(w.due_on < $1 and ` + open + `, false) as late, w.version, w.baseline, w.goal, w.unit,
  coalesce(w.declared, '') as declared, w.declared_on, w.declared_at, w.declared_value,
  coalesce(w.statement_id, 0) as statement_id,
  coalesce(w.speaker, '') as speaker, coalesce(w.acting_as, '') as acting_as, w.note,
  coalesce(w.content_hash, '') as content_hash, coalesce(w.confirmed, false) as confirmed,
  coalesce(w.setback, false) as setback,
  coalesce(w.approved, '') as approved, w.approved_on, w.approved_value, coalesce(w.outcome, '') as outcome,
  coalesce(w.comment, '') as comment, w.reviewed_at, w.has_evidence, w.evidence_dead,
  coalesce(w.covered_until < $1, false) as stale, coalesce(w.author_id = $2, false) as mine, w.demonstration
from worklist w join state_names_on($1) n on n.state_code = w.state_code`

// Item gives what a code names, as an account sees it that may say or answer something about it; any
// other is refused.
func (l *Worklist) Item(ctx context.Context, r *ledger.Rights, code string) (*Item, error) {
	items, err := list[Item](
		ctx, l, "item", `-- worklist.Item`+columns+` where w.code = $3`, l.Today(), r.Account, code,
	)
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return nil, &domain.Error{Kind: domain.Missing, Code: "missing_target", Args: map[string]any{"code": code}}
	}
	i := &items[0]
	if !r.Keeps(i.State) && !r.Declares(i.State) && r.Reviews(i.State, i.Commitment) == "" && !r.Assesses(i.State) {
		return nil, &domain.Error{Kind: domain.Forbidden, Code: "out_of_scope"}
	}
	return i, nil
}

// Proof is a piece of evidence as a reviewer sees it, before a file is opened.
type Proof struct {
	ID        int64       `json:"id" db:"id" doc:"number of the piece of evidence"`
	Statement int64       `json:"statement" db:"statement_id" doc:"number of the statement that it supports"`
	Title     domain.Text `json:"title" db:"title" doc:"title of the document or page"`
	URL       string      `json:"url" db:"url" doc:"its address; empty where it is a file"`
	Kind      string      `json:"kind" db:"kind" doc:"law, report, dataset, portal, minutes, press, letter or other"`
	Locator   string      `json:"locator" db:"locator" doc:"where in it"`
	FileName  string      `json:"file_name" db:"file_name" doc:"name of the file; empty where it is a link"`
	MediaType string      `json:"media_type" db:"media_type" doc:"media type of the file"`
	Size      int64       `json:"size" db:"size" doc:"bytes of the file; 0 where it is a link"`
	Picture   int64       `json:"thumbnail" db:"thumbnail" doc:"bytes of the thumbnail of its first page at /evidence/{id}/thumbnail; 0 where there is none"`
	DeadSince domain.Day  `json:"dead_since" db:"dead_since" doc:"day since which the link leads nowhere"`
}

// proofs gives the evidence of statements, by statement.
func (l *Worklist) proofs(ctx context.Context, statements []int64) (map[int64][]Proof, error) {
	rows, err := list[Proof](ctx, l, "evidence", `-- worklist.proofs
		select e.id, e.statement_id, e.title, coalesce(e.url, '') as url, e.kind, coalesce(e.locator, '') as locator,
			coalesce(e.file_name, '') as file_name,
		  coalesce(f.media_type, '') as media_type, coalesce(f.size, 0) as size, coalesce(d.size, 0) as thumbnail,
		  e.dead_since
		from evidence e left join files f on f.sha256 = e.file_sha256
			left join thumbnails i on i.file_sha256 = e.file_sha256 left join files d on d.sha256 = i.thumbnail_sha256
		where e.statement_id = any($1) order by e.id`, pq.Array(statements))
	if err != nil {
		return nil, fmt.Errorf("evidence: %w", err)
	}
	of := map[int64][]Proof{}
	for _, p := range rows {
		of[p.Statement] = append(of[p.Statement], p)
	}
	return of, nil
}
