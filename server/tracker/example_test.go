package tracker_test

import (
	"testing"

	"jalons/server/tracker"
)

// flash gives one milestone a letter in each voice; - is nothing.
func said(declared, approved, assessed rune) tracker.ExampleMilestone {
	return tracker.ExampleMilestone{
		Weight: 1, Declared: levels[declared], Approved: levels[approved], Assessed: levels[assessed],
	}
}

func TestExamples(t *testing.T) {
	b := newBench(t)
	withdrawn := func(how string) tracker.ExampleMilestone {
		return tracker.ExampleMilestone{Weight: 2, Declared: "completed", Withdrawn: how}
	}
	cases := []struct {
		name       string
		milestones []tracker.ExampleMilestone
		d, r, i    string
	}{
		{"none", nil, "0/0 none", "0/0 none", "none"},
		{
			"approved is declared too", []tracker.ExampleMilestone{said('-', 'C', '-'), said('-', 'S', '-')},
			"1/2 substantial", "1/2 substantial", "not_assessed",
		},
		{
			"declared only", []tracker.ExampleMilestone{said('C', '-', '-'), said('C', '-', '-')}, "2/2 completed",
			"0/2 unknown", "not_assessed",
		},
		{
			"withdrawn in time", []tracker.ExampleMilestone{said('C', 'C', '-'), withdrawn("in_time")}, "1/1 completed",
			"1/1 completed", "not_assessed",
		},
		{
			"withdrawn late", []tracker.ExampleMilestone{said('C', 'C', '-'), withdrawn("late")}, "1/2 substantial",
			"1/2 substantial", "not_assessed",
		},
		{
			"all withdrawn", []tracker.ExampleMilestone{withdrawn("in_time")}, "0/0 withdrawn", "0/0 withdrawn",
			"withdrawn",
		},
		{
			"assessed below", []tracker.ExampleMilestone{said('C', 'C', 'L')}, "1/1 completed", "1/1 completed",
			"0/1 limited",
		},
	}
	given := make([][]tracker.ExampleMilestone, len(cases))
	for i, c := range cases {
		given[i] = c.milestones
	}
	results, err := b.Examples(b.ctx, given)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := results[i]
			assessed := string(r.Levels.Assessed)
			if r.Assessed > 0 {
				assessed = read(r.CompletedAssessed, r.Milestones, r.Levels.Assessed)
			}
			got := [3]string{
				read(r.CompletedDeclared, r.Milestones, r.Levels.Declared),
				read(r.CompletedApproved, r.Milestones, r.Levels.Approved), assessed,
			}
			if want := [3]string{c.d, c.r, c.i}; got != want {
				t.Errorf("%s: %v, want %v", c.name, got, want)
			}
		})
	}
}
