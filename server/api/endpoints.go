package api

import (
	"context"
	"strconv"

	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/programme"
	"jalons/server/tracker"
)

// endpoints calls the tracker: one method a line of the table of contents.
type endpoints struct{ *programme.Programmes }

// clocks choose the day of figures: what was known by the end of a day, or what was so on it.
type clocks struct {
	AsOf          string `query:"asof" validate:"omitempty,day" doc:"show what was known by the end of this day"`
	On            string `query:"on" validate:"omitempty,day" doc:"show what was true on this day, as known today"`
	Demonstration *bool  `query:"demonstration" doc:"true counts what is invented to show the program, false what is real; without it what is real, as soon as there is any"`
}

func (c clocks) view() domain.View {
	return domain.View{AsOf: domain.Day(c.AsOf), On: domain.Day(c.On), Demonstration: c.Demonstration}
}

type codeIn struct {
	Code string `path:"code" validate:"code" doc:"the code, as in TN, CA-QC, west-africa or CA-2018-C01"`
}

type codeOnDay struct {
	codeIn
	clocks
}

func (e endpoints) regions(ctx context.Context, in clocks, page Paging) (List[tracker.Region], error) {
	items, err := e.Regions(ctx, in.view())
	if err != nil {
		return List[tracker.Region]{}, err
	}
	return cut(items, page, func(r tracker.Region) string { return r.Code })
}

func (e endpoints) region(ctx context.Context, in codeOnDay) (*tracker.RegionDetail, error) {
	return e.Region(ctx, in.Code, in.view())
}

type statesIn struct {
	Q          string `query:"q" validate:"max=200" doc:"part of a name, in any language, without regard to accents"`
	Region     string `query:"region" validate:"omitempty,code" doc:"code of a region"`
	Membership string `query:"membership" validate:"omitempty,membership" doc:"standing in the organisation"`
	clocks
}

func (e endpoints) states(ctx context.Context, in statesIn, page Paging) (List[tracker.State], error) {
	items, err := e.States(ctx, tracker.StateFilter{
		Text: in.Q, Region: in.Region, Membership: in.Membership,
	}, in.view())
	if err != nil {
		return List[tracker.State]{}, err
	}
	return cut(items, page, func(s tracker.State) string { return s.Code })
}

func (e endpoints) state(ctx context.Context, in codeOnDay) (*tracker.StateDetail, error) {
	return e.State(ctx, in.Code, in.view())
}

type commitmentsIn struct {
	Q      string `query:"q" validate:"max=200" doc:"words of title, description or code, in any language, without regard to accents"`
	State  string `query:"state" validate:"omitempty,code" doc:"code of a government"`
	Region string `query:"region" validate:"omitempty,code" doc:"code of a region"`
	Level  string `query:"level" validate:"omitempty,level_shown" doc:"level in the voice that trust names, approved where it names none"`
	Trust  string `query:"trust" validate:"omitempty,source" doc:"a voice; alone, it keeps what that voice has spoken of"`
	Late   *bool  `query:"late" doc:"true keeps what has a late milestone, false what has none"`
	Area   string `query:"area" validate:"omitempty,code" doc:"code of a policy area"`
	Value  string `query:"value" validate:"omitempty,value" doc:"a value of open government"`
	Cycle  string `query:"cycle" validate:"max=40" doc:"cycle of the action plan, as in 2024-2026"`
}

func (e endpoints) commitments(ctx context.Context, in commitmentsIn, page Paging) (List[tracker.Commitment], error) {
	if err := tracker.CheckText(in.Q); err != nil {
		return List[tracker.Commitment]{}, err
	}
	filter := tracker.CommitmentFilter{
		State: in.State, Region: in.Region, Level: in.Level, Trust: in.Trust, Late: in.Late, Area: in.Area,
		Value: in.Value, Cycle: in.Cycle, Text: in.Q,
	}
	items, count, err := e.Commitments(ctx, filter, domain.Page{After: page.After, Limit: page.Limit + 1})
	if err != nil {
		return List[tracker.Commitment]{}, err
	}
	return paged(items, count, page.Limit, func(c tracker.Commitment) string { return c.Code }), nil
}

func (e endpoints) commitment(ctx context.Context, in codeIn) (*tracker.CommitmentDetail, error) {
	return e.Commitment(ctx, in.Code)
}

type milestoneIn struct {
	ID string `path:"id" validate:"key" doc:"the milestone's number or its code"`
}

func (e endpoints) milestone(ctx context.Context, in milestoneIn) (*tracker.MilestoneDetail, error) {
	return e.Milestone(ctx, in.ID)
}

type progressIn struct {
	By string `query:"by" default:"region" validate:"oneof=region state programme" doc:"what the milestones are pooled by"`
	clocks
}

func (e endpoints) progress(ctx context.Context, in progressIn, page Paging) (List[tracker.ProgressOf], error) {
	items, err := e.ProgressBy(ctx, in.By, in.view())
	if err != nil {
		return List[tracker.ProgressOf]{}, err
	}
	return cut(items, page, func(p tracker.ProgressOf) string { return p.Code })
}

func (e endpoints) programme(ctx context.Context, in codeOnDay) (*programme.Programme, error) {
	return e.Programme(ctx, in.Code, in.view())
}

func (e endpoints) gate(ctx context.Context, in codeIn) (*programme.GateDetail, error) {
	return e.Gate(ctx, in.Code)
}

// rolloutList is the list of countries with the plan as a whole beside it.
type rolloutList struct {
	List[programme.Rollout]
	Summary programme.RolloutSummary `json:"summary" doc:"the plan as a whole: as first decided, in force, and what stands outside since"`
}

func (e endpoints) rollouts(ctx context.Context, page Paging) (rolloutList, error) {
	plan, err := e.Rollouts(ctx, "")
	if err != nil {
		return rolloutList{}, err
	}
	list, err := cut(plan.Rollouts, page, func(r programme.Rollout) string { return r.State })
	return rolloutList{list, *plan}, err
}

// rolloutRows is the list alone, for the table.
func (e endpoints) rolloutRows(ctx context.Context, _ None, page Paging) (List[programme.Rollout], error) {
	plan, err := e.rollouts(ctx, page)
	return plan.List, err
}

type rolloutIn struct {
	State string `path:"state" validate:"code" doc:"code of a country of the plan"`
}

func (e endpoints) rollout(ctx context.Context, in rolloutIn) (*programme.Rollout, error) {
	return e.Rollout(ctx, in.State)
}

type citiesIn struct {
	Q      string `query:"q" validate:"max=200" doc:"part of a name, without regard to accents"`
	State  string `query:"state" validate:"omitempty,code" doc:"code of the country or of the responsible government"`
	Region string `query:"region" validate:"omitempty,code" doc:"code of a region"`
	Stage  string `query:"stage" validate:"omitempty,stage_shown" doc:"approved stage"`
}

func (e endpoints) cities(ctx context.Context, in citiesIn, page Paging) (List[programme.City], error) {
	if err := tracker.CheckText(in.Q); err != nil {
		return List[programme.City]{}, err
	}
	filter := programme.CityFilter{Text: in.Q, State: in.State, Region: in.Region, Stage: in.Stage}
	items, count, err := e.Cities(ctx, filter, domain.Page{After: page.After, Limit: page.Limit + 1})
	if err != nil {
		return List[programme.City]{}, err
	}
	return paged(items, count, page.Limit, func(c programme.City) string { return c.Code }), nil
}

type cityIn struct {
	Key string `path:"key" validate:"key" doc:"GeoNames id or code of a city"`
}

func (e endpoints) city(ctx context.Context, in cityIn) (*programme.CityDetail, error) {
	return e.City(ctx, in.Key)
}

type initiativesIn struct {
	State string `query:"state" validate:"omitempty,code" doc:"code of a government"`
}

func (e endpoints) initiatives(ctx context.Context, in initiativesIn, page Paging) (List[tracker.Initiative], error) {
	items, err := e.Initiatives(ctx, in.State)
	if err != nil {
		return List[tracker.Initiative]{}, err
	}
	return cut(items, page, func(i tracker.Initiative) string { return i.Name })
}

type changesIn struct {
	Since  int64  `query:"since" default:"0" validate:"gte=0" doc:"position after which changes are wanted"`
	State  string `query:"state" validate:"omitempty,code" doc:"code of a government"`
	Region string `query:"region" validate:"omitempty,code" doc:"code of a region"`
}

// changes is a list by position: since narrows it, after is a place in it.
func (e endpoints) changes(ctx context.Context, in changesIn, page Paging) (List[ledger.Change], error) {
	filter := ledger.ChangeFilter{Since: in.Since, State: in.State, Region: in.Region}
	count, err := e.ChangeCount(ctx, filter)
	if err != nil {
		return List[ledger.Change]{}, err
	}
	if filter.Since, err = e.changeCursor(ctx, in.Since, page.After); err != nil {
		return List[ledger.Change]{}, err
	}
	items, err := e.Changes(ctx, filter, page.Limit+1)
	if err != nil {
		return List[ledger.Change]{}, err
	}
	position := func(c ledger.Change) string { return strconv.FormatInt(c.Position, 10) }
	return paged(items, count, page.Limit, position), nil
}

// changeCursor reads the position that a page begins after: one that the list can have given, written
// as it gave it. It may be that of a change that was taken away since.
func (e endpoints) changeCursor(ctx context.Context, since int64, after string) (int64, error) {
	if after == "" {
		return since, nil
	}
	position, err := strconv.ParseInt(after, 10, 64)
	if err != nil || position < since || position == 0 || strconv.FormatInt(position, 10) != after {
		return 0, domain.BadCursor()
	}
	newest, err := e.NewestPosition(ctx)
	if err != nil {
		return 0, err
	}
	if position > newest {
		return 0, domain.BadCursor()
	}
	return position, nil
}
