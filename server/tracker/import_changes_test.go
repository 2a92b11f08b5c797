package tracker_test

import (
	"slices"
	"testing"

	"jalons/server/domain"
	"jalons/server/importer"
)

// A file that says otherwise than the record is listed, value by value, and so is what it leaves out.
func TestImportListsEachChange(t *testing.T) {
	b := newBench(t)
	p := samplePlan()
	p.Commitments[0].Milestones[0].Indicators[0].Full = both("Long", "Longue")
	if r := b.importPlan(p); len(r.Changes) != 0 {
		t.Errorf("a first import changes nothing: %+v", r.Changes)
	}
	if r := b.importPlan(p); len(r.Changes) != 0 {
		t.Errorf("the same file again changes nothing: %+v", r.Changes)
	}
	p = samplePlan()
	c := &p.Commitments[0]
	c.Line, c.Title = 2, both("One", "Premier")
	step := &c.Milestones[0]
	step.Indicators[0].Full = both("Longer", "Longue")
	step.Indicators[1].Due = importer.Deadline{
		On: "2020-09-30", Precision: domain.PrecisionMonth, Raw: both("By fall", "D'ici 2020-03-31"),
	}
	step.Indicators[1].LeadDept = append(step.Indicators[1].LeadDept, "ddd")
	other := &c.Milestones[1] // its number changes, and that of its indicator with it
	other.Line, other.Code, other.Number = 5, "CA-2018-C01.3", 3
	other.Indicators[0].Code = "CA-2018-C01.3.1"
	p.Commitments = p.Commitments[:1]
	p.Read = 4
	got := b.importPlan(p).Changes
	want := []importer.ImportChange{
		{Line: 2, Code: "CA-2018-C01", Field: importer.FieldTitle, Lang: "fr", Before: "Un", After: "Premier"},
		{Line: 5, Code: "CA-2018-C01.3", Field: importer.FieldCode, Before: "CA-2018-C01.2", After: "CA-2018-C01.3"},
		{Line: 2, Code: "CA-2018-C01.1.1", Field: importer.FieldDetail, Lang: "en", Before: "Long", After: "Longer"},
		{Line: 3, Code: "CA-2018-C01.1.2", Field: importer.FieldDueOn, Before: "2020-03-31", After: "2020-09-30"},
		{
			Line: 3, Code: "CA-2018-C01.1.2", Field: importer.FieldDueWords, Lang: "en", Before: "By 2020-03-31",
			After: "By fall",
		},
		{Line: 3, Code: "CA-2018-C01.1.2", Field: importer.FieldLead, After: "ddd"},
		{Code: "CA-2018-C02", Field: importer.FieldAbsent, Before: "Two"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	b.verify()
}

func TestImportListsEachCorrectedLevel(t *testing.T) {
	b := newBench(t)
	b.importPlan(samplePlan())
	b.importProgress(sampleProgress())
	p := sampleProgress()
	p.Rows[2].Level = "completed"
	want := []importer.ImportChange{
		{Line: 4, Code: "CA-2018-C02.1.1", Field: importer.FieldLevel, Before: "substantial", After: "completed"},
	}
	if got := b.importProgress(p).Changes; !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
