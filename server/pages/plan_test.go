package pages_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// A plan is corrected on a page of its own: what is wrong is said above the form, which keeps what was typed.
func TestPlanIsCorrectedOnThePage(t *testing.T) {
	o := newOffice(t)
	has(t, o.staff.get("/fr/plans?state=TN&plan=TN-2024"), `href="/fr/plans/TN-2024"`)
	address := "/fr/plans/TN-2024"
	plan := formOf(t, o.staff.get(address), address)
	old := url.Values{}
	for name, values := range plan {
		old[name] = slices.Clone(values)
	}
	for name, value := range map[string]string{
		"title": "Plan <b>corrigé</b>", "starts_on": "2025-01-01", "ends_on": "2026-12-31", "cycle": "2024-2026",
		"number": "3",
		"url":    "https://example.org/plan", "source": "Journal officiel",
	} {
		plan.Set(name, value)
	}
	o.staff.told(
		address, http.StatusUnprocessableEntity, fr("error.plan_year", "code", "TN-2024", "year", "2024"),
		pairsOf(plan)...,
	)
	plan.Set("starts_on", "2024-02-01")
	o.staff.sent(address, address+"?in=fr&said=edited", pairsOf(plan)...)
	has(
		t, o.staff.get(address+"?in=fr&said=edited"), fr("plans.said_plan_edited"), `value="2024-02-01"`,
		`value="https://example.org/plan"`, "Plan &lt;b&gt;corrigé",
	)
	for name, value := range map[string]string{
		"title": "Plan", "cycle": "2024-2026", "starts_on": "2024-01-01", "source": "test",
		"key": "another key of its own",
	} {
		old.Set(name, value)
	}
	o.staff.told(
		address, http.StatusPreconditionFailed, fr("error.changed_meanwhile", "code", "TN-2024"), pairsOf(old)...,
	)
	english := formOf(t, o.staff.get(address+"?in=en"), address)
	for _, name := range []string{"starts_on", "ends_on", "cycle", "number", "url", "source"} {
		english.Set(name, plan.Get(name))
	}
	english.Set("title", "Corrected plan")
	o.staff.sent(address, address+"?in=en&said=edited", pairsOf(english)...)
	has(t, o.get(t, "/en/states/TN").Body.String(), "Corrected plan")
	if w := o.foreign.do("GET", address, nil); w.Code != http.StatusForbidden {
		t.Errorf("a liaison corrects it: %d", w.Code)
	}
}

// What is wrong stands above the form in the order of its fields, and beside each of them.
func TestWrongFieldsStandInTheOrderOfTheForm(t *testing.T) {
	o := newOffice(t)
	address := "/fr/plans/TN-2024"
	plan := formOf(t, o.staff.get(address), address)
	for name, value := range map[string]string{
		"title": "Plan", "starts_on": "0026-01-01", "cycle": strings.Repeat("x", 41), "source": "test",
	} {
		plan.Set(name, value)
	}
	page := o.staff.told(address, http.StatusBadRequest, fr("error.fields", "n", 2), pairsOf(plan)...)
	starts, cycle := fr("error.shape_day"), fr("error.shape_max", "limit", 40)
	has(
		t, page, `<span class="error">`+starts+`</span><input type="date" name="starts_on"`,
		`<span class="error">`+cycle+`</span><input name="cycle"`,
	)
	first := strings.Index(page, fr("form.wrong", "label", fr("plans.starts_on"), "message", starts))
	second := strings.Index(page, fr("form.wrong", "label", fr("plans.cycle"), "message", cycle))
	if first < 0 || second < first {
		t.Errorf("the first day at %d, the years at %d", first, second)
	}
}

// Who may not keep a state is told so, and not first what is missing in the form.
func TestFormsAuthorizeBeforeTheyValidate(t *testing.T) {
	o := newOffice(t)
	elsewhere := o.enter(t, "elsewhere", "staff", "BJ")
	for address, missing := range map[string]string{
		"/fr/follow-ups": fr("error.action_needed"), "/fr/plans": fr("error.title_needed"),
	} {
		elsewhere.told(address, http.StatusForbidden, fr("error.out_of_scope"), "state", "TN")
		o.staff.told(address, http.StatusUnprocessableEntity, missing, "state", "TN")
	}
}
