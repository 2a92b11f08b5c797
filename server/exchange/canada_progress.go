package exchange

import (
	"cmp"
	"slices"
	"strings"

	"jalons/server/domain"
	"jalons/server/importer"
)

var canadaProgressColumns = strings.Fields(`reporting_period commitments milestones indicators status
	progress_en progress_fr evidence_en evidence_fr challenges_en challenges_fr owner_org owner_org_title`)

// canadaLevels maps Canada's statuses to the levels of a milestone.
var canadaLevels = map[string]domain.Level{
	"NS": domain.LevelNotStarted, "LP": domain.LevelLimited, "SP": domain.LevelSubstantial, "C": domain.LevelCompleted,
}

// progressReader collects the statements of a progress export. Its key is period and indicator; the plan is not
// named and follows from the period.
type progressReader struct {
	*table
	seen  map[string]int // line by period and code
	order map[string]path
	file  importer.ProgressImport
}

func readProgress(t *table) *importer.ProgressImport {
	if !t.checkColumns(canadaProgressColumns) {
		return nil
	}
	p := progressReader{table: t, seen: map[string]int{}, order: map[string]path{}}
	for _, r := range t.rows {
		p.take(r)
	}
	slices.SortStableFunc(p.file.Rows, func(a, b importer.ProgressRow) int {
		return cmp.Or(cmp.Compare(a.Period, b.Period), comparePaths(p.order[a.Code], p.order[b.Code]))
	})
	p.file.Read, p.file.Ignored = len(t.rows)+t.ignored, t.ignored
	return &p.file
}

func (p *progressReader) take(r row) {
	plan, period, end := p.period(r)
	at := p.indicator(r)
	statement := importer.ProgressRow{
		Line: r.line, Period: period, EffectiveOn: end, Code: at.code(plan.Code), Level: p.level(r),
		Owner: p.owner(r), OwnerTitle: ownerTitle(p.prose(r, "owner_org_title")),
	}
	p.texts(r, &statement)
	if period != "" && at != (path{}) {
		key := period + " " + statement.Code
		if before := p.seen[key]; before > 0 {
			p.duplicate(r.line, before, "indicators", period+" "+p.raw(r, "indicators"))
		} else {
			p.seen[key] = r.line
		}
	}
	p.order[statement.Code] = at
	p.file.Rows = append(p.file.Rows, statement)
}

// period reads "2019-03": the plan of that reporting period, and the period's last day.
func (p *progressReader) period(r row) (plan importer.PlanHeader, period string, end domain.Day) {
	period = p.key(r, "reporting_period")
	end, ok := lastDayOf(period)
	if !ok {
		p.problems.add(Problem{r.line, "reporting_period", period, "import.bad_period", "2019-03"})
		return plan, "", ""
	}
	plan, ok = planOfYear(end.Time().Year())
	if !ok {
		p.problems.add(Problem{
			r.line, "reporting_period", period, "import.no_plan_for_period", "2018-2020, 2022-2024, 2025-2029",
		})
		return plan, "", ""
	}
	return plan, period, end
}

// indicator reads the three codes of a row, which must belong together.
func (p *progressReader) indicator(r row) path {
	columns := [...]string{"commitments", "milestones", "indicators"}
	var codes [3]path
	for i, column := range columns {
		value := p.key(r, column)
		code, ok := parsePath(value, i+1)
		if !ok {
			p.problems.add(Problem{r.line, column, value, "import.bad_code", [...]string{"C01", "C01.1", "C01.1.1"}[i]})
			return path{}
		}
		codes[i] = code
	}
	for i := 1; i < len(codes); i++ {
		if codes[i].top(i) != codes[i-1] {
			p.problems.add(Problem{
				r.line, columns[i], p.raw(r, columns[i]), "import.code_parent", p.raw(r, columns[i-1]),
			})
			return path{}
		}
	}
	return codes[2]
}

func (p *progressReader) level(r row) domain.Level {
	status := strings.ToUpper(p.key(r, "status"))
	level, ok := canadaLevels[status]
	if !ok {
		p.problems.add(Problem{r.line, "status", p.raw(r, "status"), "import.bad_status", "NS, LP, SP, C"})
	}
	return level
}

func (p *progressReader) owner(r row) string {
	owner := strings.ToLower(p.key(r, "owner_org"))
	if owner != "" && !department.MatchString(owner) {
		p.problems.add(Problem{r.line, "owner_org", owner, "import.bad_department", ""})
	}
	return owner
}

// ownerTitle splits "English | Français", as Canada's catalogue writes its organisations.
func ownerTitle(title string) domain.Text {
	en, fr, both := strings.Cut(title, " | ")
	if title == "" || !both {
		return bilingual(title, "")
	}
	return bilingual(strings.TrimSpace(en), strings.TrimSpace(fr))
}

// texts reads progress (required), evidence, and challenges (required where little or nothing is done). "NIL",
// "Aucun", "N/A" and the like state that there is none: they satisfy a required cell, and are noted.
func (p *progressReader) texts(r row, statement *importer.ProgressRow) {
	little := statement.Level == domain.LevelNotStarted || statement.Level == domain.LevelLimited
	var none, written []string
	for _, word := range []struct {
		column   string
		required bool
		text     *domain.Text
	}{
		{"progress", true, &statement.Progress},
		{"evidence", false, &statement.Evidence},
		{"challenges", little, &statement.Challenges},
	} {
		en, fr := p.prose(r, word.column+"_en"), p.prose(r, word.column+"_fr")
		if saysNone(word.column, en) && saysNone(word.column, fr) {
			none, written = append(none, word.column), append(written, en, fr)
			continue
		}
		en, fr = noneAsEmpty(word.column, en), noneAsEmpty(word.column, fr)
		p.checkPair(r, word.column, [2]string{en, fr}, word.required)
		*word.text = bilingual(en, fr)
	}
	if len(none) > 0 {
		p.file.Notes = append(p.file.Notes, importer.ImportNote{
			Line: r.line, Code: statement.Code, Kind: importer.NoteStatedNone,
			Raw: strings.Join(written, " | "), Read: strings.Join(none, ", "),
		})
	}
}

// noneAsEmpty empties a cell that states none; text beside it in the other language then lacks its translation.
func noneAsEmpty(column, text string) string {
	if saysNone(column, text) {
		return ""
	}
	return text
}
