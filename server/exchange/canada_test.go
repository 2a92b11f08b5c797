package exchange

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"jalons/server/importer"
)

func sample(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestReadCanadaPlan(t *testing.T) {
	file, err := ReadCanada(strings.NewReader(sample(t, "canada_plan_sample.csv")))
	if err != nil || file.Plan == nil || file.Progress != nil {
		t.Fatalf("got %+v, %v; want a plan", file, err)
	}
	plan := file.Plan
	if plan.Plan.Code != "CA-2022" || plan.Plan.Number != 5 || plan.Plan.LastYear != 2024 || plan.Read != 5 ||
		plan.Ignored != 0 {
		t.Errorf("got %+v, %d read, %d ignored; want those of the sample", plan.Plan, plan.Read, plan.Ignored)
	}
	want := "CA-2022-C01 CA-2022-C01.2 CA-2022-C01.2.2 CA-2022-C01.2.10 CA-2022-C01.10 CA-2022-C01.10.1 " +
		"CA-2022-C02 CA-2022-C02.1 CA-2022-C02.1.1 CA-2022-C02.1.2"
	if got := strings.Join(codesOf(plan), " "); got != want {
		t.Errorf("codes in the order of their numbers:\n got %s\nwant %s", got, want)
	}
	first := plan.Commitments[0]
	if !slices.Equal(first.LeadDept, []string{"aaa", "bbb-ccc"}) || first.Line != 2 ||
		first.Title.In["fr"] != "Engagement d'exemple 1" {
		t.Errorf("got commitment %+v, want that of the sample", first)
	}
	indicator := first.Milestones[0].Indicators[0]
	if indicator.SourceCode != "C01.2.02" || indicator.Line != 4 || indicator.Due.On != "2022-11-30" {
		t.Errorf("got indicator %+v, want that of the sample", indicator)
	}
	if full := indicator.Full.In["fr"]; full != "Exemple de forme longue\u00a0:\npremière partie\ndeuxième partie" {
		t.Errorf("got %q, want line breaks and no-break spaces kept", full)
	}
	kinds := "date_read no_date column_differs date_read no_date date_read column_differs"
	if got := kindsOf(plan.Notes); got != kinds || plan.Notes[0].Code != "CA-2022-C01.10.1" || plan.Notes[0].Line != 2 {
		t.Errorf("got notes %+v, want those of the sample", plan.Notes)
	}
}

func codesOf(plan *importer.PlanImport) []string {
	var codes []string
	for _, c := range plan.Commitments {
		codes = append(codes, c.Code)
		for _, m := range c.Milestones {
			codes = append(codes, m.Code)
			for _, i := range m.Indicators {
				codes = append(codes, i.Code)
			}
		}
	}
	return codes
}

func TestReadCanadaPlanAcceptsVariants(t *testing.T) {
	plain := sample(t, "canada_plan_sample.csv")
	want, err := ReadCanada(strings.NewReader(plain))
	if err != nil {
		t.Fatal(err)
	}
	forms := map[string]string{
		"byte order mark":              "\uFEFF" + plain,
		"quoted header after a mark":   "\uFEFF" + strings.Replace(plain, "plan,", `"plan",`, 1),
		"line feeds only":              strings.ReplaceAll(plain, "\r\n", "\n"),
		"capital header":               strings.Replace(plain, "due_date", "Due_Date", 1),
		"decomposed accents":           strings.ReplaceAll(plain, "è", "e\u0300"),
		"no-break space in a code":     strings.ReplaceAll(plain, ",C01.2,", ",C01.2\u00a0,"),
		"no-break hyphen in a code":    strings.ReplaceAll(plain, "bbb-ccc", "bbb\u2011ccc"),
		"Arabic digits in a code":      strings.ReplaceAll(plain, ",C01.2.02,", ",C٠١.٢.02,"),
		"blanks after the list's sign": strings.ReplaceAll(plain, "aaa;bbb", "aaa; bbb"),
	}
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			got, err := ReadCanada(strings.NewReader(form))
			if err != nil {
				t.Errorf("%s: got %v, want no error", name, err)
				return
			}
			if g, w := codesOf(got.Plan), codesOf(want.Plan); !slices.Equal(g, w) {
				t.Errorf("%s: got codes %v, want %v", name, g, w)
			}
			g := got.Plan.Commitments[0].Milestones[0].Indicators[0]
			w := want.Plan.Commitments[0].Milestones[0].Indicators[0]
			if g.Full.In["fr"] != w.Full.In["fr"] || g.Due.On != w.Due.On {
				t.Errorf("%s: got %+v, want %+v", name, g, w)
			}
		})
	}
	blank := plain + strings.Repeat(strings.Repeat(",", 15)+"\r\n", 997)
	if got, err := ReadCanada(strings.NewReader(blank)); err != nil || got.Plan.Ignored != 997 ||
		got.Plan.Read != 1002 {
		t.Errorf("blank rows: got %v, want no error", err)
	}
}

// problem is what a test expects of a Problem.
type problem struct {
	line           int
	column, reason string
}

func TestReadCanadaRefusesBrokenPlans(t *testing.T) {
	plain := sample(t, "canada_plan_sample.csv")
	change := func(old, new string) string {
		if !strings.Contains(plain, old) {
			t.Fatalf("got a sample without %q, want it there", old)
		}
		return strings.Replace(plain, old, new, 1)
	}
	header, _, _ := strings.Cut(plain, "\r\n")
	for name, c := range map[string]struct {
		file string
		want []problem
	}{
		"empty":          {"", []problem{{0, "", "import.empty_file"}}},
		"mark only":      {"\uFEFF\r\n", []problem{{0, "", "import.empty_file"}}},
		"header only":    {header + "\r\n", []problem{{0, "", "import.no_rows"}}},
		"not utf-8":      {change("partie", "parti\xe9"), []problem{{7, "", "import.is_windows_1252"}}},
		"nul":            {change("Sample milestone", "Sample\x00milestone"), []problem{{2, "", "import.nul"}}},
		"CR only":        {strings.ReplaceAll(plain, "\r\n", "\r"), []problem{{1, "", "import.cr_only"}}},
		"semicolons":     {strings.ReplaceAll(plain, ",", ";"), []problem{{1, "", "import.wrong_separator"}}},
		"something else": {"name,age\r\nx,1\r\n", []problem{{1, "", "import.unknown_kind"}}},
		"missing column": {change("due_date", "due"), []problem{
			{1, "due_date", "import.missing_column"}, {1, "due", "import.unknown_column"},
		}},
		"duplicate column": {change("due_date", "plan"), []problem{
			{1, "plan", "import.duplicate_column"}, {1, "due_date", "import.missing_column"},
		}},
		"short row": {change("2023-06,,,aaa", "2023-06,,aaa"), []problem{{2, "", "import.ragged_row"}}},
		"long row":  {change("2023-06,,,aaa", "2023-06,,,,aaa"), []problem{{2, "", "import.ragged_row"}}},
		"bare quote": {
			change("Sample milestone C01.10", `Sample "milestone`), []problem{{2, "", "import.bare_quote"}},
		},
		"unclosed quote": {change("second part\",", "second part,"), []problem{{4, "", "import.unclosed_quote"}}},
		"control character": {
			change("Sample milestone C02.1", "Sample \x1bmilestone C02.1"),
			[]problem{{9, "milestone_en", "import.control_character"}, {10, "milestone_en", "import.other_title"}},
		},
		"garbled": {
			change("première", "premiÃ¨re"), []problem{{4, "indicator_full_fr", "import.garbled_text"}},
		},
		"no plan":      {change("nap5,", ","), []problem{{2, "plan", "import.required"}}},
		"unknown plan": {change("nap5,", "nap7,"), []problem{{2, "plan", "import.unknown_plan"}}},
		"two plans": {
			change("aaa;bbb-ccc\r\nnap5", "aaa\r\nnap4"), []problem{{4, "plan", "import.mixed_plans"}},
		},
		"bad code":     {change("C02.1.1,", "C02.1.x,"), []problem{{9, "indicator_code", "import.bad_code"}}},
		"code of zero": {change("C02.1.1,", "C02.1.0,"), []problem{{9, "indicator_code", "import.bad_code"}}},
		"bidi in a code": {
			change("C02.1.1,", "C02.1.1\u202e,"), []problem{{9, "indicator_code", "import.bidi_in_code"}},
		},
		"other parent": {change("C02.1.1,", "C01.1.1,"), []problem{{9, "indicator_code", "import.code_parent"}}},
		"other title": {
			change("Sample commitment 2", "Another"), []problem{{10, "commitment_en", "import.other_title"}},
		},
		"same code twice": {change("C02.1.2,", "C02.1.01,"), []problem{
			{9, "indicator_code", "import.duplicate_key"}, {10, "indicator_code", "import.duplicate_key"},
			{10, "indicator_en", "import.other_title"}, {10, "indicator_fr", "import.other_title"},
		}},
		"no title": {
			change("Jalon d'exemple C01.10,", ","), []problem{{2, "milestone_fr", "import.both_languages"}},
		},
		"invisible titles": {
			change("Sample milestone C01.10,Jalon d'exemple C01.10", "\u200b,\u00ad"),
			[]problem{{2, "milestone_en", "import.required"}, {2, "milestone_fr", "import.required"}},
		},
		"one deadline":   {change("D'ici juin 2023", ""), []problem{{2, "deadline_fr", "import.both_languages"}}},
		"bad month":      {change("2023-06", "2023-13"), []problem{{2, "due_date", "import.bad_date"}}},
		"bad department": {change("aaa;bbb-ccc", "a a;b"), []problem{{3, "lead_dept", "import.bad_department"}}},
		"ragged and bad": {
			strings.Replace(change("2023-06", "2023-13"), "nap5,C02", "nap5,,C02", 1),
			[]problem{{2, "due_date", "import.bad_date"}, {9, "", "import.ragged_row"}},
		},
		"two problems": {
			strings.Replace(change("2023-06", "2023-13"), "nap5,C02", "nap9,C02", 1),
			[]problem{{2, "due_date", "import.bad_date"}, {9, "plan", "import.unknown_plan"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			file, err := ReadCanada(strings.NewReader(c.file))
			checkProblems(t, name, err, c.want)
			if file.Plan != nil || file.Progress != nil {
				t.Errorf("%s: got a file with the problems, want none", name)
			}
		})
	}
}

func checkProblems(t *testing.T, name string, err error, want []problem) {
	t.Helper()
	var problems Problems
	if !errors.As(err, &problems) {
		t.Errorf("%s: got %v, want Problems", name, err)
		return
	}
	var got []problem
	for _, p := range problems.List {
		got = append(got, problem{p.Line, p.Column, p.Reason})
	}
	sortProblems(got)
	sortProblems(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %v\nwant %v", name, got, want)
	}
}

func sortProblems(list []problem) {
	slices.SortFunc(list, func(a, b problem) int {
		if a.line != b.line {
			return a.line - b.line
		}
		return strings.Compare(a.reason+a.column, b.reason+b.column)
	})
}

func TestDuplicatesNameTheOtherLine(t *testing.T) {
	broken := strings.Replace(sample(t, "canada_plan_sample.csv"), "Sample commitment 2", "Another", 1)
	_, err := ReadCanada(strings.NewReader(broken))
	want := Problem{10, "commitment_en", "Sample commitment 2", "import.other_title", "9"}
	var problems Problems
	if !errors.As(err, &problems) || problems.List[0] != want {
		t.Errorf("got %v, want %v", err, want)
	}
}

func TestProblemsAreBounded(t *testing.T) {
	var rows strings.Builder
	rows.WriteString(strings.Join(canadaPlanColumns, ",") + "\n")
	for i := range 250 {
		rows.WriteString("nap5,C01,a,b,C01.1,a,b,C01.1." + strconv.Itoa(i+1) + ",a,b,,,2022-13,,,\n")
	}
	_, err := ReadCanada(strings.NewReader(rows.String()))
	var problems Problems
	if !errors.As(err, &problems) || len(problems.List) != MaxProblems || problems.More != 150 {
		t.Errorf("got %d problems and %d more, want %d listed", len(problems.List), problems.More, MaxProblems)
	}
}

func TestReadCanadaLimits(t *testing.T) {
	header := strings.Join(canadaPlanColumns, ",") + "\n"
	tooBig := append([]byte(header), bytes.Repeat([]byte("a"), MaxBytes)...)
	_, err := ReadCanada(bytes.NewReader(tooBig))
	checkProblems(t, "too big", err, []problem{{0, "", "import.too_big"}})

	tooMany := header + strings.Repeat(strings.Repeat(",", 15)+"\n", MaxRows+1)
	_, err = ReadCanada(strings.NewReader(tooMany))
	checkProblems(t, "too many rows", err, []problem{{MaxRows + 2, "", "import.too_many_rows"}})
}
