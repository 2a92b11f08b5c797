package tracker

import (
	"context"
	"fmt"

	"jalons/server/domain"
)

// Region is one of the seven groups of governments with its progress.
type Region struct {
	Code     string      `json:"code"`
	Name     domain.Text `json:"name"`
	Rank     int         `json:"rank"`
	Progress Progress    `json:"progress"`
}

// RegionDetail is a region with its states.
type RegionDetail struct {
	Region
	States []State `json:"states" doc:"the governments of the region, by French name"`
}

// Regions lists the regions in their own order.
func (t *Tracker) Regions(ctx context.Context, view domain.View) ([]Region, error) {
	list, err := t.ProgressBy(ctx, "region", view)
	if err != nil {
		return nil, err
	}
	regions := make([]Region, len(list))
	for i, of := range list {
		regions[i] = Region{of.Code, of.Name, i + 1, of.Progress}
	}
	return regions, nil
}

// Region gives one region and its states.
func (t *Tracker) Region(ctx context.Context, code string, view domain.View) (*RegionDetail, error) {
	regions, err := t.Regions(ctx, view)
	if err != nil {
		return nil, err
	}
	for _, region := range regions {
		if region.Code != code {
			continue
		}
		states, err := t.States(ctx, StateFilter{Region: code}, view)
		if err != nil {
			return nil, fmt.Errorf("region: %w", err)
		}
		return &RegionDetail{region, states}, nil
	}
	return nil, domain.NotFound("region", code)
}
