package exchange

import (
	"strings"
	"testing"

	"jalons/server/domain"
	"jalons/server/importer"
)

func TestReadCanadaProgress(t *testing.T) {
	data := sample(t, "canada_progress_sample.csv")
	if !strings.HasPrefix(data, "\uFEFF") {
		t.Fatal("got a sample without byte order mark, want that of the export")
	}
	file, err := ReadCanada(strings.NewReader(data))
	if err != nil || file.Progress == nil || file.Plan != nil {
		t.Fatalf("got %+v, %v; want progress", file, err)
	}
	progress := file.Progress
	if progress.Read != 5 || len(progress.Rows) != 5 {
		t.Fatalf("got %d read, %d rows; want those of the sample", progress.Read, len(progress.Rows))
	}
	want := []struct {
		period string
		day    domain.Day
		code   string
		level  domain.Level
	}{
		{"2019-03", "2019-03-31", "CA-2018-C01.1.1", "not_started"},
		{"2019-06", "2019-06-30", "CA-2018-C01.1.1", "limited"},
		{"2019-06", "2019-06-30", "CA-2018-C01.1.2", "substantial"},
		{"2020-12", "2020-12-31", "CA-2018-C01.1.1", "completed"},
		{"2020-12", "2020-12-31", "CA-2018-C02.1.1", "limited"},
	}
	for i, w := range want {
		t.Run(w.period+" "+w.code, func(t *testing.T) {
			r := progress.Rows[i]
			if r.Period != w.period || r.EffectiveOn != w.day || r.Code != w.code || r.Level != w.level {
				t.Errorf("row %d: got %+v, want %+v", i, r, w)
			}
		})
	}
	checkProgressTexts(t, progress)
}

func checkProgressTexts(t *testing.T, progress *importer.ProgressImport) {
	t.Helper()
	first, second := progress.Rows[0], progress.Rows[1]
	if !first.Progress.IsZero() || !first.Evidence.IsZero() ||
		first.Challenges.In["en"] != "Sample: staff not yet named." {
		t.Errorf("got %+v, want NIL and NUL as none", first)
	}
	if second.Progress.In["fr"] != "- Exemple : première étape faite\n- Exemple : deuxième étape commencée" {
		t.Errorf("got %q, want line breaks kept", second.Progress.In["fr"])
	}
	if second.Evidence.In["en"] != "https://example.org/en/first" || !second.Challenges.IsZero() {
		t.Errorf("got second row %+v, want that of the sample", second)
	}
	if second.Owner != "tbs-sct" || second.OwnerTitle.In["fr"] != "Ministère d'exemple" ||
		second.OwnerTitle.In["en"] != "Sample Department" {
		t.Errorf("got owner %q %v, want that of the sample", second.Owner, second.OwnerTitle)
	}
	if got := kindsOf(progress.Notes); got != "stated_none stated_none stated_none" ||
		progress.Notes[0].Read != "progress" {
		t.Errorf("got notes %+v, want those of the sample", progress.Notes)
	}
}

func TestReadCanadaRefusesBrokenProgress(t *testing.T) {
	plain := sample(t, "canada_progress_sample.csv")
	change := func(old, new string) string {
		if !strings.Contains(plain, old) {
			t.Fatalf("got a sample without %q, want it there", old)
		}
		return strings.Replace(plain, old, new, 1)
	}
	for name, c := range map[string]struct {
		file string
		want []problem
	}{
		"unknown status": {change(",SP,", ",XP,"), []problem{{6, "status", "import.bad_status"}}},
		"no status":      {change(",SP,", ",,"), []problem{{6, "status", "import.bad_status"}}},
		"bad period": {
			change("2019-03", "March 2019"), []problem{{2, "reporting_period", "import.bad_period"}},
		},
		"period between plans": {
			change("2019-03", "2021-03"), []problem{{2, "reporting_period", "import.no_plan_for_period"}},
		},
		"bad code":                {change("C01.1.2", "C01-1-2"), []problem{{6, "indicators", "import.bad_code"}}},
		"commitment in its place": {change("C01.1.2", "C01.1"), []problem{{6, "indicators", "import.bad_code"}}},
		"other parent": {
			change("C02,C02.1,", "C01,C02.1,"), []problem{{8, "milestones", "import.code_parent"}},
		},
		"same key twice": {change("C01.1.2", "C01.1.01"), []problem{
			{3, "indicators", "import.duplicate_key"}, {6, "indicators", "import.duplicate_key"},
		}},
		"no progress": {
			change("Sample: published.,Exemple : publié.", ","),
			[]problem{{7, "progress_en", "import.required"}, {7, "progress_fr", "import.required"}},
		},
		"progress in English": {
			change("Exemple : publié.", ""), []problem{{7, "progress_fr", "import.both_languages"}},
		},
		"progress NUL in French": {
			change("Exemple : publié.", "NUL"), []problem{{7, "progress_fr", "import.both_languages"}},
		},
		"evidence in French": {
			change("https://example.org/en/last", ""), []problem{{7, "evidence_en", "import.both_languages"}},
		},
		"evidence NIL in English": {
			change("https://example.org/en/last", "NIL"), []problem{{7, "evidence_en", "import.both_languages"}},
		},
		"no challenges": {
			change("Sample: a partner left.,Exemple : un partenaire est parti.", ","),
			[]problem{{8, "challenges_en", "import.required"}, {8, "challenges_fr", "import.required"}},
		},
		"bad owner": {change("tbs-sct", "tbs sct"), []problem{{2, "owner_org", "import.bad_department"}}},
		"missing column": {change("owner_org,", "owner,"), []problem{
			{1, "owner_org", "import.missing_column"}, {1, "owner", "import.unknown_column"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadCanada(strings.NewReader(c.file))
			checkProblems(t, name, err, c.want)
		})
	}
}

func TestReadCanadaProgressOrder(t *testing.T) {
	row := func(period, indicator string) string {
		return period + ",C01,C01.1," + indicator + ",SP,a,b,,,,,x,X\n"
	}
	file, err := ReadCanada(strings.NewReader(strings.Join(canadaProgressColumns, ",") + "\n" +
		row("2022-06", "C01.1.10") + row("2022-06", "C01.1.2") + row("2019-03", "C01.1.11")))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range file.Progress.Rows {
		got = append(got, r.Code)
	}
	if want := "CA-2018-C01.1.11 CA-2022-C01.1.2 CA-2022-C01.1.10"; strings.Join(got, " ") != want {
		t.Errorf("by period, then by number; the plan follows from the period: got %v, want %s", got, want)
	}
}
