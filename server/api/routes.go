package api

import (
	"errors"
	"strings"

	"jalons/frontend"
	"jalons/server/tracker"
	"jalons/server/web"
)

// Register adds the API to the table of routes, with its document and its readable page. The page finds
// its looks by asset, which gives the address of a built file.
func Register(router *web.Router, texts *web.Texts, t *tracker.Tracker, asset func(name string) string) error {
	reg, err := NewRegistry(router, texts, t)
	if err != nil {
		return err
	}
	contents(reg, endpoints{t})
	return errors.Join(reg.Check(), reg.servePage(texts, Look{Templates: frontend.Files, Asset: asset}))
}

// contents is the table of contents of the API.
func contents(reg *Registry, e endpoints) {
	public := func(path, summary string) Route { return Route{Path: path, Policy: web.Public, Summary: summary} }

	list(reg, public("/regions", "The seven regions with their progress"), e.regions)
	get(reg, public("/regions/:code", "One region with its states"), e.region)
	list(reg, public("/states", "Governments with their standing and progress"), e.states)
	get(reg, public("/states/:code", "One government"), e.state)
	list(reg, public("/commitments", "Commitments with their levels in three voices"), e.commitments)
	get(reg, public("/commitments/:code", "One commitment with its milestones, full history and evidence"), e.commitment)
	get(reg, public("/milestones/:id", "One milestone, by number or code, with history and evidence"), e.milestone)
	list(reg, public("/progress", "Progress by region, by state or of the programme"), e.progress)
	get(reg, public("/programmes/:code", "A programme with phases, gates, pilots and motion"), e.programme)
	get(reg, public("/gates/:code", "The decision between two phases with criteria and lessons"), e.gate)
	get(reg, public("/rollouts", "The countries of the five-year plan with targets and actuals, and the plan as a whole"), e.rollouts)
	table(reg, public("/rollouts", "The countries of the five-year plan"), e.rolloutRows)
	get(reg, public("/rollouts/:state", "One country's place in the plan"), e.rollout)
	list(reg, public("/cities", "Cities with the stage of their deployment"), e.cities)
	get(reg, public("/cities/:key", "One city, by GeoNames id or code, with the history of its stages"), e.city)
	list(reg, public("/initiatives", "Open-data initiatives that a source of 2011 named"), e.initiatives)
	list(reg, public("/changes", "Public changes in commit order"), e.changes)
}

// Owns says whether an address is the API's, so that its errors are problems and not pages.
func Owns(path string) bool { return path == "/api" || strings.HasPrefix(path, "/api/") }
